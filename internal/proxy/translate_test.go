package proxy

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

// client is net/http through the proxy, trusting its root.
func (r *rig) client() *http.Client {
	pool := x509.NewCertPool()
	pool.AddCert(r.root.Certificate())
	tr := &http.Transport{
		Proxy:              http.ProxyURL(&url.URL{Scheme: "http", Host: r.addr}),
		TLSClientConfig:    &tls.Config{RootCAs: pool},
		ForceAttemptHTTP2:  true,
		DisableCompression: true,
	}
	r.t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

// proxied is the URL of an origin under a name that net/http sends through proxies.
func proxied(port string) string { return "https://origin.test:" + port }

func TestHTTP2BothSides(t *testing.T) {
	testkit.NoLeaks(t)
	o := testkit.NewOrigin(t, testkit.Options{})
	r := newRig(t, func(c *Config) { c.Resolve = toLoopback }, o.CA)
	c := r.client()
	for i := range 3 {
		resp, err := c.Post(proxied(o.Port())+"/echo", "text/plain", strings.NewReader("hello"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.ProtoMajor != 2 || resp.StatusCode != 200 || !strings.Contains(string(b), "hello") {
			t.Fatalf("%v %v %q %v", resp.Proto, resp.Status, b, err)
		}
		n := r.book.wait(t, i+1)
		x := n.x
		if x.Proto != flow.HTTP2 || x.UpstreamProto != flow.HTTP2 || x.Request.Size != 5 || x.Response.Size != int64(len(b)) || x.Fault != nil {
			t.Errorf("record %+v", x)
		}
		if f := n.heads[flow.Request][0].Fields; len(f) < 4 || string(f[0].Name) != ":authority" && string(f[0].Name) != ":method" {
			t.Errorf("pseudo-header fields are not in front: %q", n.heads[flow.Request][0].Raw)
		}
	}
}

// TestHTTP2ClientHTTP1Origin: the origin behind an HTTP/2 client connection has
// lost HTTP/2 since; exchanges go on, translated.
func TestHTTP2ClientHTTP1Origin(t *testing.T) {
	testkit.NoLeaks(t)
	first := testkit.NewOrigin(t, testkit.Options{})
	addr, ca := first.Addr, first.CA
	r := newRig(t, func(c *Config) { c.Resolve = toLoopback }, ca)
	c := r.client()
	resp, err := c.Get(proxied(first.Port()) + "/bytes/3")
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	first.Close()
	second := testkit.NewOrigin(t, testkit.Options{ALPN: []string{"http/1.1"}, CA: ca, Addr: addr})
	for _, path := range []string{"/bytes/1000", "/chunked", "/status/204", "/bytes/0"} {
		resp, err := c.Get(proxied(second.Port()) + path)
		if err != nil {
			t.Fatal(path, err)
		}
		if _, err := io.ReadAll(resp.Body); err != nil {
			t.Error(path, err)
		}
		resp.Body.Close()
		if resp.ProtoMajor != 2 {
			t.Errorf("%s: %s towards the client", path, resp.Proto)
		}
	}
	resp, err = c.Post(proxied(second.Port())+"/echo", "text/plain", io.MultiReader(strings.NewReader("with "), strings.NewReader("no length")))
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if !strings.Contains(string(b), "with no length") {
		t.Errorf("echo %q", b)
	}
	if x := r.book.wait(t, 2).x; x.Proto != flow.HTTP2 || x.UpstreamProto != flow.HTTP11 {
		t.Errorf("protocols %v → %v", x.Proto, x.UpstreamProto)
	}
}

// TestResetAfterTheWholeBody: a client that has all that Content-Length promised
// and resets the stream, as curl does, has not failed.
func TestResetAfterTheWholeBody(t *testing.T) {
	testkit.NoLeaks(t)
	ended := make(chan struct{})
	o := testkit.NewOrigin(t, testkit.Options{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "5")
		io.WriteString(w, "whole")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		close(ended)
	})})
	r := newRig(t, func(c *Config) { c.Resolve = toLoopback }, o.CA)
	resp, err := r.client().Get(proxied(o.Port()) + "/held-open")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(resp.Body, make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	<-ended
	if x := r.book.wait(t, 1).x; x.State != flow.Complete || x.Fault != nil || x.Response.Size != 5 {
		t.Errorf("record %+v, fault %v", x, x.Fault)
	}
}
