package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"rockxy/internal/api"
	"rockxy/internal/cli/render"
)

// board is the list of what is paused as it stands on a terminal: a value without
// a terminal.
type board struct {
	items []api.PausedItem
	at    uint64          // the number of the one that keys are about, 0 for none
	going map[uint64]bool // decided here; that they are gone was not told yet
	top   int             // the first that is shown
	said  string          // what happened last
	bad   bool            // and it is an error
}

// take brings the board up to date.
func (b *board) take(e api.PausedEvent) {
	if e.Paused != nil && !b.going[e.Paused.ID] {
		if i := b.index(e.Paused.ID); i >= 0 {
			b.items[i] = *e.Paused
		} else {
			b.items = append(b.items, *e.Paused)
		}
	}
	if e.Gone != 0 {
		delete(b.going, e.Gone)
		b.remove(e.Gone)
	}
	if b.at == 0 && len(b.items) > 0 {
		b.at = b.items[0].ID
	}
}

// decided takes one away that was decided here: the next key is about another one.
func (b *board) decided(id uint64) {
	if b.index(id) < 0 {
		return // told already
	}
	if b.going == nil {
		b.going = map[uint64]bool{}
	}
	b.going[id] = true
	b.remove(id)
}

func (b *board) remove(id uint64) {
	i := b.index(id)
	if i < 0 {
		return
	}
	b.items = slices.Delete(b.items, i, i+1)
	if id == b.at {
		b.at = 0
		if len(b.items) > 0 {
			b.at = b.items[min(i, len(b.items)-1)].ID
		}
	}
}

func (b *board) index(id uint64) int {
	return slices.IndexFunc(b.items, func(p api.PausedItem) bool { return p.ID == id })
}

// move chooses another one.
func (b *board) move(by int) {
	if len(b.items) > 0 {
		b.at = b.items[min(max(b.index(b.at)+by, 0), len(b.items)-1)].ID
	}
}

func (b *board) say(said string, err error) {
	b.said, b.bad = said, err != nil
	if err != nil {
		b.said = err.Error()
	}
}

const boardKeys = "↑↓ choose  enter edit  s send  o original  a abort  r reset  d drop  q quit"

// lines is the board in a terminal of that size.
func (b *board) lines(s render.Style, width, height int, now time.Time) (lines []string) {
	title := "Nothing is paused. A rule with the action breakpoint pauses what matches: rockxy breakpoints add FILTER"
	if n := len(b.items); n > 0 {
		title = render.Plural(int64(n), "message") + " paused"
	}
	lines = append(lines, s.Paint(render.Bold, render.Left(title, width)))
	rows := max(height-4, 1)
	at := b.index(b.at)
	b.top = min(max(b.top, at-rows+1, 0), max(at, 0))
	for i := b.top; i < len(b.items) && i < b.top+rows; i++ {
		mark := "  "
		if i == at {
			mark = s.Paint(render.Cyan, "▶ ")
		}
		lines = append(lines, mark+pausedRow(s, &b.items[i], now, width-2))
	}
	if more := len(b.items) - b.top - rows; more > 0 {
		lines = append(lines, s.Paint(render.Dim, fmt.Sprintf("  … and %d more", more)))
	}
	colour := render.Green
	if b.bad {
		colour = render.Red
	}
	said := render.Left(render.Safe(firstLine(b.said)), width)
	return append(lines, s.Paint(colour, said), s.Paint(render.Dim, render.Left(boardKeys, width)))
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// board shows what is paused until the person leaves or the instance ends.
func (c *breakpointsCommand) board(ctx context.Context) error {
	client, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	events := make(chan api.PausedEvent)
	go func() {
		defer close(events)
		_ = client.WatchPaused(ctx, func(e api.PausedEvent) error { // it ends with the instance
			select {
			case events <- e:
			case <-ctx.Done():
			}
			return nil
		})
	}()
	t, err := openBoard(c.io.In, c.out)
	if err != nil {
		return err
	}
	ended, err := c.run(ctx, client, t, events)
	t.close()
	if ended {
		fmt.Fprintln(c.err, c.err.Paint(render.Dim, "The instance has ended."))
	}
	return err
}

// run is the loop of the board.
func (c *breakpointsCommand) run(ctx context.Context, client *api.Client, t *boardTerminal, events <-chan api.PausedEvent) (ended bool, err error) {
	var b board
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	keys := readKeys(c.io.In)
	defer close(keys.next)
	for {
		t.draw(&b)
		select {
		case <-ctx.Done():
			return false, nil
		case <-tick.C:
		case e, ok := <-events:
			if !ok {
				return ctx.Err() == nil, nil
			}
			b.take(e)
		case text, ok := <-keys.typed:
			if !ok {
				return false, nil
			}
			for _, k := range keysOf(text) {
				if leave := c.press(ctx, client, t, &b, k); leave {
					return false, nil
				}
			}
			keys.next <- struct{}{}
		}
	}
}

// press does what a key says.
func (c *breakpointsCommand) press(ctx context.Context, client *api.Client, t *boardTerminal, b *board, k string) (leave bool) {
	decide := func(said string, d api.Decision) {
		id := b.at
		if id == 0 {
			return
		}
		err := client.Decide(ctx, id, d)
		if err == nil {
			b.decided(id)
		}
		b.say(fmt.Sprintf("%d %s", id, said), err)
	}
	switch k {
	case "q", "\x03", "\x04":
		return true
	case "up", "k":
		b.move(-1)
	case "down", "j":
		b.move(1)
	case "s":
		decide("sent", api.Decision{Action: "send"})
	case "o":
		decide("sent as it came", api.Decision{Action: "original"})
	case "a":
		decide("aborted", api.Decision{Action: "abort"})
	case "r":
		decide("reset", api.Decision{Action: "abort", How: "reset"})
	case "d":
		decide("dropped", api.Decision{Action: "drop"})
	case "e", "\r", "\n":
		if b.at == 0 {
			break
		}
		if err := t.pause(); err != nil {
			b.say("", err)
			break
		}
		said, stays, err := c.edit(ctx, client, b.at)
		if err == nil && !stays {
			b.decided(b.at)
		}
		b.say(said, err)
		if err := t.resume(); err != nil {
			b.say("", err)
			return true
		}
	}
	return false
}

// keysOf takes apart what was typed at once.
func keysOf(typed string) (keys []string) {
	for typed != "" {
		switch {
		case strings.HasPrefix(typed, "\x1b[A"), strings.HasPrefix(typed, "\x1bOA"):
			keys, typed = append(keys, "up"), typed[3:]
		case strings.HasPrefix(typed, "\x1b[B"), strings.HasPrefix(typed, "\x1bOB"):
			keys, typed = append(keys, "down"), typed[3:]
		case len(typed) > 1 && typed[0] == '\x1b': // another key of many octets
			return keys
		default:
			keys, typed = append(keys, typed[:1]), typed[1:]
		}
	}
	return keys
}

// typing reads what is typed, one piece for each time that it is asked, so that an
// editor in between gets all that is typed for it.
type typing struct {
	typed chan string
	next  chan struct{}
}

func readKeys(in io.Reader) typing {
	t := typing{make(chan string), make(chan struct{})}
	go func() {
		defer close(t.typed)
		b := make([]byte, 64)
		for {
			n, err := in.Read(b)
			if err != nil {
				return
			}
			select {
			case t.typed <- string(b[:n]):
			case <-t.next: // closed
				return
			}
			if _, ok := <-t.next; !ok {
				return
			}
		}
	}()
	return t
}

// boardTerminal is a terminal with a board on it.
type boardTerminal struct {
	out screen
	fd  int
	was *term.State
}

const (
	boardOn  = "\x1b[?1049h\x1b[?25l" // another screen, without a cursor
	boardOff = "\x1b[?25h\x1b[?1049l"
)

func openBoard(in *os.File, out screen) (*boardTerminal, error) {
	t := &boardTerminal{out: out, fd: int(in.Fd())}
	return t, t.resume()
}

// resume takes the terminal, pause gives it back for a while.
func (t *boardTerminal) resume() (err error) {
	if t.was, err = term.MakeRaw(t.fd); err == nil {
		_, err = io.WriteString(t.out, boardOn)
	}
	return err
}

func (t *boardTerminal) pause() error {
	_, _ = io.WriteString(t.out, boardOff) // a terminal that is gone sends SIGHUP
	return term.Restore(t.fd, t.was)
}

func (t *boardTerminal) close() { _ = t.pause() } // nothing else can be done

func (t *boardTerminal) draw(b *board) {
	width, height := t.out.size()
	text := "\x1b[H\x1b[J" + strings.Join(b.lines(t.out.Style, width, height, time.Now()), "\r\n")
	_, _ = io.WriteString(t.out, text) // as above
}
