package script

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"
)

// Options are what an action says of its script.
type Options struct {
	Path   string // of the file that it is in, or
	Source string // the script itself, when Path is empty
	// Name and Line are where Source stands: a file, and the lines before it there.
	Name   string
	Line   int
	Env    map[string]string
	Limits Limits // zero: 200 ms, 64 MiB
}

// DefaultLimits are those of a script that says nothing about it.
func DefaultLimits() Limits { return Limits{Time: 200 * time.Millisecond, Memory: 64 << 20} }

// source is the text of a script and what was made of it.
type source struct {
	path, name string
	report     func(Trouble)
	base       program        // without code
	calls      sync.WaitGroup // those that run, also when nobody waits for them

	mu       sync.Mutex
	loaded   *loaded
	stamp    stamp // of the file, as it was looked at last
	looking  bool  // somebody compiles
	closed   bool
	failures int // in a row
	stuck    int
	isOff    bool
}

// stamp tells one state of a file from another.
type stamp struct {
	size    int64
	changed time.Time
}

// open reads and compiles a script for the first time.
func (h *Host) open(o Options) (*source, error) {
	prelude, err := h.prelude()
	if err != nil {
		return nil, err
	}
	env, err := encodeEnv(o.Env)
	if err != nil {
		return nil, err
	}
	d := DefaultLimits()
	if o.Limits.Time > 0 {
		d.Time = o.Limits.Time
	}
	if o.Limits.Memory > 0 {
		d.Memory = o.Limits.Memory
	}
	d.grace = o.Limits.grace
	if d.grace == 0 {
		d.grace = grace
	}
	s := &source{path: o.Path, name: o.Name, report: h.report, base: program{name: o.Name, shift: o.Line, prelude: prelude, env: env, limits: d}}
	text := o.Source
	if o.Path != "" {
		s.name, s.base.name, s.base.shift = o.Path, shortName(o.Path), 0
		if text, s.stamp, err = read(o.Path); err != nil {
			return nil, err
		}
	}
	p, m, err := compile(s.base, text)
	if err != nil {
		return nil, err
	}
	s.loaded = newLoaded(p, m)
	return s, nil
}

// read reads the file of a script: an ordinary file, of at most 1 MiB.
func read(path string) (string, stamp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", stamp{}, err
	}
	if !info.Mode().IsRegular() {
		return "", stamp{}, fmt.Errorf("%s is not an ordinary file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", stamp{}, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSource+1))
	return string(text), stamp{info.Size(), info.ModTime()}, err
}

func (s *source) handlers() [3]bool { return s.current().program.handlers }

func (s *source) current() *loaded {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loaded
}

// look compiles the file again when it has changed. What cannot be used leaves the
// script that was there running; news says so, once.
func (s *source) look() (news string) {
	if s.path == "" {
		return ""
	}
	info, err := os.Stat(s.path)
	if err != nil || info.Size() == 0 {
		return "" // an editor may be replacing it
	}
	s.mu.Lock()
	if s.looking || s.closed || s.stamp == (stamp{info.Size(), info.ModTime()}) {
		s.mu.Unlock()
		return ""
	}
	s.looking = true
	s.mu.Unlock()
	news = s.reload()
	s.mu.Lock()
	s.looking = false
	s.mu.Unlock()
	if news != "" {
		s.report(Trouble{File: s.name, What: news})
	}
	return news
}

func (s *source) reload() (news string) {
	text, now, err := read(s.path)
	var p *program
	var m *machine
	if err == nil {
		p, m, err = compile(s.base, text)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stamp = now
	if err != nil {
		return "the changed script cannot be used, the one before goes on: " + err.Error()
	}
	old := s.loaded
	s.loaded, s.failures, s.stuck, s.isOff = newLoaded(p, m), 0, 0, false
	old.close()
	for h, there := range p.handlers {
		if there && !old.program.handlers[h] {
			news = handler(h).String() + " is new in the script: it is called when the rules have been read again, so save the rule file too"
		}
	}
	return news
}

func (s *source) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.loaded.close()
}

// reason is what a file's error says without its path, which is said before it.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Path + ": " + at.Err.Error()
	}
	return err.Error()
}
