package demo

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// visitors are the sample clients of one run.
type visitors struct {
	d     *Demo
	proxy *url.URL
	roots *x509.CertPool
}

// visit is one thing that a client does and checks.
type visit struct {
	name string
	do   func(context.Context, *visitors) error
}

// Visit sends the sample clients through the proxy, one after the other, and
// returns what did not go as it should. rootPEM is what they trust.
func (d *Demo) Visit(ctx context.Context, proxy netip.AddrPort, rootPEM []byte) error {
	v := &visitors{d: d, proxy: &url.URL{Scheme: "http", Host: proxy.String()}, roots: x509.NewCertPool()}
	if !v.roots.AppendCertsFromPEM(rootPEM) {
		return errors.New("the root is not a certificate")
	}
	var errs []error
	for _, one := range visits() {
		if err := one.do(ctx, v); err != nil && ctx.Err() == nil {
			errs = append(errs, fmt.Errorf("%s: %w", one.name, err))
		}
		d.pause(ctx, 60*time.Millisecond)
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(errs...)
}

// transport is that of one client. The proxy may answer in HTTP/2 only where
// h2 is set.
func (v *visitors) transport(h2 bool) *http.Transport {
	tr := &http.Transport{
		Proxy:           http.ProxyURL(v.proxy),
		TLSClientConfig: &tls.Config{RootCAs: v.roots},
		Protocols:       new(http.Protocols), DisableCompression: true,
	}
	tr.Protocols.SetHTTP1(true)
	tr.Protocols.SetHTTP2(h2)
	return tr
}

// client is a browser-like one: it follows redirects and speaks HTTP/2.
func (v *visitors) client(h2 bool) (c *http.Client, done func()) {
	tr := v.transport(h2)
	return &http.Client{Transport: tr}, tr.CloseIdleConnections
}

// request is a request and what its answer has to be.
type request struct {
	method, url, body string
	reader            io.Reader // in place of body
	header            []string  // names and values
	status            int
}

// send does requests on one client, in order; each check sees the whole answer.
func send(ctx context.Context, c *http.Client, all ...request) error {
	for _, r := range all {
		if _, _, err := fetch(ctx, c, r); err != nil {
			return err
		}
	}
	return nil
}

func fetch(ctx context.Context, c *http.Client, r request) (*http.Response, []byte, error) {
	var body io.Reader
	switch {
	case r.reader != nil:
		body = r.reader
	case r.body != "":
		body = strings.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, body)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("User-Agent", "demo-shopper/1.0")
	for i := 0; i+1 < len(r.header); i += 2 {
		req.Header.Set(r.header[i], r.header[i+1])
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp, data, fmt.Errorf("%s %s: %w", r.method, r.url, err)
	}
	if resp.StatusCode != r.status {
		return resp, data, fmt.Errorf("%s %s: status %d instead of %d", r.method, r.url, resp.StatusCode, r.status)
	}
	return resp, data, nil
}

// tunnel connects to host:port by CONNECT.
func (v *visitors) tunnel(ctx context.Context, _, addr string) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", v.proxy.Host)
	if err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", addr, addr); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	var head []byte
	one := make([]byte, 1) // not an octet past the head
	for !bytes.HasSuffix(head, []byte("\r\n\r\n")) {
		if _, err := io.ReadFull(conn, one); err != nil || len(head) > 4<<10 {
			return nil, errors.Join(errors.New("the proxy's answer to CONNECT"), err, conn.Close())
		}
		head = append(head, one...)
	}
	if !bytes.HasPrefix(head, []byte("HTTP/1.1 200")) {
		return nil, errors.Join(fmt.Errorf("the proxy answered %q", head), conn.Close())
	}
	return conn, nil
}
