package har

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"

	"rockxy/internal/flow"
)

// conns lets entries share their connections and certificates. It forgets
// rather than grows.
type conns struct {
	clients map[flow.ConnID]*flow.ClientConn
	servers map[flow.ConnID]*flow.ServerConn
	certs   map[[32]byte]*flow.Certificate
	size    int // octets of certs
}

const (
	maxConns = 4096
	maxDER   = 64 << 20
)

func newConns() *conns {
	return &conns{map[flow.ConnID]*flow.ClientConn{}, map[flow.ConnID]*flow.ServerConn{}, map[[32]byte]*flow.Certificate{}, 0}
}

// client returns the connection that stands for c: one that says the same.
func (s *conns) client(c *flow.ClientConn) *flow.ClientConn {
	if old := s.clients[c.ID]; c.ID != 0 && old != nil && reflect.DeepEqual(old, c) {
		return old
	}
	if len(s.clients) >= maxConns {
		clear(s.clients)
	}
	s.clients[c.ID] = c
	return c
}

func (s *conns) server(c *flow.ServerConn) *flow.ServerConn {
	if old := s.servers[c.ID]; c.ID != 0 && old != nil && reflect.DeepEqual(old, c) {
		return old
	}
	if len(s.servers) >= maxConns {
		clear(s.servers)
	}
	s.servers[c.ID] = c
	return c
}

// certificate reads one: its octets stand where the file has it first.
func (s *conns) certificate(v *value) *flow.Certificate {
	c := &flow.Certificate{DER: base64In(v.get("der").bytes())}
	if n, err := hex.Decode(c.SHA256[:], limit(v.get("sha256").bytes(), 64)); err != nil || n != len(c.SHA256) {
		return nil
	}
	if len(c.DER) > 0 && sha256.Sum256(c.DER) != c.SHA256 {
		c.DER = nil // not what it says it is
	}
	if old := s.certs[c.SHA256]; old != nil && (len(old.DER) > 0 || len(c.DER) == 0) {
		return old
	}
	if s.size += len(c.DER); s.size < maxDER {
		s.certs[c.SHA256] = c
	}
	return c
}
