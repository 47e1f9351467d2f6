package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"rockxy/internal/flow"
)

// Store is a session that this process writes. Its recording methods (Open,
// Tunnel, HandshakeFailure, NextConn) and those of [Tape] may be called from
// any goroutine; its reading methods see all that was recorded before.
type Store struct {
	*Reader // reads what is indexed

	dir      string
	opt      Options
	lock     *sessionLock
	x        *index
	journal  *journal
	active   active
	conns    *conns
	late     late
	tunnels  tunnels
	live     live
	moved    broadcast // what Sync waits for
	writer   *writer
	syncer   *syncer
	indexer  *indexer
	text     *textIndexer
	bodies   *bodies
	rescuer  *rescuer
	tapes    sync.Pool
	nextID   atomic.Uint64 // the last that was given out
	nextConn atomic.Uint64
	recovery Recovery

	reorganising   sync.Mutex // held by Clear and Compact
	background     sync.WaitGroup
	stopBackground context.CancelFunc

	stopWriter, stopSyncer, stopIndexer, stopText chan struct{}
	writerDone, syncerDone, indexerDone, textDone chan struct{}
	closing                                       sync.Once
	closeErr                                      error
}

// SessionDir is where the session called name is in a data directory.
func SessionDir(data, name string) string { return filepath.Join(data, "sessions", name) }

// Open opens or creates the session in dir for writing. Errors are a
// *LockedError when another process writes it, a *VersionError when a newer
// Rockxy wrote it, or come from the file system or the database.
func Open(dir string, o Options) (*Store, error) {
	o = o.withDefaults()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create the session: %w", err)
	}
	lock, err := lockSession(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, opt: o, lock: lock}
	if err := s.open(); err != nil {
		if s.x != nil {
			s.x.close()
		}
		lock.release()
		return nil, err
	}
	return s, nil
}

func (s *Store) open() error {
	if err := checkSegments(s.dir); err != nil {
		return err
	}
	rec, err := openAndRecover(s.dir, s.opt.Log, &s.recovery)
	if err != nil {
		return err
	}
	s.x = rec.x
	x, at := rec.x, rec.at
	s.nextID.Store(at.nextID - 1)
	s.nextConn.Store(at.nextConn - 1)
	r, err := OpenReader(s.dir)
	if err != nil {
		return err
	}
	s.Reader = r
	s.bodies = newBodies(s.dir, s.opt.Log)
	if err := s.bodies.open(x.has); err != nil {
		return err
	}
	s.journal = newJournal(&s.opt, at.indexed)
	s.conns = newConns(s.journal)
	s.tapes.New = func() any { return &Tape{s: s} }
	s.indexer = newIndexer(s.dir, x, s.opt.Log, at)
	s.indexer.moved, s.indexer.gone = &s.moved, s.tellGone
	x.wanted = func() bool { return s.live.subscribers.Load() > 0 }
	s.indexer.discarded = s.journal.discarded.Load
	s.indexer.numbers = func() (uint64, uint64) { return s.nextID.Load() + 1, s.nextConn.Load() + 1 }
	s.indexer.keep = newRetention(s.dir, &s.opt, s.nextID.Load)
	s.rescuer = &rescuer{s: s, asked: make(chan []flow.ID, 1)}
	k := s.indexer.keep
	k.bodies, k.move, k.moving = s.bodies, s.rescuer.ask, s.rescuer.moving.Load
	pins, err := x.queryInt("SELECT count(*) FROM entry WHERE kept IS NOT NULL AND kept & 1 = 1")
	if err != nil {
		return err
	}
	k.pins.Store(pins > 0)
	s.indexer.segSize = s.journal.segSize
	s.syncer = newSyncer(s.opt.Log, s.indexer.setDurable)
	s.text = newTextIndexer(s.dir, &s.opt, at.indexed)
	s.text.loaded = func() bool { return s.journal.queued.Load() > s.opt.Budget/4 || s.journal.paused.Load() }
	s.indexer.text = s.text
	s.writer = &writer{
		dir: s.dir, files: s.opt.files, j: s.journal,
		tick: s.tick, running: s.running, ix: s.indexer, sync: s.syncer, moved: &s.moved, bodies: s.bodies,
	}
	s.start()
	s.closeInterrupted(rec.interrupted)
	ctx, cancel := context.WithCancel(context.Background())
	s.stopBackground = cancel
	s.background.Go(func() { s.rescuer.run(ctx) })
	s.background.Go(func() { s.foldBodies(ctx) })
	return nil
}

func (s *Store) start() {
	run := func(f func(<-chan struct{})) (stop, done chan struct{}) {
		stop, done = make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			f(stop)
		}()
		return stop, done
	}
	s.stopWriter, s.writerDone = run(s.writer.run)
	s.stopSyncer, s.syncerDone = run(s.syncer.run)
	s.stopIndexer, s.indexerDone = run(s.indexer.run)
	s.stopText, s.textDone = run(s.text.run)
}

// tick is what the writer does every activeTick while something is going on.
func (s *Store) tick() {
	s.active.tick()
	if s.late.amending.TryLock() { // who holds it may be waiting for the writer
		s.amendLate()
		s.late.amending.Unlock()
	}
}

// running reports whether ticks are needed.
func (s *Store) running() bool { return s.active.count.Load() > 0 || s.late.count.Load() > 0 }

// Close writes and indexes what is left. Exchanges that are still going on are
// closed as interrupted; nothing may be recorded any more. It returns an error
// when something that was recorded could not be written.
func (s *Store) Close() error {
	s.closing.Do(func() { s.closeErr = s.close() })
	return s.closeErr
}

func (s *Store) close() error {
	s.stopBackground()
	s.background.Wait()
	s.interruptActive()
	s.live.close()
	s.late.amending.Lock()
	s.amendLate()
	s.late.amending.Unlock()
	close(s.stopWriter)
	<-s.writerDone
	s.journal.setPaused(true) // who records after all is not to wait for ever
	close(s.stopSyncer)
	<-s.syncerDone
	close(s.stopIndexer)
	<-s.indexerDone
	close(s.stopText)
	<-s.textDone
	_, err := s.writer.status()
	if err != nil {
		err = fmt.Errorf("the end of the capture could not be written: %w", err)
	}
	return errors.Join(err, s.indexer.lastError(), s.Reader.Close(), s.x.close(), s.lock.release())
}

// Sync returns when all that was recorded before the call can be read, by this
// process and others. It fails when capture is paused.
func (s *Store) Sync(ctx context.Context) error {
	s.writer.force()
	m := s.journal.tail()
	for {
		changed := s.moved.next()
		done, err := s.indexer.covers(m)
		if done || err != nil {
			return err
		}
		if f, _ := s.writer.status(); f != nil {
			return f
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Trim lets go of buffers that are kept for reuse. It is for quiet times, before
// memory is given back to the system.
func (s *Store) Trim() {
	s.journal.trim()
	s.raw.shrink()
	s.lately.forget()
	s.indexer.requestTrim()
}

func now() flow.Nanos { return flow.Nanos(time.Now().UnixNano()) }
