package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/lru"
	"rockxy/internal/store"
)

const (
	// listsMax is how many lists are kept up to date at once.
	listsMax = 8
	// listUnused is for how long one is kept that nobody asks for.
	listUnused = time.Minute
	// backlogMax is how many changes wait for a list that is being built.
	backlogMax = 50_000
)

// lists are the lists that somebody looks at. Those of the session that is captured into are
// kept up to date by one goroutine, which hears of all changes; it runs while there are any.
type lists struct {
	store   *store.Store
	session string
	open    func(name string) (*store.Reader, error)
	log     *slog.Logger
	epoch   string // differs from that of any other start

	seq     atomic.Uint64 // of the newest change of any list
	changes atomic.Uint64 // of what was captured
	again   atomic.Int64  // when something is to be asked for again that was answered from a cache, Unix nanoseconds

	ctx      context.Context
	end      context.CancelFunc
	tasks    sync.WaitGroup // goroutines of lists
	using    sync.WaitGroup // requests
	building chan struct{}  // held while one is built
	waiting  atomic.Int32   // lists that wait for that
	answers  answers

	mu      sync.Mutex
	closed  bool
	running bool
	syncing bool
	used    time.Time // when there was last somebody
	streams int
	all     map[listKey]*listing
	sources map[string]*listedSession

	recent recent // has a lock of its own, which is taken last
}

func newLists(s *store.Store, session string, open func(string) (*store.Reader, error), log *slog.Logger) *lists {
	l := &lists{store: s, session: session, open: open, log: log, building: make(chan struct{}, 1),
		all: map[listKey]*listing{}, sources: map[string]*listedSession{}}
	l.recent.reset(nil)
	l.ctx, l.end = context.WithCancel(context.Background())
	epoch := make([]byte, 6)
	_, _ = rand.Read(epoch) // never fails
	l.epoch = hex.EncodeToString(epoch)
	return l
}

var errEnding = &api.Error{Status: http.StatusServiceUnavailable, Message: "this instance is ending"}

// stop ends all that is done for lists; close waits for those who use them, too.
func (l *lists) stop() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.end()
}

func (l *lists) close() {
	l.stop()
	l.using.Wait()
	l.tasks.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range l.all {
		l.forget(t)
	}
}

// get returns a list, which is begun to build if there is none. Call done after use; until
// then it is kept up to date. A stream is a use that lasts.
func (l *lists) get(q api.ListQuery, stream bool) (t *listing, done func(), err error) {
	key, f, column, err := l.keyOf(q)
	if err != nil {
		return nil, nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, nil, errEnding
	}
	l.used = time.Now()
	if t = l.all[key]; t == nil {
		if t, err = l.begin(key, f, column); err != nil {
			return nil, nil, err
		}
	}
	l.using.Add(1)
	t.from.uses++
	t.uses++
	select {
	case t.asked <- struct{}{}:
	default:
	}
	if stream {
		l.streams++
	}
	t.used = l.used
	return t, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.used = time.Now()
		t.used = l.used
		t.uses--
		if stream {
			l.streams--
		}
		l.leave(t.from)
		l.using.Done()
	}, nil
}

// keyOf reads the query of a list.
func (l *lists) keyOf(q api.ListQuery) (key listKey, f *filter.Filter, column filter.Column, err error) {
	order, err := storeQuery(api.Query{Filter: q.Filter, Sort: q.Sort})
	if err != nil {
		return key, nil, 0, err
	}
	f, column = order.Filter, order.Column()
	key = listKey{session: q.Session, sort: q.Sort}
	if key.sort == "" {
		key.sort = api.SortNumber
	}
	if key.session == l.session {
		key.session = ""
	}
	if f != nil {
		key.filter, key.day = q.Filter, time.Now().Format(time.DateOnly)
	}
	return key, f, column, nil
}

// begin makes a list and has it built. The lock is held.
func (l *lists) begin(key listKey, f *filter.Filter, column filter.Column) (*listing, error) {
	if err := l.makeRoom(); err != nil {
		return nil, err
	}
	from, err := l.enter(key.session)
	if err != nil {
		return nil, err
	}
	t := newListing(key, f, column)
	t.from, t.text = from, l.textBy(from, column)
	t.log.begin(l.seq.Add(1))
	l.all[key] = t
	l.start()
	ctx, end := context.WithCancel(l.ctx)
	t.end = end
	t.building, t.backlog = true, l.backlog(from)
	from.uses++
	l.tasks.Go(func() {
		l.build(ctx, t)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.leave(from)
	})
	return t, nil
}

// backlog is what a survey that begins now may miss. The lock is held.
func (l *lists) backlog(from *listedSession) []store.Batch {
	if !from.live {
		return nil
	}
	return []store.Batch{l.recent.all()}
}

// makeRoom forgets the list that was used longest ago, if there are too many.
func (l *lists) makeRoom() error {
	if len(l.all) < listsMax {
		return nil
	}
	var oldest *listing
	for _, t := range l.all {
		if t.uses == 0 && (oldest == nil || t.used.Before(oldest.used)) {
			oldest = t
		}
	}
	if oldest == nil {
		return &api.Error{Status: http.StatusServiceUnavailable, Message: "too many lists are being looked at", Hint: "close some of the windows of the page"}
	}
	l.forget(oldest)
	return nil
}

// forget ends a list. The lock is held.
func (l *lists) forget(t *listing) {
	t.end()
	delete(l.all, t.key)
	l.leave(t.from)
}

// textBy is how a list reads the text of an entry by which it is sorted.
func (l *lists) textBy(from *listedSession, column filter.Column) func(uint64) string {
	if !column.IsText() {
		return nil
	}
	known := lru.New[uint64, string](textsMax)
	return func(id uint64) string {
		if from.live {
			if s := l.recent.find(flow.ID(id)); s != nil {
				return s.Text(column)
			}
		}
		if text, ok := known.Get(id); ok {
			return text
		}
		rows, err := from.Rows(l.ctx, []flow.ID{flow.ID(id)})
		if err != nil || rows[0].ID == 0 {
			return "" // it is gone, and about to be taken out
		}
		text := rows[0].Text(column)
		if rows[0].State != flow.Active {
			known.Put(id, strings.Clone(text))
		}
		return text
	}
}

// textsMax is how many texts a list remembers that it had to read.
const textsMax = 4096

// ended reports whether err says that somebody had enough.
func ended(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
