package proxy

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"rockxy/internal/testkit"
)

// gives answers with a body of a type, and with fields.
func gives(body string, fields ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		for _, f := range fields {
			name, value, _ := strings.Cut(f, ": ")
			w.Header().Add(name, value)
		}
		_, _ = io.WriteString(w, body)
	}
}

// coded is a text in a coding, which is announced.
func coded(coding, body string, fields ...string) http.HandlerFunc {
	var b bytes.Buffer
	enc := encoder(coding, &b)
	_, _ = io.WriteString(enc, body)
	_ = enc.Close()
	return gives(b.String(), append(fields, "Content-Encoding: "+coding)...)
}

type flushing interface {
	io.WriteCloser
	Flush() error
}

func encoder(coding string, w io.Writer) flushing {
	switch coding {
	case "gzip":
		return gzip.NewWriter(w)
	case "br":
		return brotli.NewWriter(w)
	case "zstd":
		enc, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		if err == nil {
			return enc
		}
	}
	return plain{w}
}

type plain struct{ io.Writer }

func (plain) Flush() error { return nil }
func (plain) Close() error { return nil }

// decoded is a response's body without its coding, if that is one that the scenarios know.
func decoded(resp *http.Response) io.Reader {
	open := func() (io.Reader, error) { return resp.Body, nil }
	switch resp.Header.Get("Content-Encoding") {
	case "gzip":
		open = func() (io.Reader, error) { return gzip.NewReader(resp.Body) }
	case "br":
		return brotli.NewReader(resp.Body)
	case "zstd":
		open = func() (io.Reader, error) { return zstd.NewReader(resp.Body, zstd.WithDecoderConcurrency(1)) }
	}
	return &opened{open: open}
}

// opened is a reader that is there when it is read, and not before.
type opened struct {
	open func() (io.Reader, error)
	from io.Reader
}

func (o *opened) Read(p []byte) (n int, err error) {
	if o.from == nil {
		if o.from, err = o.open(); err != nil {
			return 0, err
		}
	}
	return o.from.Read(p)
}

// giveInPieces answers with what comes over the channel, each piece at once, until an
// empty one.
func (s *stage) giveInPieces(coding string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		if coding != "" {
			w.Header().Set("Content-Encoding", coding)
		}
		_ = http.NewResponseController(w).Flush()
		enc := encoder(coding, w)
		for {
			var p string
			select {
			case p = <-s.pieces:
			case <-r.Context().Done():
				return
			}
			if p == "" {
				_ = enc.Close()
				return
			}
			_, _ = io.WriteString(enc, p)
			_ = enc.Flush()
			_ = http.NewResponseController(w).Flush()
		}
	}
}

// pouring is a request's body that is written in pieces, the first at once: an origin
// may answer no sooner.
type pouring struct {
	to    *io.PipeWriter
	first chan struct{} // closed when the first was written
}

func pour(to *io.PipeWriter, a ask) *pouring {
	if to == nil {
		return nil
	}
	u := &pouring{to, make(chan struct{})}
	go func() {
		defer close(u.first)
		_, _ = io.WriteString(to, a.pieces[0].sent)
	}()
	return u
}

// send does not say whether it was read: what comes back does.
func (u *pouring) send(i int, p string) {
	<-u.first
	if i > 0 {
		_, _ = io.WriteString(u.to, p)
	}
}

// relay sends each piece when what is wanted of the one before has come.
func (s *stage) relay(t *testing.T, body io.Reader, up *pouring, a ask) error {
	t.Helper()
	give := func(p string) {
		select {
		case s.pieces <- p:
		case <-t.Context().Done():
		}
	}
	for i, p := range a.pieces {
		last := i == len(a.pieces)-1
		if up != nil {
			up.send(i, p.sent)
		} else {
			give(p.sent)
		}
		switch {
		case last && up != nil:
			up.to.Close()
		case last:
			give("")
		}
		b := make([]byte, len(p.want))
		if _, err := io.ReadFull(body, b); err != nil || string(b) != p.want {
			t.Errorf("piece %d: %q, want %q", i+1, b, p.want)
			return err
		}
	}
	return nil
}

// check looks at the request after before others.
func (w seen) check(t *testing.T, o *testkit.Origin, before int) {
	t.Helper()
	r := o.WaitFor(t, "/", before+1)[before]
	if line := r.Method + " " + r.Target; w.line != "" && line != w.line {
		t.Errorf("the origin got %q, want %q", line, w.line)
	}
	if w.host != "" && r.Host != w.host {
		t.Errorf("the origin got host %q, want %q", r.Host, w.host)
	}
	if w.body != "" && string(r.Body) != w.body || w.empty && r.BodySize > 0 {
		t.Errorf("the origin got %.200q (%d), want %.200q", r.Body, r.BodySize, w.body)
	}
	if w.body != "" && r.ContentLength >= 0 && r.ContentLength != r.BodySize {
		t.Errorf("the origin was told of %d octets and got %d", r.ContentLength, r.BodySize)
	}
	checkFields(t, "the origin's", r.Header, w.fields)
	checkFields(t, "the origin's trailers", r.Trailer, w.trailers)
}

func (w got) check(t *testing.T, resp *http.Response, body string) {
	t.Helper()
	if w.status == 0 {
		w.status = 200
	}
	if resp.StatusCode != w.status {
		t.Errorf("status %d, want %d", resp.StatusCode, w.status)
	}
	if !w.any && body != w.body {
		t.Errorf("the client got %d octets %.200q, want %d %.200q", len(body), body, len(w.body), w.body)
	}
	checkFields(t, "the client's", resp.Header, w.fields)
	checkFields(t, "the client's trailers", resp.Trailer, w.trailers)
}

// checkFields wants "Name: value" to be all values of the name, "-Name" none.
func checkFields(t *testing.T, whose string, h http.Header, want []string) {
	t.Helper()
	for _, f := range want {
		name, value, ok := strings.Cut(f, ": ")
		if name, none := strings.CutPrefix(name, "-"); none {
			if len(h.Values(name)) > 0 {
				t.Errorf("%s %s is %q", whose, name, h.Values(name))
			}
			continue
		}
		if got := strings.Join(h.Values(name), ", "); got != value || !ok {
			t.Errorf("%s %s is %q, want %q", whose, name, got, value)
		}
	}
}

// decideAll decides about what is paused, in order.
func (s *stage) decideAll(ctx context.Context, all []decide) error {
	ctx, cancel := context.WithTimeout(ctx, testkit.Patience)
	defer cancel()
	for _, d := range all {
		for {
			items, _, changed := s.queue.List()
			if len(items) > 0 {
				m := *items[0].Original
				if err := s.queue.Decide(ctx, items[0].ID, d(&m)); err != nil {
					return err
				}
				break
			}
			select {
			case <-changed:
			case <-ctx.Done():
				return fmt.Errorf("nothing was paused: %w", ctx.Err())
			}
		}
	}
	return nil
}
