package policy

import (
	"encoding/hex"
	"net/netip"
	"slices"
	"time"
)

// Set is a policy ready to decide. It never changes, and any number of
// goroutines may ask it. The zero Set and a nil one intercept everything.
type Set struct {
	file       File
	byDefault  Action
	bypass     list
	intercept  list
	certs      list
	exceptions map[exceptionKey]int // index in file.Exceptions
	changes    []time.Time          // when something expires, ascending
}

type exceptionKey struct {
	host string
	leaf [32]byte
}

// Compile makes a set of what a file says. The entries of groups come after
// those of the file, so that an exemption in the file holds for them too.
func Compile(f File) *Set {
	bypass := slices.Clone(f.Bypass)
	for _, g := range f.Groups {
		bypass = append(bypass, g.entries()...)
	}
	certs := make([]Entry, len(f.ClientCerts))
	for i, c := range f.ClientCerts {
		certs[i] = Entry{Pattern: c.Pattern, Line: c.Line}
	}
	s := &Set{
		file: f, byDefault: f.Default,
		bypass: newList(bypass), intercept: newList(slices.Clone(f.Intercept)), certs: newList(certs),
		exceptions: make(map[exceptionKey]int, len(f.Exceptions)),
	}
	for i, x := range f.Exceptions {
		k := exceptionKey{readHost(x.Host).name, x.Leaf}
		if j, ok := s.exceptions[k]; !ok || f.Exceptions[j].Until.Before(x.Until) {
			s.exceptions[k] = i
		}
	}
	s.changes = expiries(bypass, f.Intercept, f.Exceptions)
	return s
}

func expiries(bypass, intercept []Entry, exceptions []Exception) (at []time.Time) {
	for _, entries := range [][]Entry{bypass, intercept} {
		for _, e := range entries {
			if !e.Until.IsZero() {
				at = append(at, e.Until)
			}
		}
	}
	for _, x := range exceptions {
		at = append(at, x.Until)
	}
	slices.SortFunc(at, time.Time.Compare)
	return at
}

// File is what the set was compiled from. Its slices are not to be changed.
func (s *Set) File() File {
	if s == nil {
		return File{}
	}
	return s.file
}

// Decide is the decision about a connection at the time now.
//
// The name asked for and the SNI are decided apart, each by the first matching
// entry of the bypass list, then of the intercept list, then by the default. If
// either is to be bypassed, the connection is. One exception: an address was
// asked for, no entry mentions it and there is an SNI; then the default has no
// say about the address, and the name alone decides.
func (s *Set) Decide(q Query, now time.Time) Decision {
	h := readHost(q.Host)
	q.Client = canonicalAddr(q.Client)
	d := s.decideName(h, &q, now)
	d.Matched, d.host, d.sni = q.Host, q.Host, q.SNI
	if q.SNI == "" {
		return d
	}
	n := readHost(q.SNI)
	if n.name == h.name {
		return d
	}
	d.Differ = q.Host != ""
	other := s.decideName(n, &q, now)
	if stricter(d, other, h) {
		d.Action, d.Entry, d.Matched, d.BySNI = other.Action, other.Entry, q.SNI, true
	}
	return d
}

// stricter reports whether what was decided about the SNI goes before what was
// decided about h, which was asked for.
func stricter(asked, sni Decision, h host) bool {
	if asked.Entry == nil && h.noName() {
		return true
	}
	if asked.Action != sni.Action {
		return sni.Action == Bypass
	}
	return asked.Entry == nil && sni.Entry != nil
}

func (s *Set) decideName(h host, q *Query, now time.Time) Decision {
	if s == nil {
		return Decision{}
	}
	if e := s.bypass.find(h, q, now); e != nil && !e.Pattern.exempt {
		return Decision{Action: Bypass, Entry: e}
	}
	if e := s.intercept.find(h, q, now); e != nil && !e.Pattern.exempt {
		return Decision{Action: Intercept, Entry: e}
	}
	return Decision{Action: s.byDefault}
}

// NeedsSNI reports whether a decision without an SNI may be another one with it,
// although it says bypass: an address was asked for, and only the default has
// decided. Any other bypass stands whatever the SNI turns out to be.
func (s *Set) NeedsSNI(q Query, now time.Time) bool {
	if q.SNI != "" {
		return false
	}
	h := readHost(q.Host)
	q.Client = canonicalAddr(q.Client)
	d := s.decideName(h, &q, now)
	return d.Action == Bypass && d.Entry == nil && h.noName()
}

// NextChange is the first time after now at which an entry or an exception
// expires, or zero when none does.
func (s *Set) NextChange(now time.Time) time.Time {
	if s == nil {
		return time.Time{}
	}
	i, _ := slices.BinarySearchFunc(s.changes, now, func(at, now time.Time) int {
		if at.After(now) {
			return 1
		}
		return -1
	})
	if i == len(s.changes) {
		return time.Time{}
	}
	return s.changes[i]
}

// Exception reports whether a host's certificate is allowed at the time now
// although it does not verify, and why. leaf is the SHA-256 of its DER.
func (s *Set) Exception(hostname string, leaf [32]byte, now time.Time) (why string, ok bool) {
	if s == nil {
		return "", false
	}
	i, ok := s.exceptions[exceptionKey{readHost(hostname).name, leaf}]
	if !ok || !now.Before(s.file.Exceptions[i].Until) {
		return "", false
	}
	return s.file.Exceptions[i].why(), true
}

func (x Exception) why() string {
	s := "this certificate (SHA-256 " + hex.EncodeToString(x.Leaf[:4]) + "…) is allowed for " + x.Host +
		" until " + x.Until.Format(time.RFC3339)
	if x.Note != "" {
		s += ": " + x.Note
	}
	return s
}

// ClientCertificate is the first one for a host and port.
func (s *Set) ClientCertificate(hostname string, port uint16) (ClientCert, bool) {
	if s == nil {
		return ClientCert{}, false
	}
	i := s.certs.first(readHost(hostname), &Query{Port: port, Client: netip.Addr{}}, time.Time{})
	if i < 0 {
		return ClientCert{}, false
	}
	return s.file.ClientCerts[i], true
}
