package app

import (
	"io"
	"io/fs"
	"os"
	"time"
)

// watchedFile knows when a file has changed and stays so. Who uses it takes care
// that it is not used twice at once.
type watchedFile struct {
	path string
	seen os.FileInfo // the file that was read last, nil for none
	next *sighting   // a changed file that may still be being written
}

// sighting is a file as it was at one look; info is nil when there was none.
type sighting struct{ info os.FileInfo }

// lookEvery is how often a file is looked at: a change is taken when it was
// there twice, so that no half of it is.
const lookEvery = 400 * time.Millisecond

// watch watches a file that is about to be read.
func watch(path string) watchedFile {
	info, _ := os.Stat(path)
	return watchedFile{path: path, seen: info}
}

// look tells whether the file is the one that was read last, or else, if it is the
// one that was there at the last look, so that it can be read.
func (w *watchedFile) look() (same, settled bool) {
	info, _ := os.Stat(w.path)
	switch {
	case sameFile(info, w.seen):
		w.next = nil
		return true, false
	case w.next != nil && sameFile(info, w.next.info):
		return false, true
	}
	w.next = &sighting{info}
	return false, false
}

// read calls load, which reads the file; ok is false when it changed meanwhile.
func (w *watchedFile) read(load func()) (ok bool) {
	before, _ := os.Stat(w.path)
	load()
	if after, _ := os.Stat(w.path); !sameFile(before, after) {
		return false
	}
	w.seen, w.next = before, nil
	return true
}

// untilWhole calls take until it has read a file that did not change meanwhile, a
// few times at most.
func untilWhole(take func() bool) {
	for range 5 {
		if take() {
			return
		}
	}
}

// sameFile compares what can be known of a file without reading it; nil is none.
func sameFile(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}

// readAtMost returns the text of a file. What is past the limit is not read, but
// for one octet: the rest is too long already.
func readAtMost(path string, most int64) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	return string(text), err
}
