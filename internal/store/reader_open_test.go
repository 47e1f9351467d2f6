package store

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// killed returns a copy of a session as a kill would leave it: with a log.
func killed(t testing.TB, n int) string {
	t.Helper()
	s := openStore(t, t.TempDir(), Options{})
	fill(t, s, n, 60<<10)
	folded(t, s)
	dir := t.TempDir()
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(s.dir, path)
		if err != nil || rel == "." || d.Name() == "lock" || d.Name() == indexName+"-shm" {
			return err
		}
		if d.IsDir() {
			return os.Mkdir(filepath.Join(dir, rel), 0o700)
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = writeWhole(filepath.Join(dir, rel), f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if fileSize(filepath.Join(dir, indexName+"-wal")) == 0 {
		t.Fatal("there is no log")
	}
	return dir
}

func TestReadingAClosedSessionChangesNothing(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ids := fill(t, s, 10, 60<<10)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before := listing(t, dir)
	readAll(t, dir, len(ids))
	if after := listing(t, dir); after != before {
		t.Errorf("reading made\n%s\nof\n%s", after, before)
	}
}

// A medium that cannot be written is read all the same, whatever was left on it.
// (Root may write everywhere; for root this is reading alone.)
func TestReadOnlySessions(t *testing.T) {
	for _, name := range []string{"closed", "killed"} {
		t.Run(name, func(t *testing.T) {
			dir := killed(t, 10)
			if name == "closed" {
				s, err := Open(dir, Options{})
				if err != nil {
					t.Fatal(err)
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
			before := listing(t, dir)
			protect(t, dir, 0o500, 0o400)
			readAll(t, dir, 10)
			protect(t, dir, 0o700, 0o600)
			if after := listing(t, dir); after != before && os.Getuid() != 0 {
				t.Errorf("reading made\n%s\nof\n%s", after, before)
			}
		})
	}
}

func protect(t testing.TB, dir string, dirs, files fs.FileMode) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Chmod(path, dirs|0o100)
		}
		return os.Chmod(path, files)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCopiedIndexIsReadWhole(t *testing.T) {
	dir := killed(t, 10)
	path, drop, err := copyIndex(filepath.Join(dir, indexName))
	if err != nil {
		t.Fatal(err)
	}
	db, _, v, err := openDatabase(dsn(path, "mode=ro", queryOnly))
	if err != nil || v != indexVersion {
		t.Fatalf("version %d, %v", v, err)
	}
	var n int
	if err := db.QueryRow("SELECT count(*) FROM entry").Scan(&n); err != nil || n != 10 {
		t.Errorf("%d rows, %v", n, err)
	}
	db.Close()
	if err := drop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Dir(path)); !os.IsNotExist(err) {
		t.Errorf("the copy is left: %v", err)
	}
}

func readAll(t testing.TB, dir string, want int) {
	t.Helper()
	r, err := OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	all, err := r.List(t.Context(), Query{})
	if err != nil || len(all) != want {
		t.Fatalf("%d entries, want %d, %v", len(all), want, err)
	}
	for i := range all {
		rec, err := r.Get(t.Context(), all[i].ID)
		if err != nil || rec.Incomplete != "" || bodyOf(t, rec, 1) == nil {
			t.Fatalf("entry %d: %+v, %v", all[i].ID, rec, err)
		}
	}
}
