package script

import (
	"context"
	"encoding/json"
	"path/filepath"
	"runtime"
	"sync"
)

// Host is what all scripts of an instance have in common: the states of groups, and how
// many calls may run at once.
type Host struct {
	report  func(Trouble)
	prelude func() (*prelude, error)
	states  states
	slots   chan struct{}
}

// NewHost has scripts tell their trouble to report, which may be nil and is
// called by any goroutine. It costs nothing until there is a script.
func NewHost(report func(Trouble)) *Host {
	if report == nil {
		report = func(Trouble) {}
	}
	return &Host{report: report, prelude: sync.OnceValues(compilePrelude), slots: make(chan struct{}, 4*runtime.GOMAXPROCS(0))}
}

// enter waits until a call may run. Calls that wait for a body are not counted.
func (h *Host) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *Host) leave() { <-h.slots }

// aside waits for something while another call runs.
func (h *Host) aside(do func() error) error {
	h.leave()
	defer func() { h.slots <- struct{}{} }()
	return do()
}

func encodeEnv(env map[string]string) (string, error) {
	if env == nil {
		return "{}", nil
	}
	b, err := json.Marshal(env)
	return string(b), err
}

func shortName(path string) string { return filepath.Base(path) }
