package reenact

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"sync"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"rockxy/internal/ca"
	"rockxy/internal/export/pcapng"
	"rockxy/internal/flow"
)

// conn is one connection in the file.
type conn struct {
	key    key
	used   uint64
	pcap   *pcapng.Writer
	stream *pcapng.Stream
	ends   [2]*tls.Conn // by pcapng.Side; nil in plain text

	// HTTP/2.
	framer     *http2.Framer // into frames
	frames     bytes.Buffer
	encoders   [2]*hpack.Encoder // into block
	block      bytes.Buffer
	lastStream uint32
}

// send writes octets from one side, at a time; the comment is that of their
// first packet.
func (c *conn) send(from pcapng.Side, nanos int64, data []byte, comment string) error {
	c.stream.At(nanos)
	if c.ends[from] == nil {
		return c.stream.Write(from, data, comment)
	}
	end := c.ends[from].NetConn().(*end)
	end.comment = comment
	_, err := c.ends[from].Write(data)
	return err
}

// close says goodbye as TLS and TCP do.
func (c *conn) close() error {
	for _, t := range c.ends {
		if t != nil {
			if err := t.CloseWrite(); err != nil {
				return err
			}
		}
	}
	return c.stream.Close()
}

// secure runs a TLS handshake between two ends in this process, and writes
// its secrets and then its records.
func (c *conn) secure(issuer *ca.Issuer, x *flow.Exchange, start, finish int64) error {
	name := x.Host
	if x.Client != nil && x.Client.TLS != nil && x.Client.TLS.ServerName != "" {
		name = x.Client.TLS.ServerName
	}
	leaf, err := issuer.LeafFor("", []string{name})
	if err != nil { // it names nothing that a certificate could
		if leaf, err = issuer.LeafFor("", []string{"unknown.invalid"}); err != nil {
			return err
		}
	}
	alpn := []string{"http/1.1"} // also where none was agreed on: it tells Wireshark what is inside
	if c.key.h2 {
		alpn = []string{"h2"}
	}
	var secrets bytes.Buffer
	client := &tls.Config{ServerName: name, NextProtos: alpn, KeyLogWriter: &secrets, InsecureSkipVerify: true, // both ends are here
		MinVersion: tls.VersionTLS13, CurvePreferences: []tls.CurveID{tls.X25519}, DynamicRecordSizingDisabled: true}
	server := &tls.Config{Certificates: []tls.Certificate{*leaf}, NextProtos: alpn, MinVersion: tls.VersionTLS13,
		SessionTicketsDisabled: true, DynamicRecordSizingDisabled: true}
	flights, err := c.handshake(client, server)
	if err != nil {
		return fmt.Errorf("re-enact the handshake with %s: %w", name, err)
	}
	if err := c.pcap.Secrets(secrets.Bytes()); err != nil {
		return err
	}
	for i, f := range flights {
		c.stream.At(start + (finish-start)*int64(i)/int64(len(flights)))
		if err := c.stream.Write(f.from, f.data, ""); err != nil {
			return err
		}
	}
	c.stream.At(finish)
	return nil
}

// handshake returns what was sent, in order. Afterwards the two ends write to
// the stream, and nobody reads.
func (c *conn) handshake(client, server *tls.Config) ([]flight, error) {
	a, b := net.Pipe()
	rec := &recording{}
	ends := [2]*end{{Conn: a, from: pcapng.Client, rec: rec}, {Conn: b, from: pcapng.Server, rec: rec}}
	c.ends = [2]*tls.Conn{tls.Client(ends[0], client), tls.Server(ends[1], server)}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	served := make(chan error, 1)
	go func() {
		err := c.ends[1].HandshakeContext(ctx)
		if err != nil {
			b.Close()
		}
		served <- err
	}()
	err := c.ends[0].HandshakeContext(ctx)
	if err != nil {
		a.Close()
	}
	if serr := <-served; err == nil {
		err = serr
	}
	for _, e := range ends {
		e.stream = c.stream
	}
	a.Close()
	b.Close()
	return rec.flights, err
}

type flight struct {
	from pcapng.Side
	data []byte
}

// recording is what both ends send during the handshake, in order.
type recording struct {
	mu      sync.Mutex
	flights []flight // guarded by mu
}

// end is one end of the pipe. While stream is nil it is recorded; then its
// records go to the stream.
type end struct {
	net.Conn
	from    pcapng.Side
	rec     *recording
	stream  *pcapng.Stream
	comment string // of the next packet
}

func (e *end) Write(p []byte) (int, error) {
	if e.stream != nil {
		err := e.stream.Write(e.from, p, e.comment)
		e.comment = ""
		if err != nil {
			return 0, err
		}
		return len(p), nil
	}
	e.rec.mu.Lock()
	e.rec.flights = append(e.rec.flights, flight{e.from, bytes.Clone(p)})
	e.rec.mu.Unlock()
	return e.Conn.Write(p)
}

// SetWriteDeadline does nothing: crypto/tls sets one to say goodbye, and the
// pipe is closed by then.
func (e *end) SetWriteDeadline(time.Time) error { return nil }
