package reenact

import (
	"fmt"

	"rockxy/internal/export"
	"rockxy/internal/export/pcapng"
	"rockxy/internal/flow"
	"rockxy/internal/har"
)

// exchangeH1 sends the request and the response. ended says that the
// connection can carry no more.
func (c *conn) exchangeH1(e *har.Entry) (ended bool, err error) {
	upgraded := e.Exchange.Status == 101
	for _, dir := range []flow.Direction{flow.Request, flow.Response} {
		w := c.timed(e, dir)
		if e.Head(dir) == nil {
			return true, nil // cut before its end
		}
		if upgraded {
			err = export.Heads(w, e, dir)
		} else {
			err = export.Wire(w, e, dir)
		}
		if err != nil {
			return false, err
		}
	}
	if upgraded {
		return true, c.upgraded(e)
	}
	return e.Exchange.State == flow.Failed, nil
}

// upgraded sends what came after a 101: messages where there are any, else the
// octets as they were, those of the client first.
func (c *conn) upgraded(e *har.Entry) error {
	sent := false
	if e.Messages != nil {
		for m, err := range e.Messages {
			if err != nil {
				return err
			}
			sent = true
			if err := c.send(side(m.Dir), int64(m.Time), appendFrame(nil, m), ""); err != nil {
				return err
			}
		}
	}
	for dir := range e.Body {
		if body := e.Body[dir]; !sent && body != nil {
			if err := export.Body(c.timed(e, flow.Direction(dir)), e, flow.Direction(dir)); err != nil {
				return err
			}
		}
	}
	return nil
}

func side(dir flow.Direction) pcapng.Side {
	if dir == flow.Request {
		return pcapng.Client
	}
	return pcapng.Server
}

// timed is an io.Writer that sends, spread over the time that it took.
type timed struct {
	c          *conn
	from       pcapng.Side
	start, end int64
	sent, size int64
	comment    string
}

func (c *conn) timed(e *har.Entry, dir flow.Direction) *timed {
	t := &e.Exchange.Timing
	w := &timed{c: c, from: side(dir), start: int64(t.Started), end: int64(t.RequestSent), comment: comment(e)}
	if dir == flow.Response {
		w.start, w.end, w.comment = int64(t.ResponseFirst), int64(t.Ended), ""
	}
	if w.start == 0 {
		w.start = w.end
	}
	w.end = max(w.start, w.end)
	if b := e.Body[dir]; b != nil {
		w.size = b.Size()
	}
	return w
}

// now is the time of what is sent next.
func (w *timed) now() int64 {
	if w.size <= 0 {
		return w.start
	}
	part := float64(min(w.sent, w.size)) / float64(w.size)
	return w.start + int64(part*float64(w.end-w.start))
}

func (w *timed) Write(p []byte) (int, error) {
	err := w.c.send(w.from, w.now(), p, w.comment)
	w.sent += int64(len(p))
	w.comment = ""
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// comment is what the first packet of an exchange says.
func comment(e *har.Entry) string {
	x := e.Exchange
	text := fmt.Sprintf("Exchange %d: %s %.400s", x.ID, x.Method, x.URL)
	if e.Incomplete != "" {
		text += " (incomplete: " + e.Incomplete + ")"
	}
	return text
}
