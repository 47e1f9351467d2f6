package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/cli/render"
)

// liveList prints a list that grows. On a terminal, what is going on stands
// below what has ended and is written anew; elsewhere only what has ended is
// printed.
type liveList struct {
	mu    sync.Mutex
	out   screen
	err   screen
	live  *render.Live
	drawn int // lines of the running part that stand on the terminal now
	now   func() time.Time
}

// redrawEvery is how often the running part is brought up to date while nothing
// happens.
const redrawEvery = 250 * time.Millisecond

// minLiveWidth is where a row begins to fit: lines that the terminal breaks
// cannot be taken back.
const minLiveWidth = 60

func newLiveList(out, err screen) *liveList {
	l := &liveList{out: out, err: err, now: time.Now}
	l.live = render.NewLive(render.List{Style: out.Style}, 0)
	return l
}

// watch prints until the watched instance ends; then done is closed. It returns
// when changes are being watched.
func (l *liveList) watch(w watcher) (done <-chan struct{}) {
	events := make(chan []api.Event)
	started, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(events)
		_ = w(context.Background(), func() error {
			close(started)
			return nil
		}, func(e []api.Event) error {
			events <- e
			return nil
		})
	}()
	go func() {
		defer close(ended)
		l.print(events)
	}()
	select {
	case <-started:
	case <-ended: // it could not begin
	}
	return ended
}

func (l *liveList) print(events <-chan []api.Event) {
	tick := time.NewTicker(redrawEvery)
	defer tick.Stop()
	defer l.show(nil, true)
	for {
		select {
		case e, ok := <-events:
			if !ok {
				return
			}
			l.show(e, false)
		case <-tick.C:
			l.show(nil, false)
		}
	}
}

// show prints what is final and the running part. At the end nothing of it
// waits any longer.
func (l *liveList) show(events []api.Event, end bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	width, height := l.out.size()
	l.live.Resize(width, max(height/3, 1))
	for _, e := range events {
		l.live.Add(e, now)
	}
	lines := l.live.Final(now, end)
	var running []string
	if l.out.terminal && width >= minLiveWidth && !end {
		running = l.live.Running(now)
	}
	if len(lines) == 0 && len(running) == 0 && l.drawn == 0 {
		return
	}
	var b bytes.Buffer
	l.erase(&b)
	for _, line := range append(lines, running...) {
		b.WriteString(line)
		b.WriteByte('\n')
	}
	l.drawn = len(running)
	_, _ = l.out.Write(b.Bytes()) // a terminal that is gone sends SIGHUP, a pipe SIGPIPE
}

// erase takes the running part off the terminal.
func (l *liveList) erase(b *bytes.Buffer) {
	if l.drawn > 0 {
		fmt.Fprintf(b, "\x1b[%dA\x1b[J", l.drawn) // up, and clear to the end
		l.drawn = 0
	}
}

// notes is a place for the lines of a log: they go to standard error, above the
// running part.
func (l *liveList) notes() io.Writer { return noteWriter{l} }

type noteWriter struct{ l *liveList }

func (w noteWriter) Write(p []byte) (int, error) {
	w.l.mu.Lock()
	defer w.l.mu.Unlock()
	var b bytes.Buffer
	w.l.erase(&b)
	_, _ = w.l.out.Write(b.Bytes())
	for line := range strings.SplitSeq(strings.TrimRight(string(p), "\n"), "\n") {
		fmt.Fprintln(w.l.err, w.l.err.Paint(render.Yellow, render.Safe(line)))
	}
	return len(p), nil
}
