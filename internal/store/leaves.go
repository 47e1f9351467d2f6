package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Leaf is what the audit trail keeps of a certificate that was issued. Its keys
// are a published interface.
type Leaf struct {
	Time     time.Time `json:"time"`
	Names    []string  `json:"names"`
	Serial   string    `json:"serial"` // hexadecimal
	SHA256   string    `json:"sha256"` // of the certificate, hexadecimal
	NotAfter time.Time `json:"not_after"`
	Client   string    `json:"client"` // who it was issued for first
}

const (
	leavesName    = "issued.jsonl"
	leavesOldName = "issued.1.jsonl"
	leavesMax     = 8 << 20 // octets of a file: some 25,000 leaves; there are two
	leavesPending = 4 << 20 // octets that may wait for a disk that does not take them
	leavesDelay   = 250 * time.Millisecond
)

// Leaves is the audit trail of a session's leaves: a line of JSON each, in a
// file that retention of what was captured does not touch. Past 8 MiB the file
// becomes the old one, and the old one before it is deleted.
//
// Adding never waits for the disk: lines are written and synced together, a
// quarter of a second later. While the disk fails they wait, up to 4 MiB; what
// comes after that is lost, and the log says how many.
type Leaves struct {
	dir string
	log *slog.Logger
	max int64

	wake       chan struct{}
	stop, done chan struct{}

	mu      sync.Mutex // guards pending and lost
	pending []byte
	lost    int

	writing sync.Mutex // guards file and size; taken before mu
	file    *os.File
	size    int64
}

// OpenLeaves opens the trail of the session in dir, whose lock the caller holds
// (see Open). A line that a crash cut short is removed. Close it after use.
func OpenLeaves(dir string, log *slog.Logger) (*Leaves, error) {
	l := &Leaves{
		dir: dir, log: log, max: leavesMax,
		wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{}),
	}
	if err := l.open(); err != nil {
		return nil, fmt.Errorf("open the trail of issued certificates: %w", err)
	}
	go l.run()
	return l, nil
}

func (l *Leaves) open() (err error) {
	path := filepath.Join(l.dir, leavesName)
	if l.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return err
	}
	if l.size, err = wholeLines(l.file); err == nil {
		err = l.file.Truncate(l.size)
	}
	if err != nil {
		l.file.Close()
	}
	return err
}

// Add notes a leaf. It does not wait and does not fail.
func (l *Leaves) Add(leaf Leaf) {
	line, err := json.Marshal(leaf)
	if err != nil { // a year that RFC 3339 has no digits for; no leaf has it
		return
	}
	l.mu.Lock()
	full := len(l.pending)+len(line) >= leavesPending
	if full {
		l.lost++
	} else {
		l.pending = append(append(l.pending, line...), '\n')
	}
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

func (l *Leaves) run() {
	defer close(l.done)
	for {
		select {
		case <-l.stop:
			return
		case <-l.wake:
		}
		select {
		case <-l.stop:
			return
		case <-time.After(leavesDelay):
		}
		if err := l.Flush(); err != nil {
			l.log.Error("the trail of issued certificates cannot be written", "error", err)
		}
	}
}

// Flush returns when all that was added before can be read. After an error,
// what could not be written waits for the next Flush.
func (l *Leaves) Flush() error {
	l.writing.Lock()
	defer l.writing.Unlock()
	l.mu.Lock()
	lines, lost := l.pending, l.lost
	l.mu.Unlock()
	if len(lines) == 0 {
		return nil
	}
	// At its own place: what a failed write left is written over.
	if _, err := l.file.WriteAt(lines, l.size); err != nil {
		return err
	}
	if err := l.file.Sync(); err != nil {
		return err
	}
	l.size += int64(len(lines))
	l.mu.Lock()
	l.pending, l.lost = l.pending[len(lines):], l.lost-lost
	if len(l.pending) == 0 {
		l.pending = nil
	}
	l.mu.Unlock()
	if lost > 0 {
		l.log.Error("the trail of issued certificates has a gap", "lost", lost)
	}
	if l.size < l.max {
		return nil
	}
	return l.turn()
}

// turn makes the file the old one and begins another.
func (l *Leaves) turn() error {
	err := l.file.Close()
	if err == nil {
		err = os.Rename(filepath.Join(l.dir, leavesName), filepath.Join(l.dir, leavesOldName))
	}
	return errors.Join(err, l.open())
}

// Close writes what is left and ends the trail; nothing may be added any more.
func (l *Leaves) Close() error {
	close(l.stop)
	<-l.done
	err := l.Flush()
	if err != nil {
		err = fmt.Errorf("the end of the trail of issued certificates could not be written: %w", err)
	}
	return errors.Join(err, l.file.Close())
}
