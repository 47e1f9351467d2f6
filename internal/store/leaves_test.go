package store

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func leafNumber(n int) Leaf {
	noon := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	return Leaf{
		Time: noon.Add(time.Duration(n)), Names: []string{fmt.Sprintf("h%d.test", n), "*.test"}, Serial: fmt.Sprintf("%x", n),
		SHA256: "ab", NotAfter: noon.Add(24 * time.Hour), Client: "127.0.0.1:1",
	}
}

func openLeaves(t *testing.T, dir string) *Leaves {
	t.Helper()
	l, err := OpenLeaves(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func readLeaves(t *testing.T, dir string, limit int) []Leaf {
	t.Helper()
	all, err := ReadLeaves(dir, limit)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestLeavesAreReadNewestFirst(t *testing.T) {
	dir := t.TempDir()
	if got := readLeaves(t, dir, 0); got != nil {
		t.Errorf("of no trail: %v", got)
	}
	for round := range 2 { // found again after closing
		l := openLeaves(t, dir)
		for n := range 3 {
			l.Add(leafNumber(round*3 + n))
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	want := []Leaf{leafNumber(5), leafNumber(4), leafNumber(3), leafNumber(2), leafNumber(1), leafNumber(0)}
	if got := readLeaves(t, dir, 0); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if got := readLeaves(t, dir, 2); !reflect.DeepEqual(got, want[:2]) {
		t.Errorf("limited: %+v", got)
	}
	if info, err := os.Stat(filepath.Join(dir, leavesName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestLeavesAreWrittenWithoutAsking(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		l := openLeaves(t, dir)
		l.Add(leafNumber(1))
		time.Sleep(2 * leavesDelay) // of the bubble's clock
		synctest.Wait()
		if got := readLeaves(t, dir, 0); len(got) != 1 {
			t.Errorf("%d leaves", len(got))
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestALeafCutShortIsRemoved(t *testing.T) {
	for name, torn := range map[string]string{"a little": `{"time":`, "a lot": `{"names":["` + string(bytes.Repeat([]byte("x"), 9000))} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			l := openLeaves(t, dir)
			l.Add(leafNumber(1))
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			f, err := os.OpenFile(filepath.Join(dir, leavesName), os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.WriteString(torn); err != nil {
				t.Fatal(err)
			}
			f.Close()
			if got := readLeaves(t, dir, 0); len(got) != 1 {
				t.Errorf("%d leaves before it is opened", len(got))
			}
			l = openLeaves(t, dir)
			l.Add(leafNumber(2))
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			if got := readLeaves(t, dir, 0); len(got) != 2 || got[0].Serial != "2" {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestLeavesAreBounded(t *testing.T) {
	dir := t.TempDir()
	l := openLeaves(t, dir)
	l.max = 1000
	for n := range 100 {
		l.Add(leafNumber(n))
		if err := l.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got := readLeaves(t, dir, 0)
	if len(got) < 4 || len(got) > 20 || got[0].Serial != "63" {
		t.Errorf("%d leaves, the newest %+v", len(got), got[0])
	}
	for n := range got[1:] {
		if !got[n+1].Time.Equal(got[n].Time.Add(-1)) {
			t.Errorf("a gap after %s", got[n+1].Serial)
		}
	}
}

func TestLeavesWaitForAFailingDisk(t *testing.T) {
	dir := t.TempDir()
	l := openLeaves(t, dir)
	whole := l.file
	broken, err := os.Open(filepath.Join(dir, leavesName)) // not for writing
	if err != nil {
		t.Fatal(err)
	}
	l.writing.Lock()
	l.file = broken
	l.writing.Unlock()
	l.Add(leafNumber(1))
	if err := l.Flush(); err == nil {
		t.Error("written to a file that cannot be written")
	}
	l.writing.Lock()
	l.file = whole
	l.writing.Unlock()
	broken.Close()
	l.Add(leafNumber(2))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got := readLeaves(t, dir, 0); len(got) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestLeavesAddedAtOnce(t *testing.T) {
	dir := t.TempDir()
	l := openLeaves(t, dir)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for m := range 50 {
				l.Add(leafNumber(n*50 + m))
				if m%10 == 0 {
					if err := l.Flush(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got := readLeaves(t, dir, 0); len(got) != 400 {
		t.Errorf("%d leaves", len(got))
	}
}

func TestHoldKeepsWritersOut(t *testing.T) {
	dir := SessionDir(t.TempDir(), "default")
	release, err := Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	var locked *LockedError
	if _, err := Open(dir, Options{}); !errors.As(err, &locked) || locked.PID != os.Getpid() {
		t.Errorf("opened although held: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	openStore(t, dir, Options{})
}

func BenchmarkAddLeaf(b *testing.B) {
	l, err := OpenLeaves(b.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	leaf := leafNumber(1)
	for b.Loop() {
		l.Add(leaf)
	}
	l.mu.Lock()
	l.pending, l.lost = nil, 0
	l.mu.Unlock()
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
}
