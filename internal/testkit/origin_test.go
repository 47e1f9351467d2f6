package testkit

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

func http1(t *http.Transport) {
	t.ForceAttemptHTTP2 = false
	t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
}

// each runs f over both versions.
func each(t *testing.T, f func(t *testing.T, o *Origin, c *http.Client, proto string)) {
	for _, v := range []struct {
		proto string
		edit  func(*http.Transport)
	}{{"HTTP/1.1", http1}, {"HTTP/2.0", nil}} {
		t.Run(v.proto, func(t *testing.T) {
			NoLeaks(t)
			o := NewOrigin(t, Options{})
			c := o.ClientFor(v.edit)
			t.Cleanup(c.CloseIdleConnections)
			f(t, o, c, v.proto)
		})
	}
}

func get(t *testing.T, c *http.Client, url string) (*http.Response, string, error) {
	t.Helper()
	res, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return res, string(b), err
}

func TestOriginAnswersAndNotes(t *testing.T) {
	each(t, func(t *testing.T, o *Origin, c *http.Client, proto string) {
		body := strings.Repeat("x", 100_000)
		res, err := c.Post(o.URLAt("origin.test", "/upload?a=b"), "text/plain", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		sum := sha256.Sum256([]byte(body))
		want := `{"size":100000,"sha256":"` + hex.EncodeToString(sum[:]) + `"}` + "\n"
		if b, _ := io.ReadAll(res.Body); string(b) != want {
			t.Errorf("answer %q, want %q", b, want)
		}
		r := o.Last(t, "/upload")
		if r.Proto != proto || r.BodySize != 100_000 || r.BodySHA256 != hex.EncodeToString(sum[:]) || len(r.Body) != bodyKept {
			t.Errorf("noted %s, %d bytes, %s, kept %d", r.Proto, r.BodySize, r.BodySHA256, len(r.Body))
		}
		if raw := r.Conn.Raw(); proto == "HTTP/1.1" && !strings.HasPrefix(raw, "POST /upload?a=b HTTP/1.1\r\nHost: origin.test:") {
			t.Errorf("raw bytes begin %.80q", raw)
		}
		if r.Conn.TLS == nil || r.Conn.TLS.ServerName != "origin.test" {
			t.Errorf("TLS %+v", r.Conn.TLS)
		}
	})
}

func TestOriginEncodings(t *testing.T) {
	each(t, func(t *testing.T, o *Origin, c *http.Client, _ string) {
		decoders := map[string]func(io.Reader) (io.Reader, error){
			"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
			"br":   func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
			"zstd": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r, zstd.WithDecoderConcurrency(1)) },
		}
		for coding, decode := range decoders {
			req, _ := http.NewRequest("GET", o.URL("/"+coding+"?n=5000"), nil)
			req.Header.Set("Accept-Encoding", coding)
			res, err := c.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			r, err := decode(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(r); err != nil || string(b) != Compressible(5000) {
				t.Errorf("%s: %d bytes, %v", coding, len(b), err)
			}
			res.Body.Close()
		}
	})
}

func TestOriginTrailersHintsAndCuts(t *testing.T) {
	each(t, func(t *testing.T, o *Origin, c *http.Client, _ string) {
		res, _, err := get(t, c, o.URL("/trailers"))
		if err != nil || res.Trailer.Get("X-Sum") != "42" || res.Trailer.Get("X-Note") != "done" {
			t.Errorf("trailers %v, %v", res.Trailer, err)
		}
		hints := 0
		trace := &httptrace.ClientTrace{Got1xxResponse: func(code int, _ textproto.MIMEHeader) error { hints += code; return nil }}
		req, _ := http.NewRequest("GET", o.URL("/hints"), nil)
		if res, err = c.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), trace))); err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if hints != 206 {
			t.Errorf("1xx codes add up to %d, want twice 103", hints)
		}
		for _, path := range []string{"/reset?after=10", "/truncate?after=10"} {
			_, body, err := get(t, c, o.URL(path))
			if err == nil || body != "" && body != string(Pattern(10)) {
				t.Errorf("%s: %d bytes and error %v", path, len(body), err)
			}
		}
	})
}

func TestOriginRawAnswers(t *testing.T) {
	o := NewOrigin(t, Options{Plain: true})
	for name, want := range map[string]string{"chunked": RawChunked, "odd": RawOdd, "eof": RawEOF} {
		c, err := o.Resolve(t.Context(), "tcp", o.Addr)
		if err != nil {
			t.Fatal(err)
		}
		p := NewPeer(t, c)
		p.Sendf("GET /raw/%s HTTP/1.1\r\nHost: localhost\r\n\r\n", name)
		p.Want(want)
		p.WantEnd()
	}
}

func TestOriginStreams(t *testing.T) {
	each(t, func(t *testing.T, o *Origin, c *http.Client, _ string) {
		r, w := io.Pipe()
		req, _ := http.NewRequest("POST", o.URL("/echo"), r)
		res, err := c.Do(req) // answers before the first byte is sent
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		for _, piece := range []string{"one", "two"} {
			if _, err := io.WriteString(w, piece); err != nil {
				t.Fatal(err)
			}
			b := make([]byte, len(piece))
			if _, err := io.ReadFull(res.Body, b); err != nil || string(b) != piece {
				t.Fatalf("echo %q, %v", b, err)
			}
		}
		w.Close()
		if b, err := io.ReadAll(res.Body); len(b) > 0 || err != nil {
			t.Errorf("end: %q, %v", b, err)
		}
	})
}

func TestOriginBytesAndEvents(t *testing.T) {
	each(t, func(t *testing.T, o *Origin, c *http.Client, _ string) {
		if _, b, err := get(t, c, o.URL("/bytes/70000")); err != nil || !bytes.Equal([]byte(b), Pattern(70_000)) {
			t.Errorf("%d bytes, %v", len(b), err)
		}
		res, b, err := get(t, c, o.URL("/sse?n=2"))
		want := "id: 0\nevent: tick\ndata: {\"n\":0}\n\nid: 1\nevent: tick\ndata: {\"n\":1}\n\n"
		if err != nil || b != want || res.Header.Get("Content-Type") != "text/event-stream" {
			t.Errorf("%q, %v", b, err)
		}
	})
}

func TestAuthorityIsVerified(t *testing.T) {
	o := NewOrigin(t, Options{})
	other := NewOrigin(t, Options{})
	c := o.Client()
	defer c.CloseIdleConnections()
	_, err := c.Get(other.URL("/"))
	var unknown *tls.CertificateVerificationError
	if !errors.As(err, &unknown) {
		t.Errorf("foreign authority: %v, want a verification error", err)
	}
}
