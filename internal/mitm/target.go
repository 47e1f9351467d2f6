package mitm

import (
	"crypto/tls"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"rockxy/internal/lru"
)

// targets remembers the TLS configuration of each origin, and with it the
// sessions that can be resumed there. A session is bound to its target: it is
// never offered for another host, port, SNI, ALPN offer or client certificate.
type targets struct {
	mu   sync.Mutex
	byID *lru.Cache[string, *target] // guarded by mu
}

// target is one origin as it is asked for.
type target struct {
	host   string // that it must prove
	config *tls.Config
	client atomic.Pointer[clientAuth] // of the last handshake that was not a resumption

	mu    sync.Mutex
	spare []*attempt // that no handshake uses; guarded by mu
}

func newTargets(limit int) *targets {
	return &targets{byID: lru.New[string, *target](limit)}
}

// target returns the target of want, made on first use.
func (u *Upstream) target(want Want) *target {
	host := hostOf(want.Host)
	id := host + "\x00" + strconv.Itoa(int(want.Port)) + "\x00" + want.ServerName + "\x00" + strings.Join(want.ALPN, "\x00") + "\x00\x00" + want.Identity.ID
	u.targets.mu.Lock()
	defer u.targets.mu.Unlock()
	if t, ok := u.targets.byID.Get(id); ok {
		return t
	}
	t := &target{host: host, config: u.newConfig(want)}
	u.targets.byID.Put(id, t)
	return t
}

func (u *Upstream) newConfig(want Want) *tls.Config {
	c := &tls.Config{
		Time:       u.now,
		ServerName: want.ServerName, // crypto/tls leaves the extension out for an IP address
		NextProtos: want.ALPN,
		MinVersion: tls.VersionTLS12,
		// Each attempt's VerifyConnection replaces the verification of
		// crypto/tls: it also runs for resumed sessions, tells each failure
		// apart and refuses what crypto/x509 alone would accept.
		InsecureSkipVerify:          true,
		ClientSessionCache:          &sessions{},
		Renegotiation:               tls.RenegotiateNever,
		DynamicRecordSizingDisabled: true,
		KeyLogWriter:                u.keyLog,
	}
	if want.Identity.Get != nil {
		// Servers that ask for a certificate only when they have seen the
		// request do it so in TLS 1.2.
		c.Renegotiation = tls.RenegotiateOnceAsClient
	}
	return c
}

// hostOf brings a host into the form in which it is compared and verified:
// lower case without the final dot, an IP address without brackets and zone.
func hostOf(host string) string {
	if n := len(host); n > 2 && host[0] == '[' && host[n-1] == ']' {
		host = host[1 : n-1]
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().WithZone("").String()
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// sessions is the tls.ClientSessionCache of one target: the newest few
// tickets, each used once (RFC 8446 appendix C.4), so that connections opened
// side by side can all resume.
type sessions struct {
	mu      sync.Mutex
	tickets [4]*tls.ClientSessionState // newest last; guarded by mu
	n       int
}

func (s *sessions) Get(string) (*tls.ClientSessionState, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n == 0 {
		return nil, false
	}
	// The last one stays: an origin that hands out one ticket for many
	// connections, as TLS 1.2 does, would otherwise lose resumption.
	t := s.tickets[s.n-1]
	if s.n > 1 {
		s.n--
		s.tickets[s.n] = nil
	}
	return t, true
}

func (s *sessions) Put(_ string, t *tls.ClientSessionState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t == nil { // crypto/tls says that the ticket it took did not work
		clear(s.tickets[:])
		s.n = 0
		return
	}
	if s.n == len(s.tickets) {
		copy(s.tickets[:], s.tickets[1:])
		s.n--
	}
	s.tickets[s.n] = t
	s.n++
}
