package script

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// told collects what scripts report.
type told struct {
	mu  sync.Mutex
	all []Trouble
}

func (t *told) tell(x Trouble) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, x)
}

func (t *told) list() []Trouble {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all
}

func opened(t *testing.T, h *Host, path string) *Action {
	t.Helper()
	a, err := h.New(Options{Path: path, Limits: Limits{Time: 20 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// write changes a file so that it can be told from the one before, however coarse the
// file system's clock is.
func write(t *testing.T, path, text string, at int64) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, time.Time{}, time.Unix(at, 0)); err != nil {
		t.Fatal(err)
	}
}

func TestTenFailuresInARowSwitchOff(t *testing.T) {
	var said told
	h := NewHost(said.tell)
	path := filepath.Join(t.TempDir(), "s.js")
	write(t, path, `function onRequest(context, request) { if (context.shared.get('good')) console.log('fine'); else throw new Error('mine') }`, 1)
	a := opened(t, h, path)
	shared := h.states.of("staging")
	each(t, 9, a)
	shared.set("good", "true")
	each(t, 1, a)
	shared.remove("good")
	if got := each(t, 9, a); len(said.list()) != 0 || !strings.Contains(got[8], "Error: mine (s.js:1:") {
		t.Errorf("%+v %s", said.list(), got[8])
	}
	if got := each(t, 1, a)[0]; len(said.list()) != 1 || !strings.Contains(got, "error: the script is off after 10 failures in a row") {
		t.Errorf("%+v %s", said.list(), got)
	}
	one := said.list()[0]
	if !one.Off || one.Rule != "r" || one.Group != "staging" || one.File != path || !strings.Contains(one.What, "save "+path+" to try again; the last was: Error: mine") {
		t.Errorf("%+v", one)
	}
	shared.set("good", "true")
	if got := each(t, 2, a)[1]; !strings.Contains(got, "skipped \"the script is off") || len(said.list()) != 1 {
		t.Errorf("%+v %s", said.list(), got)
	}
	write(t, path, `function onRequest() { console.log('again') }`, 2)
	if got := each(t, 1, a)[0]; got != "again" {
		t.Error(got)
	}
}

func TestChangedFiles(t *testing.T) {
	var said told
	h := NewHost(said.tell)
	path := filepath.Join(t.TempDir(), "s.js")
	write(t, path, `function onRequest() { console.log('one') }`, 1)
	a := opened(t, h, path)
	write(t, path, `function onRequest() { console.log('two') }`, 2)
	write(t, path, `function onRequest() { console.log('two') }`, 2)
	if got := strings.Join(each(t, 2, a), " "); got != "two two" {
		t.Error(got)
	}
	write(t, path, "function onRequest() {\n console.log('three'", 3)
	got := each(t, 2, a)
	if want := "error: the changed script cannot be used, the one before goes on: SyntaxError: "; !strings.HasPrefix(got[0], want) || !strings.HasSuffix(got[0], "(s.js:2:21)|two") || got[1] != "two" {
		t.Errorf("%q", got)
	}
	if all := said.list(); len(all) != 1 || all[0].File != path || all[0].Off {
		t.Errorf("%+v", all)
	}
	write(t, path, `function onRequest() { console.log('four') } function onMessage() {}`, 4)
	if got := each(t, 2, a); !strings.HasPrefix(got[0], "error: onMessage is new in the script") || got[1] != "four" {
		t.Errorf("%q", got)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := each(t, 1, a)[0]; got != "four" {
		t.Error(got)
	}
}

func TestFilesThatAreNone(t *testing.T) {
	h := NewHost(nil)
	dir := t.TempDir()
	if _, err := h.New(Options{Path: dir}); err == nil || !strings.Contains(err.Error(), "not an ordinary file") {
		t.Error(err)
	}
	if _, err := h.New(Options{Path: filepath.Join(dir, "none.js")}); err == nil {
		t.Error("no error")
	}
}

// What the engine cannot stop is left to itself, and the exchange goes on.
func TestStuckCalls(t *testing.T) {
	var said told
	h := NewHost(said.tell)
	// A search that the engine does not look up from, for some hundredths of a second.
	a, err := h.New(Options{Source: `function onRequest() { Array.prototype.indexOf.call({length: 4e6}, 1) }`, Limits: Limits{Time: 5 * time.Millisecond, grace: 5 * time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	defer a.source.calls.Wait()
	got := each(t, 3, a)
	if !strings.Contains(got[0], "cannot be stopped") || !strings.HasPrefix(got[1], "error: the script is off: 2 of its calls cannot be stopped") || !strings.Contains(got[2], "the script is off") {
		t.Errorf("%q", got)
	}
	if all := said.list(); len(all) != 1 || !all[0].Off {
		t.Errorf("%+v", all)
	}
}

// Files change while exchanges are under way.
func TestChangesUnderLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.js")
	write(t, path, `function onRequest() { console.log('v0') }`, 1)
	a := opened(t, NewHost(nil), path)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 20 {
				tr := &trial{t: t, action: a}
				if _, err := tr.ask(); err != nil || !strings.Contains(strings.Join(tr.logs(), ""), "v") {
					t.Error(err, tr.trace())
				}
			}
		})
	}
	for i := range int64(10) {
		write(t, path, `function onRequest() { console.log('v`+strings.Repeat("x", int(i))+`') }`, i+2)
	}
	all.Wait()
	if got := each(t, 1, a)[0]; got != "vxxxxxxxxx" {
		t.Error(got)
	}
	a.Close()
	if got := each(t, 1, a)[0]; got != "vxxxxxxxxx" {
		t.Errorf("after Close: %s", got)
	}
}
