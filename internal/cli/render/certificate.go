package render

import (
	"time"

	"rockxy/internal/api"
)

// verification says how the chain of an origin was taken.
func (p Page) verification(t *api.TLS) string {
	said := func(c Colour, text string) string { return "  " + Left("", 9) + p.Paint(c, text) + "\n" }
	switch {
	case len(t.Chain) == 0:
		return ""
	case t.Verified:
		return said(Green, "verified")
	}
	why := ""
	if t.Flaw != "" {
		why = ": " + Safe(t.Flaw)
	}
	if t.Exception != "" {
		return said(Yellow, "not verified"+why) + said(Yellow, "accepted all the same: "+Safe(t.Exception))
	}
	return said(Red, "not verified"+why)
}

func by(c api.Certificate) string {
	if c.Issuer == "" {
		return ""
	}
	return "issued by " + c.Issuer
}

func fingerprint(hex string) string {
	if hex == "" {
		return ""
	}
	return "SHA-256 " + hex
}

func stapleStatus(s *api.Staple) string {
	said := s.Status
	if said == "" {
		said = "stapled response"
	}
	if s.RevokedAt != nil {
		said += " on " + s.RevokedAt.Format(time.DateOnly)
	}
	if s.Reason != "" {
		said += " (" + s.Reason + ")"
	}
	if s.Problem != "" {
		said += ", which proves nothing: " + s.Problem
	}
	return said
}

func stapleSigner(s *api.Staple) string {
	if s.Responder == "" {
		return ""
	}
	if s.Signed {
		return "signed by " + s.Responder
	}
	return "claims to be of " + s.Responder
}

// between is a time of which both ends may be missing.
func between(from, to *time.Time) string {
	switch {
	case from == nil:
		return ""
	case to == nil:
		return "since " + from.Format(time.DateOnly)
	}
	return from.Format(time.DateOnly) + " to " + to.Format(time.DateOnly)
}

func sct(s api.SCT) []string {
	if s.Log == "" {
		return []string{"cannot be read", "in the " + place(s.Source)}
	}
	return []string{"log " + s.Log[:min(16, len(s.Log))], s.Time.Format(time.DateOnly), s.Algorithm, "in the " + place(s.Source)}
}

func place(source string) string {
	switch source {
	case "tls":
		return "handshake"
	case "ocsp":
		return "OCSP response"
	}
	return source
}
