//go:build !darwin && !windows

package trust

// platformStores is the system's store, for all users.
func platformStores(env Env) ([]Store, []Skip) {
	s, why := systemStore(env)
	if s == nil {
		return nil, []Skip{{Store: "the system's store", Why: why}}
	}
	return []Store{s}, nil
}
