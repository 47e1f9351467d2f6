package app

import (
	"fmt"

	"rockxy/internal/api"
	"rockxy/internal/ca"
	"rockxy/internal/config"
)

// selectKeeper takes the keeper called name, or for auto the best one that can
// be used without asking anybody.
func selectKeeper(data string, name config.Custody, opt Options) (custody, error) {
	return memory(api.Keeper{Why: "it is the only one that this build has"}), nil
}

// unreachable is the step of the trail for a keeper that has the root and
// cannot be used.
func unreachable(name config.Custody, err error) api.Keeper {
	return api.Keeper{Name: string(name), Why: fmt.Sprint(err)}
}

var _ = ca.InMemory
