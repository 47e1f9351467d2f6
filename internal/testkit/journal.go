package testkit

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Received is one request as the origin understood it. For exact bytes use
// Conn.Raw (HTTP/1) or a RawOrigin.
type Received struct {
	Method, Target, Proto, Host string
	Header, Trailer             http.Header
	TransferEncoding            []string
	ContentLength               int64 // as announced, -1 unknown

	// Of the body, as far as the endpoint read it.
	BodySize   int64
	BodySHA256 string // hex
	Body       []byte // the first 64 KiB

	Conn *Accepted

	// Err says how the request's body ended when not at its end; Gone that the
	// client went away before the answer was complete.
	Err  error
	Gone bool
}

// bodyKept is how much of each body the journal keeps.
const bodyKept = 64 << 10

// journal is what an origin received, in the order in which answers ended. It
// keeps the newest journalKept.
type journal struct {
	mu   sync.Mutex
	cond sync.Cond
	list []*Received
	seen int

	expected map[string]chan struct{} // by target; closed on arrival
}

const journalKept = 10_000

func (j *journal) add(r *Received) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.list) >= journalKept {
		j.list = slices.Delete(j.list, 0, journalKept/2)
	}
	j.list = append(j.list, r)
	j.seen++
	j.cond.Broadcast()
}

// Requests is what was received and answered so far, newest last.
func (o *Origin) Requests() []*Received {
	o.journal.mu.Lock()
	defer o.journal.mu.Unlock()
	return slices.Clone(o.journal.list)
}

// Count is how many requests were received and answered so far.
func (o *Origin) Count() int {
	o.journal.mu.Lock()
	defer o.journal.mu.Unlock()
	return o.journal.seen
}

// Arrived returns a channel that is closed when the next request for exactly
// this target has arrived; what Requests lists, by contrast, was answered.
func (o *Origin) Arrived(target string) <-chan struct{} {
	o.journal.mu.Lock()
	defer o.journal.mu.Unlock()
	ch := make(chan struct{})
	o.journal.expected[target] = ch
	return ch
}

func (j *journal) arrived(target string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if ch := j.expected[target]; ch != nil {
		close(ch)
		delete(j.expected, target)
	}
}

// Last waits for a request whose target begins with target, and returns the
// newest such.
func (o *Origin) Last(tb testing.TB, target string) *Received {
	tb.Helper()
	got := o.WaitFor(tb, target, 1)
	return got[len(got)-1]
}

// WaitFor waits until n requests whose target begins with target were
// received and answered.
func (o *Origin) WaitFor(tb testing.TB, target string, n int) []*Received {
	tb.Helper()
	j := &o.journal
	late := false
	timer := time.AfterFunc(Patience, func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		late = true
		j.cond.Broadcast()
	})
	defer timer.Stop()
	j.mu.Lock()
	defer j.mu.Unlock()
	for {
		var got []*Received
		for _, r := range j.list {
			if strings.HasPrefix(r.Target, target) {
				got = append(got, r)
			}
		}
		if len(got) >= n {
			return got
		}
		if late {
			tb.Fatalf("origin: %d requests for %s… after %v, want %d", len(got), target, Patience, n)
		}
		j.cond.Wait()
	}
}

// noteRequest begins the note of r and replaces its body by one that is noted
// as the endpoint reads it; the function returned completes the note.
func (o *Origin) noteRequest(r *http.Request) (done func()) {
	n := &Received{
		Method: r.Method, Target: r.RequestURI, Proto: r.Proto, Host: r.Host,
		Header: r.Header.Clone(), TransferEncoding: r.TransferEncoding, ContentLength: r.ContentLength,
	}
	o.journal.arrived(r.RequestURI)
	n.Conn, _ = r.Context().Value(acceptedKey{}).(*Accepted)
	body := &notedBody{ReadCloser: r.Body, note: n, sum: sha256.New()}
	r.Body = body
	return func() {
		n.Trailer = r.Trailer.Clone()
		n.Gone = r.Context().Err() != nil
		body.mu.Lock()
		defer body.mu.Unlock()
		n.BodySHA256 = hex.EncodeToString(body.sum.Sum(nil))
		body.note = nil
		o.journal.add(n)
	}
}

type notedBody struct {
	io.ReadCloser
	mu   sync.Mutex
	note *Received // nil once the note is complete
	sum  hash.Hash
}

func (b *notedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.note == nil {
		return n, err
	}
	b.sum.Write(p[:n])
	b.note.BodySize += int64(n)
	if room := bodyKept - len(b.note.Body); room > 0 {
		b.note.Body = append(b.note.Body, p[:min(n, room)]...)
	}
	if err != nil && err != io.EOF {
		b.note.Err = err
	}
	return n, err
}
