// Package policy is the decision taken before any certificate exists: is a
// connection intercepted, or passed through unread?
//
// A policy is text ([ParseFile]), which people and commands edit line by line
// ([Add], [Remove], …), and which is compiled into an immutable [Set]. The set
// decides ([Set.Decide]) by the name that was asked for and the name in the TLS
// ClientHello, by port, application and client. It also knows which invalid
// certificates are excepted and which client certificates belong to which host.
//
// Everything here is a function of values: no files are opened, no clock is
// read, nothing is resolved and nothing is locked. A name is never turned into
// an address or back: a pattern of addresses matches what was asked for as an
// address.
//
// Limits: a file has at most [MaxFile] bytes, a line [MaxLine], all of it
// [MaxStatements] statements, a name 253 bytes. A name that is longer is no
// name of the DNS, and only * matches it.
package policy

import (
	"net/netip"
	"strconv"
	"time"
)

// Action is what becomes of a connection.
type Action uint8

// The zero Action intercepts, as a set without entries does.
const (
	Intercept Action = iota
	Bypass
)

// String is the word of the file: "intercept" or "bypass".
func (a Action) String() string {
	if a == Bypass {
		return "bypass"
	}
	return "intercept"
}

// Entry is one line of the bypass or of the intercept list.
type Entry struct {
	Action  Action
	Pattern Pattern
	Until   time.Time // from when on it no longer applies; zero: for good
	Note    string    // why, in the words of whoever added it
	Auto    bool      // added by Rockxy itself
	Line    int       // in the file, from 1; 0 for a group's
	Group   string    // the ready-made group that it comes from, or ""
}

// expired reports whether the entry no longer applies at now.
func (e *Entry) expired(now time.Time) bool {
	return !e.Until.IsZero() && !now.Before(e.Until)
}

// Query is a connection to be decided.
type Query struct {
	Host string // name or address asked for, by CONNECT or SOCKS5
	Port uint16
	SNI  string // name in the ClientHello; "" while it is unknown, or when there is none

	App, AppPath string     // the client's program; "" while it is unknown
	Client       netip.Addr // the client's address
}

// Decision is the answer to a [Query].
type Decision struct {
	Action  Action
	Entry   *Entry // what decided, not to be changed; nil: the default did
	Matched string // the name that it matched, Host or SNI as they were in the query
	BySNI   bool   // Matched is the SNI
	Differ  bool   // there is an SNI, and it is not the name asked for

	host, sni string
}

// Reason is a sentence for people, such as
//
//	bypass list, line 12: "*.apple.com" (SNI www.apple.com)
//
// When the two names differ both are in it.
func (d Decision) Reason() string {
	s := d.source()
	switch {
	case d.Differ:
		return s + " (asked for " + d.host + ", SNI " + d.sni + ")"
	case d.BySNI:
		return s + " (SNI " + d.sni + ")"
	}
	return s + " (" + d.host + ")"
}

func (d Decision) source() string {
	e := d.Entry
	if e == nil {
		return "no entry matches: " + d.Action.String() + " by default"
	}
	s := e.Action.String() + " list, line " + strconv.Itoa(e.Line)
	if e.Group != "" {
		s = "group " + e.Group
	}
	s += `: "` + e.Pattern.String() + `"`
	if !e.Until.IsZero() {
		s += " until " + e.Until.Format(time.RFC3339)
	}
	if e.Note != "" {
		s += ", " + e.Note
	}
	return s
}
