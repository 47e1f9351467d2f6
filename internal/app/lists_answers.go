package app

import (
	"context"
	"sync"
	"time"

	"rockxy/internal/lru"
)

const (
	// answersMax is how many answers are kept that took some work.
	answersMax = 64
	// An answer is good as long as nothing has changed; else for answerGood, or as much
	// longer than it took that the work is a small part of the time.
	answerGood  = 250 * time.Millisecond
	answerShare = 10
	answerLong  = 10 * time.Second
)

// answers are what was asked for lately.
type answers struct {
	mu  sync.Mutex
	all *lru.Cache[string, *answer]
}

// answer is what was answered to one question. Who asks while it is looked for waits.
type answer struct {
	turn    chan struct{} // holds what follows
	value   any
	until   time.Time
	changes uint64 // there had been when it was looked for
}

func (a *answers) to(question string) *answer {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all == nil {
		a.all = lru.New[string, *answer](answersMax)
	}
	if one, ok := a.all.Get(question); ok {
		return one
	}
	one := &answer{turn: make(chan struct{}, 1)}
	a.all.Put(question, one)
	return one
}

// lookedUp returns what find finds, or found not long ago. When that is not what it would
// find now, those who listen are told to ask again in time.
func lookedUp[T any](ctx context.Context, l *lists, from *listedSession, question string, find func() (T, error)) (T, error) {
	a := l.answers.to(from.name + "\x00" + question)
	var none T
	select {
	case a.turn <- struct{}{}:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	defer func() { <-a.turn }()
	begun, changes := time.Now(), l.changes.Load()
	same := from.live && a.changes == changes
	if value, ok := a.value.(T); ok && (same || begun.Before(a.until)) {
		if from.live && !same {
			l.again.Store(a.until.UnixNano())
		}
		return value, nil
	}
	value, err := find()
	if err != nil {
		return none, err
	}
	took := time.Since(begun)
	a.value, a.changes = value, changes
	a.until = begun.Add(took + min(max(answerGood, answerShare*took), answerLong))
	return value, nil
}
