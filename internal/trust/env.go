package trust

import (
	"path/filepath"
	"time"
)

// Env is the machine and the user that trust is planned for. Tests give it
// directories of their own.
type Env struct {
	Home      string // of the user; empty leaves the user's stores out
	Dir       string // the journal of the user's stores, and the store for Java; made with 0700; empty without Home
	SystemDir string // the journal of the system's store; made with 0700, by root
	Prefix    string // stands before every path of the system store; empty in life
	UID       int    // 0 may change the system store; -1 where users have no number
	Again     string // the command that a person repeats with administrator rights
	Runner    Runner
	Now       func() time.Time

	at func(point string) // called around every change; tests end the process there
}

// Host is the Env of this process. dataDir is Rockxy's data directory; again is
// the command that was given, for the advice about administrator rights.
func Host(home, dataDir, again string) Env {
	return Env{
		Home: home, Dir: filepath.Join(dataDir, "trust"), SystemDir: systemDir,
		UID: currentUID(), Again: again, Runner: programs{}, Now: time.Now,
	}
}

// System is the Env of a process that changes the system's store and nothing
// else: no user's file is read or written.
func System(again string) Env {
	return Env{SystemDir: systemDir, UID: currentUID(), Again: again, Runner: programs{}, Now: time.Now}
}

// systemDir is root's own: nothing that a user can write decides what root
// restores.
const systemDir = "/var/lib/rockxy/trust"

func (e Env) sys(path string) string {
	if e.Prefix == "" {
		return path
	}
	return filepath.Join(e.Prefix, path)
}

func (e Env) step(point string) {
	if e.at != nil {
		e.at(point)
	}
}
