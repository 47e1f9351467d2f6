package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"rockxy/internal/flow"
)

func TestSessionNames(t *testing.T) {
	for _, name := range []string{"default", "a", "2026-10-01", "My.session_2"} {
		if err := CheckSessionName(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", ".", "..", ".a", "-a", "a/b", `a\b`, "a b", "ä", "a.", "nul", "COM1.txt", string(bytes.Repeat([]byte("a"), 65)), "a\n"} {
		var e *NameError
		if err := CheckSessionName(name); !errors.As(err, &e) {
			t.Errorf("%q is allowed", name)
		}
	}
}

func named(t testing.TB, data, name string) *Store {
	t.Helper()
	s, err := Open(SessionDir(data, name), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSessionsAreListedAndLeftAlone(t *testing.T) {
	data := t.TempDir()
	if all, err := Sessions(t.Context(), data); err != nil || len(all) != 0 {
		t.Fatalf("%v, %v", all, err)
	}
	old := named(t, data, "old")
	ids := fill(t, old, 5, 60<<10)
	mustMark(t, old, ids[1], pin(true))
	if _, err := old.Delete(t.Context(), ids[:1]); err != nil {
		t.Fatal(err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	now := named(t, data, "now")
	defer now.Close()
	fill(t, now, 3, 100)
	if err := os.Mkdir(SessionDir(data, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	before := listing(t, SessionDir(data, "old"))
	all, err := Sessions(t.Context(), data)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	if i := all[0]; i.Name != "now" || !i.InUse || i.PID != os.Getpid() || i.Entries != 3 || i.Problem != nil {
		t.Errorf("%+v", i)
	}
	if i := all[1]; i.Name != "old" || i.InUse || i.Entries != 4 || i.Pinned != 1 || i.Bytes < 4*60<<10 || i.First == 0 || i.Last < i.First ||
		i.Format != FormatVersion || i.Index != indexVersion || i.Problem != nil {
		t.Errorf("%+v", i)
	}
	if after := listing(t, SessionDir(data, "old")); after != before {
		t.Errorf("looking changed\n%s\nto\n%s", before, after)
	}
}

// listing names the files of a directory and what is in them.
func listing(t testing.TB, dir string) (text string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		fi, _ := d.Info()
		text += path + " " + fi.ModTime().String() + " " + string(b[:min(len(b), 32)]) + "\n"
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestSessionsAreRenamedAndDeleted(t *testing.T) {
	data := t.TempDir()
	s := named(t, data, "a")
	id := fill(t, s, 1, 60<<10)[0]
	var locked *LockedError
	if err := RenameSession(data, "a", "b"); !errors.As(err, &locked) || locked.PID != os.Getpid() {
		t.Errorf("rename in use: %v", err)
	}
	if err := DeleteSession(data, "a"); !errors.As(err, &locked) {
		t.Errorf("delete in use: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := RenameSession(data, "a", "b"); err != nil {
		t.Fatal(err)
	}
	s = named(t, data, "b")
	wantBody(t, s, id, 60<<10)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := named(t, data, "c").Close(); err != nil {
		t.Fatal(err)
	}
	var exists *ExistsError
	if err := RenameSession(data, "b", "c"); !errors.As(err, &exists) {
		t.Errorf("onto another: %v", err)
	}
	var none *NoSessionError
	if err := errors.Join(RenameSession(data, "x", "y")); !errors.As(err, &none) {
		t.Errorf("of none: %v", err)
	}
	if err := DeleteSession(data, "b"); err != nil {
		t.Fatal(err)
	}
	if err := DeleteSession(data, "b"); !errors.As(err, &none) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("twice: %v", err)
	}
	if err := DeleteSession(data, "../x"); err == nil {
		t.Error("a path is no name")
	}
	stray := SessionDir(data, ".deleted-q")
	if err := os.MkdirAll(filepath.Join(stray, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := SweepSessions(data); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(SessionDir(data, ""))
	if err != nil || len(entries) != 1 || entries[0].Name() != "c" {
		t.Errorf("left %v, %v", entries, err)
	}
}

func TestCopyOfASessionThatIsWritten(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := named(t, data, "a")
	defer s.Close()
	body := noise(1 << 20)
	var same []flow.ID
	for range 20 {
		same = append(same, recordBody(s, flow.Response, body))
	}
	ids := fill(t, s, 100, 10<<10)
	folded(t, s)
	mustMark(t, s, ids[4], comment("copied"))
	x := newSample().exchange()
	tape := s.Open(x)
	tape.Body(flow.Response, body)
	var told int64
	err := CopySession(t.Context(), data, "a", "b", func(done, total int64) { told = done * 100 / total })
	if err != nil || told < 80 {
		t.Fatalf("%v, told %d%%", err, told)
	}
	tape.Done()
	var exists *ExistsError
	if err := CopySession(t.Context(), data, "a", "b", nil); !errors.As(err, &exists) {
		t.Errorf("twice: %v", err)
	}
	c := named(t, data, "b")
	defer c.Close()
	for _, id := range ids {
		wantBody(t, c, id, 10<<10)
	}
	for _, id := range same {
		if !bytes.Equal(bodyOf(t, mustGet(t, c, id), flow.Response), body) {
			t.Fatal("a large body is another")
		}
	}
	if got := mustGet(t, c, ids[4]).Summary.Mark.Comment; got != "copied" {
		t.Errorf("comment %q", got)
	}
	if size := diskUse(t, SessionDir(data, "b")); size > 5<<20 {
		t.Errorf("%d octets for a body of 1 MiB and some", size)
	}
	checkIndex(t, c)
	entries, err := os.ReadDir(SessionDir(data, ""))
	if err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
