package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

const ndjson = "application/x-ndjson"

// writeTime is how long a reader may take to read what it is sent, and a sender to send on.
const writeTime = 30 * time.Second

// Lines is an answer of JSON lines. It begins with Begin or the first line; an error before
// that is told as any other.
type Lines[Line any] struct {
	w     http.ResponseWriter
	enc   *json.Encoder
	begun bool
}

// Begin sends the head of the answer.
func (l *Lines[Line]) Begin() error {
	if !l.begun {
		l.begun = true
		l.w.Header().Set("Content-Type", ndjson)
		l.w.WriteHeader(http.StatusOK)
	}
	return flush(l.w)
}

// Send sends lines at once. The error is that the reader is gone.
func (l *Lines[Line]) Send(all ...Line) error {
	if err := l.Begin(); err != nil {
		return err
	}
	for i := range all {
		if err := l.enc.Encode(&all[i]); err != nil {
			return err
		}
	}
	return flush(l.w)
}

// Events is an answer of server-sent events (EventSource of browsers).
type Events struct {
	w     http.ResponseWriter
	begun bool
}

// Begin sends the head of the answer.
func (e *Events) Begin() error {
	if !e.begun {
		e.begun = true
		e.w.Header().Set("Content-Type", "text/event-stream")
		e.w.WriteHeader(http.StatusOK)
	}
	return flush(e.w)
}

// Send sends one event: its id, empty for none, its name and its data, as JSON. The error
// is that the reader is gone.
func (e *Events) Send(id, name string, data any) error {
	if err := e.Begin(); err != nil {
		return err
	}
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	var b strings.Builder
	if id != "" {
		fmt.Fprintf(&b, "id: %s\n", id)
	}
	fmt.Fprintf(&b, "event: %s\ndata: %s\n\n", name, text)
	return e.write(b.String())
}

// Keep sends a comment, so that whoever is between does not think the stream dead.
func (e *Events) Keep() error {
	if err := e.Begin(); err != nil {
		return err
	}
	return e.write(": keep\n\n")
}

func (e *Events) write(text string) error {
	if _, err := io.WriteString(e.w, text); err != nil {
		return err
	}
	return flush(e.w)
}

func flush(w http.ResponseWriter) error { return http.NewResponseController(w).Flush() }

// patient reads what a client sends, as long as it sends on.
type patient struct {
	r     io.Reader
	out   *http.ResponseController
	ended error
}

func (p *patient) Read(b []byte) (n int, err error) {
	if p.ended != nil {
		return 0, p.ended
	}
	_ = p.out.SetReadDeadline(time.Now().Add(writeTime)) // not every connection has one
	n, p.ended = p.r.Read(b)
	if p.ended == io.EOF {
		_ = p.out.SetReadDeadline(time.Time{})
	}
	return n, p.ended
}
