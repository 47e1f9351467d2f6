package app

import (
	"rockxy/internal/ca"
	"rockxy/internal/config"
)

// The codes of a root whose key another place of the data directory has.
const (
	codeMoved  = "custody.moved"
	codeCopied = "custody.copied"
	codeLost   = "custody.lost"
)

// former is the keeper that has the key of a data directory's root under the
// path that the directory had when it was made; ok is false when it has none.
// copied says that what is at that path is still this root's home.
func former(data string, c custody, opt Options) (k ca.Keeper, at string, copied, ok bool) {
	note, err := readNote(data)
	if err != nil || note.data == "" || note.data == resolved(data) {
		return k, "", false, false
	}
	mine, err := c.home.Certificate()
	if err != nil || mine == nil {
		return k, "", false, false
	}
	if has, err := c.keeper.Holds(); err != nil || has {
		return k, "", false, false
	}
	there, err := found(note.data, c.name, opt)
	if err != nil {
		return k, "", false, false
	}
	if has, err := there.keeper.Holds(); err != nil || !has {
		return k, "", false, false
	}
	theirs, err := there.home.Certificate()
	if err != nil || theirs != nil && !theirs.Equal(mine) {
		return k, "", false, false // the key there is another root's
	}
	return there.keeper, note.data, theirs != nil, true
}

// elsewhere is the *CustodyError for a data directory that was moved or copied
// away from the place that its key is known by; else nil.
func elsewhere(data string, c custody, opt Options) error {
	if c.home == nil {
		return nil
	}
	_, at, copied, ok := former(data, c, opt)
	switch {
	case !ok:
		return nil
	case copied:
		return &CustodyError{&ca.UnavailableError{Keeper: string(c.name), Code: codeCopied,
			Message: "this data directory is a copy of " + at + ", and the key in " + string(c.name) + " is that one's",
			Hint:    "use that one with --data; or rockxy ca destroy ends the root of this copy alone, and the next start makes another"}}
	}
	return &CustodyError{&ca.UnavailableError{Keeper: string(c.name), Code: codeMoved,
		Message: "this data directory was moved, and " + string(c.name) + " knows the key by where it was, " + at,
		Hint:    "move it back; or rockxy untrust and rockxy ca destroy end that root, and the next start makes another"}}
}

// lost is the step of the trail for a root whose key is gone, nil for others.
func lost(c custody) error {
	if c.home == nil {
		return nil
	}
	cert, err := c.home.Certificate()
	if err != nil || cert == nil {
		return nil
	}
	if has, err := c.keeper.Holds(); err != nil || has {
		return nil // or it cannot be told
	}
	why := "the root's key is not there any more"
	if UntilRestart(c.name) {
		why += ": what is in the kernel's memory ends when the machine restarts"
	}
	return &CustodyError{&ca.UnavailableError{Keeper: string(c.name), Code: codeLost, Message: why,
		Hint: "the next rockxy serve makes a new root; rockxy untrust takes the old one out of trust stores, rockxy trust puts the new one in"}}
}

// UntilRestart says that a key in that keeper ends when the machine restarts.
func UntilRestart(name config.Custody) bool { return name == config.CustodyKernelKeyring }

// Notice is what a person should know of a root: that it took the place of
// another one unasked, and what is to be done then; mostly empty.
func Notice(r *ca.Root) string {
	old, why := r.Replaces()
	if old == nil {
		return ""
	}
	return "this is a new root: the one before is of no more use, because " + why +
		"; if that one was trusted, rockxy untrust takes it out of the trust stores and rockxy trust puts this one in"
}
