//go:build !darwin && !windows

package trust

// ownStore is nothing here: the user has no store of the system's kind.
func ownStore(Env) (Store, string) { return nil, "" }
