package reenact

import (
	"fmt"
	"io"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"rockxy/internal/ca"
	"rockxy/internal/export/pcapng"
	"rockxy/internal/flow"
	"rockxy/internal/har"
)

// Notice is what the file says of itself.
const Notice = "Re-enactment by Rockxy: the messages are as captured, the packets and the TLS around them were made for this file. "

// maxOpen is how many connections are open at a time. One that is needed again
// after it was closed is opened anew.
const maxOpen = 64

// Options are for NewWriter.
type Options struct {
	Now     time.Time // when the certificates in the file were made
	Version string    // of Rockxy
	Notice  string    // said of the file besides: redact.Notice or redact.WithSecrets
}

// Writer writes one file. It may be used by one goroutine at a time.
type Writer struct {
	pcap   *pcapng.Writer
	issuer *ca.Issuer
	open   map[key]*conn
	uses   uint64
	made   uint64
}

// key tells connections apart.
type key struct {
	client       flow.ConnID
	addr, server netip.AddrPort
	secure, h2   bool
}

// NewWriter begins a file.
func NewWriter(w io.Writer, o Options) (*Writer, error) {
	root, err := ca.Create(ca.InMemory(), ca.Owner{User: "reenactment", Machine: "capture file"}, o.Now)
	if err != nil {
		return nil, err
	}
	p, err := pcapng.NewWriter(w, pcapng.Info{
		Comment: Notice + o.Notice, Application: strings.TrimSpace("Rockxy " + o.Version), Interface: "rockxy re-enactment"})
	if err != nil {
		return nil, err
	}
	issuer := ca.NewIssuer(root, ca.IssuerConfig{Leaves: maxOpen, Now: func() time.Time { return o.Now }})
	return &Writer{pcap: p, issuer: issuer, open: map[key]*conn{}}, nil
}

// Write adds an exchange. Those of one connection are best given in the order
// in which they began. One without a request head is left out.
func (w *Writer) Write(e *har.Entry) error {
	if e.Head(flow.Request) == nil {
		return nil
	}
	c, err := w.conn(e)
	if err != nil {
		return err
	}
	if c.key.h2 {
		return c.exchangeH2(e)
	}
	ended, err := c.exchangeH1(e)
	if ended && err == nil {
		delete(w.open, c.key)
		err = c.close()
	}
	return err
}

// Close ends the connections that are still open. The file is complete then.
func (w *Writer) Close() error {
	for len(w.open) > 0 {
		if err := w.closeOldest(); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer) closeOldest() error {
	var oldest *conn
	for _, c := range w.open {
		if oldest == nil || c.used < oldest.used {
			oldest = c
		}
	}
	delete(w.open, oldest.key)
	return oldest.close()
}

// conn returns the connection of an exchange.
func (w *Writer) conn(e *har.Entry) (*conn, error) {
	x := e.Exchange
	k := key{secure: x.Scheme == "https", h2: x.Proto == flow.HTTP2 || x.Proto == flow.HTTP3, server: serverAddr(x)}
	if x.Client != nil {
		k.client, k.addr = x.Client.ID, clientAddr(x.Client)
	}
	w.uses++
	c := w.open[k]
	if c == nil || k.client == 0 { // of an unknown connection nothing says that it is the same
		if c != nil {
			delete(w.open, k)
			if err := c.close(); err != nil {
				return nil, err
			}
		}
		for len(w.open) >= maxOpen {
			if err := w.closeOldest(); err != nil {
				return nil, err
			}
		}
		var err error
		if c, err = w.newConn(k, x); err != nil {
			return nil, err
		}
		w.open[k] = c
	}
	c.used = w.uses
	return c, nil
}

// newConn opens a connection in the file.
func (w *Writer) newConn(k key, x *flow.Exchange) (*conn, error) {
	w.made++
	client := k.addr
	if !client.IsValid() {
		client = unknown(49152 + uint16(w.made%16384))
	}
	if x.Host != "" {
		if err := w.pcap.Name(k.server.Addr(), hostName(x.Host)); err != nil {
			return nil, err
		}
	}
	c := &conn{key: k, pcap: w.pcap}
	start := x.Timing.Started
	var tlsStart, tlsEnd flow.Nanos
	if x.Client != nil && x.Client.Accepted != 0 {
		start, tlsStart, tlsEnd = x.Client.Accepted, x.Client.TLSStart, x.Client.TLSEnd
	}
	var err error
	comment := fmt.Sprintf("Re-enacted connection %d to %s", k.client, origin(x))
	if c.stream, err = pcapng.NewStream(w.pcap, client, k.server, int64(start), comment); err != nil {
		return nil, err
	}
	if k.secure {
		if err := c.secure(w.issuer, x, int64(tlsStart), int64(tlsEnd)); err != nil {
			return nil, err
		}
	}
	if k.h2 {
		err = c.beginH2(x)
	}
	return c, err
}

// origin is the origin as it was asked for.
func origin(x *flow.Exchange) string { return x.Host + ":" + strconv.Itoa(int(x.Port)) }

func hostName(host string) string {
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return ""
	}
	return host
}

func clientAddr(c *flow.ClientConn) netip.AddrPort {
	if c.AddrPort.IsValid() {
		return c.AddrPort
	}
	a, _ := netip.ParseAddrPort(c.Addr) // the zero value when there is none
	return a
}

// serverAddr is the address of the origin, and 0.0.0.0 when it is not known.
func serverAddr(x *flow.Exchange) netip.AddrPort {
	if x.Server != nil {
		if a, err := netip.ParseAddrPort(x.Server.Addr); err == nil {
			return a
		}
	}
	if a, err := netip.ParseAddr(strings.Trim(x.Host, "[]")); err == nil {
		return netip.AddrPortFrom(a, x.Port)
	}
	return unknown(x.Port)
}

func unknown(port uint16) netip.AddrPort {
	return netip.AddrPortFrom(netip.IPv4Unspecified(), port)
}
