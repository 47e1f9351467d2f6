package store

import (
	"log/slog"
	"slices"
	"sync"
	"time"
)

// syncer has the disk take what was written, about once a second, off every
// other path.
type syncer struct {
	log     *slog.Logger
	durable func(mark)
	wake    chan struct{}

	// failed is owned by run. Once a sync has failed, a later success says
	// nothing about what was lost then; the next start reads from the last mark
	// that is certain.
	failed bool

	mu      sync.Mutex
	file    segmentFile // that grows
	end     mark
	dirty   bool
	bodies  []segmentFile // that grew, each once
	retired []segmentFile // to be synced and closed
}

func newSyncer(log *slog.Logger, durable func(mark)) *syncer {
	return &syncer{log: log, durable: durable, wake: make(chan struct{}, 1)}
}

// wrote says that everything before end was written.
func (y *syncer) wrote(f segmentFile, end mark) {
	y.mu.Lock()
	y.file, y.end, y.dirty = f, end, true
	y.mu.Unlock()
	select {
	case y.wake <- struct{}{}:
	default:
	}
}

// wroteBody says that a body's file grew.
func (y *syncer) wroteBody(f segmentFile) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if n := len(y.bodies); (n == 0 || y.bodies[n-1] != f) && !slices.Contains(y.bodies, f) {
		y.bodies = append(y.bodies, f)
	}
}

// closing takes over a file that will not be written any more.
func (y *syncer) closing(f segmentFile) {
	y.mu.Lock()
	if y.file == f {
		y.file = nil
	}
	y.retired = append(y.retired, f)
	y.mu.Unlock()
}

func (y *syncer) run(stop <-chan struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	<-timer.C
	for {
		select {
		case <-y.wake:
		case <-stop:
			y.round()
			return
		}
		timer.Reset(syncEvery)
		select {
		case <-timer.C:
		case <-stop:
		}
		y.round()
	}
}

func (y *syncer) round() {
	y.mu.Lock()
	file, end, retired, dirty, bodies := y.file, y.end, y.retired, y.dirty, y.bodies
	y.retired, y.dirty, y.bodies = nil, false, nil
	y.mu.Unlock()
	if !dirty && len(retired) == 0 && len(bodies) == 0 {
		return
	}
	for _, f := range bodies {
		if !slices.Contains(retired, f) {
			y.sync(f)
		}
	}
	for _, f := range retired {
		y.sync(f)
		f.Close()
	}
	if file != nil {
		y.sync(file)
	}
	if !y.failed {
		y.durable(end)
	}
}

func (y *syncer) sync(f segmentFile) {
	if err := f.Sync(); err != nil {
		y.failed = true
		y.log.Warn("a segment could not be synced to the disk", "error", err)
	}
}
