package app

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/ca"
	"rockxy/internal/config"
)

// caDir is where the certificates of roots that outlive an instance are, in a
// data directory, with a note of who keeps the key.
const caDir = "ca"

// custody is who keeps the root's key, decided before the key is touched.
type custody struct {
	name   config.Custody
	keeper ca.Keeper
	home   *ca.Home // nil: the root is for this instance alone
	trail  []api.Keeper
}

// KeeperError is a --custody that contradicts the root that there is.
type KeeperError struct {
	Data      string
	Have, Ask config.Custody
}

func (e *KeeperError) Error() string {
	return fmt.Sprintf("the root of the data directory %s is kept in %s, not in %s", e.Data, e.Have, e.Ask)
}

// Hint is the next step.
func (e *KeeperError) Hint() string {
	return "leave --custody out to use it; or end that root with rockxy untrust and rockxy ca destroy, and start again; or use another directory with --data DIR"
}

// custodyOf decides who keeps the root of an instance. A root that is there
// stays where it is: another keeper would be another root, that nobody trusts
// yet. Where it cannot be reached today, auto takes memory for this instance
// alone and leaves the root in peace. A transient instance makes no root that
// outlives it.
func custodyOf(cfg config.Config, opt Options) (custody, error) {
	if cfg.Custody == config.CustodyMemory {
		return memory(api.Keeper{Why: "it was asked for"}), nil
	}
	have, err := homeKeeper(cfg.Data)
	if err != nil {
		return custody{}, err
	}
	switch ask := cfg.Custody; {
	case have == "" && ask == config.CustodyAuto && opt.Transient:
		return memory(api.Keeper{Why: "this instance ends with the command, and there is no root that outlives it", Hint: "rockxy serve makes one"}), nil
	case have == "":
		return found(cfg.Data, ask, opt)
	case ask != config.CustodyAuto && ask != have:
		if begun, err := abandon(cfg.Data, have, opt); err != nil || !begun {
			return custody{}, errors.Join(err, &KeeperError{cfg.Data, have, ask})
		}
		return found(cfg.Data, ask, opt)
	case ask != config.CustodyAuto:
		return reach(cfg.Data, have, opt)
	}
	c, err := kept(cfg.Data, have, opt)
	if err == nil {
		return c, nil
	}
	return instead(nil, have, err), nil
}

// abandon ends a root that was begun and is in no certificate yet, so that
// another keeper can have it; begun is false where there is more than that.
func abandon(data string, have config.Custody, opt Options) (begun bool, err error) {
	certs, err := ReadCertificates(data)
	if err != nil || certs.Root != nil || certs.Unfinished != "" {
		return false, err
	}
	c, err := found(data, have, opt)
	if err != nil {
		return false, nil // it may have a key
	}
	if err := c.keeper.Forget(); err != nil {
		return false, keeperError(err)
	}
	return true, forgetKeeper(data)
}

// reach takes the keeper that has the root, where it has the key of this very
// directory.
func reach(data string, have config.Custody, opt Options) (custody, error) {
	c, err := found(data, have, opt)
	if err == nil {
		err = elsewhere(data, c, opt)
	}
	return c, err
}

// kept takes the keeper that has the root. Its trail says why not those that
// protect better.
func kept(data string, have config.Custody, opt Options) (custody, error) {
	c, err := reach(data, have, opt)
	if err != nil {
		return c, err
	}
	best, err := found(data, config.CustodyAuto, opt)
	if err != nil {
		return c, nil // it is not needed
	}
	if best.name == have {
		c.trail = best.trail
		return c, nil
	}
	c.trail = nil
	for _, k := range best.trail {
		switch {
		case k.Name == string(have) || k.Name == string(config.CustodyMemory):
			continue
		case k.Taken:
			k.Taken, k.Why = false, "it could be used, but the root is in "+string(have)+" already"
			k.Hint = "rockxy untrust and rockxy ca destroy end that root; the next start makes one there"
		}
		c.trail = append(c.trail, k)
	}
	c.trail = append(c.trail, api.Keeper{Name: string(have), Taken: true, Why: "the root is there already"})
	return c, nil
}

// instead is memory for one instance, where the keeper called name has the root,
// or was to have it, and cannot be used.
func instead(trail []api.Keeper, name config.Custody, err error) custody {
	c := memory(api.Keeper{Why: "the root in " + string(name) + " cannot be used now: this instance has one of its own"})
	for _, k := range trail {
		if !k.Taken {
			c.trail = append(c.trail, k)
		}
	}
	c.trail = append(c.trail[1:], unreachable(name, err), c.trail[0])
	return c
}

// found takes the keeper called name, or the best one for auto.
func found(data string, name config.Custody, opt Options) (custody, error) {
	choose := selectKeeper
	switch {
	case opt.keepers != nil:
		choose = opt.keepers
	case opt.KeyStore != nil:
		choose = givenKeeper
	}
	c, err := choose(data, name, opt)
	if err != nil {
		return custody{}, err
	}
	if c.name != config.CustodyMemory { // the next instance finds the key again
		c.home = homeOf(data, c.keeper)
	}
	return c, nil
}

// software says whether the key will be in the memory of this process.
func (c custody) software() bool { return !c.keeper.Custody().HardwareBound }

func memory(step api.Keeper) custody {
	step.Name, step.Taken = string(config.CustodyMemory), true
	return custody{name: config.CustodyMemory, keeper: ca.InMemory(), trail: []api.Keeper{step}}
}

// open finds or makes the root of an instance. With auto, a keeper that turns out
// to be of no use gives way to memory, except one that a person has just given a
// passphrase to.
func (c *custody) open(cfg config.Config) (*ca.Root, error) {
	r, err := c.root(cfg.Data)
	if _, away := errors.AsType[*ca.UnavailableError](err); !away || cfg.Custody != config.CustodyAuto || c.name == config.CustodyVault {
		return r, err
	}
	*c = instead(c.trail, c.name, err)
	return c.root(cfg.Data)
}

// root finds or makes the root.
func (c custody) root(data string) (*ca.Root, error) {
	if c.home == nil {
		return ca.Create(c.keeper, owner(), time.Now())
	}
	// Written first: a key is never where nobody looks for it.
	if err := noteKeeper(data, c.name); err != nil {
		return nil, err
	}
	r, err := c.home.Root()
	return r, keeperError(err)
}

func homeOf(data string, k ca.Keeper) *ca.Home {
	return ca.NewHome(filepath.Join(data, caDir), k, owner(), time.Now)
}

// HasVault says whether a vault has the root of a data directory.
func HasVault(data string) (bool, error) {
	certs, err := ReadCertificates(data)
	return certs.Root != nil && config.Custody(certs.Keeper) == config.CustodyVault, err
}
