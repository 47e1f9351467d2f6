// Pins is a client that compares public keys:
//
//	pins PROXY MODE ROOT URL…
//
// It fetches each URL through the proxy, trusting what is in the file ROOT
// ("-" for the system's roots), and pins those with the fragment #pin. In the
// mode "verify" it compares within the handshake, in "above" after it.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
)

func main() {
	mode, root := os.Args[2], os.Args[3]
	var roots *x509.CertPool
	if root != "-" {
		text, err := os.ReadFile(root)
		if err != nil {
			panic(err)
		}
		roots = x509.NewCertPool()
		roots.AppendCertsFromPEM(text)
	}
	for _, target := range os.Args[4:] {
		u, err := url.Parse(target)
		if err != nil {
			panic(err)
		}
		fmt.Println(target, fetch(u, os.Args[1], mode, roots))
	}
}

var errKey = errors.New("another public key than the one that was pinned")

func fetch(u *url.URL, proxy, mode string, roots *x509.CertPool) error {
	conf := &tls.Config{RootCAs: roots, ServerName: u.Hostname()}
	pinned := u.Fragment == "pin"
	if pinned && mode == "verify" {
		conf.VerifyPeerCertificate = func([][]byte, [][]*x509.Certificate) error { return errKey }
	}
	t := &http.Transport{DisableKeepAlives: true, DialTLSContext: func(ctx context.Context, _, addr string) (net.Conn, error) {
		nc, err := tunnel(proxy, addr)
		if err != nil {
			return nil, err
		}
		c := tls.Client(nc, conf)
		err = c.HandshakeContext(ctx)
		if err == nil && pinned && mode != "verify" {
			err = errKey
		}
		if err != nil {
			nc.Close()
			return nil, err
		}
		return c, nil
	}}
	resp, err := (&http.Client{Transport: t}).Get(u.String())
	if err == nil {
		resp.Body.Close()
	}
	return err
}

func tunnel(proxy, addr string) (net.Conn, error) {
	nc, err := net.Dial("tcp", strings.TrimPrefix(proxy, "http://"))
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(nc, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", addr, addr)
	head := make([]byte, 0, 256)
	for one := make([]byte, 1); !strings.HasSuffix(string(head), "\r\n\r\n"); head = append(head, one[0]) {
		if _, err := nc.Read(one); err != nil {
			return nil, err
		}
	}
	return nc, nil
}
