package render

import (
	"strings"
	"time"

	"rockxy/internal/api"
)

func (p Page) tls(title string, t *api.TLS) string {
	if t == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString(p.heading(title))
	line := func(label string, parts ...string) {
		var said []string
		for _, s := range parts {
			if s != "" {
				said = append(said, Safe(s))
			}
		}
		if len(said) > 0 {
			b.WriteString("  " + p.Paint(Dim, Left(label, 9)) + strings.Join(said, p.Paint(Dim, " · ")) + "\n")
		}
	}
	handshake := ""
	if t.Handshake != nil {
		handshake = "handshake " + Duration(time.Duration(*t.Handshake*float64(time.Millisecond)))
	}
	resumed := ""
	if t.Resumed {
		resumed = "resumed"
	}
	line("version", t.Version, t.Cipher, t.Group, resumed, handshake)
	line("ALPN", t.ALPN, offered(t))
	line("SNI", t.ServerName)
	line("JA4", t.JA4)
	line("leaf", t.LeafSerial)
	for i, c := range t.Chain {
		label := "chain"
		if i > 0 {
			label = ""
		}
		line(label, c.Subject, names(c.Names), p.validity(c), c.Key)
		line("", by(c), c.Signature)
		line("", fingerprint(c.SHA256))
	}
	b.WriteString(p.verification(t))
	if s := t.OCSP; s != nil {
		line("OCSP", stapleStatus(s), between(s.ThisUpdate, s.NextUpdate), stapleSigner(s))
	}
	for i, s := range t.SCTs {
		label := "SCT"
		if i > 0 {
			label = ""
		}
		line(label, sct(s)...)
	}
	switch {
	case t.ClientCertificate != "":
		line("client", "certificate asked for and given", fingerprint(t.ClientCertificate))
	case t.ClientCertificateAsked:
		line("client", "certificate asked for, none given")
	}
	return b.String()
}

func offered(t *api.TLS) string {
	if len(t.Offered) == 0 || len(t.Offered) == 1 && t.Offered[0] == t.ALPN {
		return ""
	}
	return "offered " + strings.Join(t.Offered, ", ")
}

// names shows the first few names of a certificate.
func names(all []string) string {
	const shown = 4
	if len(all) > shown {
		return strings.Join(all[:shown], ", ") + " and " + Count(int64(len(all)-shown)) + " more"
	}
	return strings.Join(all, ", ")
}

func (p Page) validity(c api.Certificate) string {
	if c.NotAfter.IsZero() {
		return ""
	}
	return "until " + c.NotAfter.Format(time.DateOnly)
}
