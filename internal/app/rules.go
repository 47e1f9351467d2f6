package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"rockxy/internal/rule"
	"rockxy/internal/rule/rulefile"
)

// rules are the rules of an instance: what their files say, or said last before
// they could not be read any more. It may be used from many goroutines at once.
type rules struct {
	dir   string
	given []string // files besides those of dir
	kinds []rulefile.Kind
	log   *slog.Logger

	set   atomic.Pointer[rule.Set]
	tally *rule.Tally

	mu    sync.Mutex
	files []*ruleFile // in the order of their groups
	bad   error       // of the directory
}

// ruleFile is one file of rules, which is a group.
type ruleFile struct {
	watchedFile
	given bool
	file  *rulefile.File // what applies; nil for nothing
	text  string         // of file

	bad     error // why the file, as it is now, does not apply
	badText string
	gone    bool
	clash   error // another file has the name
}

// openRules reads the rules that an instance begins with. Files that cannot be read
// do not apply, and are told; that one of given is not there is an error.
func openRules(dir string, given []string, kinds []rulefile.Kind, log *slog.Logger) (*rules, error) {
	r := &rules{dir: dir, given: given, kinds: kinds, log: log, tally: rule.NewTally()}
	for _, path := range given {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("--rules: %w", err)
		}
	}
	r.reload()
	return r, nil
}

// Rules are those that apply now.
func (r *rules) Rules() *rule.Set { return r.set.Load() }

// reload reads the files whether they seem changed or not. What they say applies
// when this returns, unless it cannot be read: then what applied before still
// does.
func (r *rules) reload() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.scan()
	for _, f := range r.files {
		untilWhole(func() bool { return r.take(f) })
	}
	r.apply()
}

// follow keeps what applies up to date until ctx ends.
func (r *rules) follow(ctx context.Context) {
	t := time.NewTicker(lookEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			r.look()
		}
	}
}

// look takes the files that have changed and stay so.
func (r *rules) look() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.scan()
	changed := false
	for _, f := range r.files {
		if _, settled := f.look(); settled {
			changed = r.take(f) || changed
		}
	}
	if changed {
		r.apply()
	}
}

// scan finds files that are new.
func (r *rules) scan() {
	paths, err := listRules(r.dir)
	if err != nil && (r.bad == nil || r.bad.Error() != err.Error()) {
		r.log.Error("the directory of rules cannot be read as a whole", "error", err)
	}
	r.bad = err
	add := func(path string, given bool) {
		if !slices.ContainsFunc(r.files, func(f *ruleFile) bool { return f.path == path }) {
			r.files = append(r.files, &ruleFile{watchedFile: watchedFile{path: path}, given: given})
		}
	}
	for _, path := range r.given {
		add(path, true)
	}
	for _, path := range paths {
		add(path, false)
	}
}

// take reads a file; done is false when it changed meanwhile.
func (r *rules) take(f *ruleFile) (done bool) {
	var text string
	var file *rulefile.File
	var err error
	if !f.read(func() { text, file, err = loadRules(f.path, r.kinds, f.file) }) {
		return false
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && !f.given:
		f.gone = true
	case err != nil:
		if f.bad == nil || f.badText != text || f.bad.Error() != err.Error() {
			r.tell(f, err)
		}
		f.bad, f.badText = err, text
	default:
		if f.bad != nil {
			r.log.Warn("rules can be read again, and apply", "file", f.path)
		} else if f.file != nil && text != f.text {
			r.log.Info("rules have changed", "file", f.path)
		}
		f.bad, f.badText, f.file, f.text = nil, "", file, text
	}
	return true
}

// tell says, loudly, that a file does not apply.
func (r *rules) tell(f *ruleFile, err error) {
	what := "rules do not apply: their file cannot be read"
	if f.file != nil {
		what = "rules were not changed: their file cannot be read, and what it said before still applies"
	}
	r.log.Error(what, "error", err)
}

// apply makes what the files say count.
func (r *rules) apply() {
	for _, f := range r.files {
		if f.gone && f.file != nil {
			r.log.Info("rules are gone", "file", f.path)
		}
	}
	r.files = slices.DeleteFunc(r.files, func(f *ruleFile) bool { return f.gone })
	slices.SortStableFunc(r.files, func(a, b *ruleFile) int {
		if c := strings.Compare(rulefile.GroupName(a.path), rulefile.GroupName(b.path)); c != 0 {
			return c
		}
		return strings.Compare(a.path, b.path)
	})
	var groups []*rule.Group
	first := map[string]*ruleFile{}
	for _, f := range r.files {
		name := rulefile.GroupName(f.path)
		was := f.clash
		if f.clash = nil; first[name] != nil {
			f.clash = fmt.Errorf("the group %s is in %s already; expected a file with another name", name, first[name].path)
			if was == nil {
				r.log.Error("rules do not apply: another file has the name of their group", "file", f.path, "other", first[name].path)
			}
			continue
		}
		first[name] = f
		if f.file != nil {
			groups = append(groups, f.file.Group)
		}
	}
	r.set.Store(r.tally.NewSet(groups, rule.Limits{}, time.Now()))
}
