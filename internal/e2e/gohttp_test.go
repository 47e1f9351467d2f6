package e2e

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"os"
	"strings"
	"testing"
)

// goClient is net/http through the proxy, trusting its root.
func (s *stand) goClient(t *testing.T, proto, proxyScheme string) *http.Client {
	t.Helper()
	return s.goClientTrusting(t, s.proxy.RootFile, proto, proxyScheme)
}

// goClientTrusting is goClient, trusting the root in a file.
func (s *stand) goClientTrusting(t *testing.T, rootFile, proto, proxyScheme string) *http.Client {
	t.Helper()
	pem, err := os.ReadFile(rootFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		t.Fatalf("no certificate in %q", pem)
	}
	tr := &http.Transport{
		Proxy:           http.ProxyURL(&url.URL{Scheme: proxyScheme, Host: s.proxy.Proxy}),
		TLSClientConfig: &tls.Config{RootCAs: roots},
		Protocols:       new(http.Protocols),
	}
	tr.Protocols.SetHTTP1(proto == "http/1.1")
	tr.Protocols.SetHTTP2(proto == "h2")
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

func eachGo(t *testing.T, f func(t *testing.T, s *stand, c *http.Client, proto string)) {
	for name, v := range map[string]struct{ proto, scheme string }{
		"h1": {"http/1.1", "http"}, "h2": {"h2", "http"}, "h1-socks": {"http/1.1", "socks5h"}, "h2-socks": {"h2", "socks5h"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := theStand(t)
			f(t, s, s.goClient(t, v.proto, v.scheme), v.proto)
		})
	}
}

func TestGo(t *testing.T) {
	eachGo(t, func(t *testing.T, s *stand, c *http.Client, proto string) {
		key := s.key(t)
		var report strings.Builder
		for _, step := range battery() {
			var body io.Reader
			if step.method == "POST" {
				body = strings.NewReader(strings.Repeat("u", uploadSize))
			}
			req, err := http.NewRequest(step.method, s.origin.URL(withKey(step.target, key)), body)
			if err != nil {
				t.Fatal(err)
			}
			res, err := c.Do(req)
			if err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			b, err := io.ReadAll(res.Body)
			res.Body.Close()
			if err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			r := result{step.name, res.StatusCode, len(b), sum(string(b)), map[int]string{1: "http/1.1", 2: "h2"}[res.ProtoMajor]}
			line, _ := json.Marshal(r)
			report.Write(append(line, '\n'))
		}
		s.judge(t, key, proto, report.String())
	})
}

// TestGoTrailersAndHints wants trailers and 103 at the client.
func TestGoTrailersAndHints(t *testing.T) {
	eachGo(t, func(t *testing.T, s *stand, c *http.Client, proto string) {
		key := s.key(t)
		res, err := c.Get(s.origin.URL("/trailers?k=" + key))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(res.Body); err != nil || string(b) != "trailers follow\n" {
			t.Errorf("%q, %v", b, err)
		}
		res.Body.Close()
		if res.Trailer.Get("X-Sum") != "42" || res.Trailer.Get("X-Note") != "done" {
			t.Errorf("trailers %v", res.Trailer)
		}

		var links []string
		trace := &httptrace.ClientTrace{Got1xxResponse: func(code int, h textproto.MIMEHeader) error {
			links = append(links, h.Get("Link"))
			return nil
		}}
		req, _ := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), "GET", s.origin.URL("/hints?k="+key), nil)
		if res, err = c.Do(req); err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || string(b) != "hinted\n" || len(links) != 2 || !strings.HasPrefix(links[0], "</a.css>") || !strings.HasPrefix(links[1], "</b.css>") {
			t.Errorf("%q, %v, hints %q", b, err, links)
		}
		s.wantFlows(t, key,
			wantFlow{Method: "GET", Path: "/trailers", Proto: proto, Status: 200, Response: int64(len("trailers follow\n"))},
			wantFlow{Method: "GET", Path: "/hints", Proto: proto, Status: 200, Response: int64(len("hinted\n"))})
	})
}

// TestGoFullDuplex sends and receives in turn over one exchange: nothing may
// be held back in either direction.
func TestGoFullDuplex(t *testing.T) {
	eachGo(t, func(t *testing.T, s *stand, c *http.Client, proto string) {
		key := s.key(t)
		r, w := io.Pipe()
		req, _ := http.NewRequestWithContext(t.Context(), "POST", s.origin.URL("/echo?k="+key), r)
		res, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		size := 0
		for n := range 20 {
			piece := strings.Repeat("x", 1+n*500)
			size += len(piece)
			if _, err := io.WriteString(w, piece); err != nil {
				t.Fatal(err)
			}
			b := make([]byte, len(piece))
			if _, err := io.ReadFull(res.Body, b); err != nil || string(b) != piece {
				t.Fatalf("piece %d: %v", n, err)
			}
		}
		w.Close()
		if b, err := io.ReadAll(res.Body); err != nil || len(b) > 0 {
			t.Errorf("end: %d bytes, %v", len(b), err)
		}
		s.wantFlows(t, key, wantFlow{Method: "POST", Path: "/echo", Proto: proto, Status: 200, Request: int64(size), Response: int64(size)})
	})
}

// TestGoSeesCuts wants an answer that was cut to be cut at the client too, and
// the record to say whose fault it was.
func TestGoSeesCuts(t *testing.T) {
	eachGo(t, func(t *testing.T, s *stand, c *http.Client, proto string) {
		for _, path := range []string{"/reset", "/truncate"} {
			key := s.key(t)
			res, err := c.Get(s.origin.URL(path + "?after=5000&k=" + key))
			if err == nil {
				_, err = io.Copy(io.Discard, res.Body)
				res.Body.Close()
			}
			if err == nil {
				t.Errorf("%s looks complete to the client", path)
			}
			s.wantFailed(t, key)
		}
	})
}
