package har

import "rockxy/internal/flow"

func (w *Writer) client(c *flow.ClientConn) {
	if c == nil {
		return
	}
	o := &w.o
	o.open("client", '{')
	o.count("connection", int64(c.ID))
	o.some("address", c.Addr)
	o.some("entry", string(c.Entry))
	o.some("target", c.Target)
	o.stamp("accepted", c.Accepted)
	o.stamp("tlsStart", c.TLSStart)
	o.stamp("tlsEnd", c.TLSEnd)
	w.tls(c.TLS)
	w.settings(c.HTTP2)
	if p := c.Process.Load(); p != nil {
		o.open("process", '{')
		o.count("pid", int64(p.PID))
		o.some("name", p.Name)
		o.some("path", p.Path)
		o.end('}')
	}
	o.end('}')
}

func (w *Writer) server(c *flow.ServerConn) {
	if c == nil {
		return
	}
	o := &w.o
	o.open("server", '{')
	o.some("target", c.Target)
	o.some("address", c.Addr)
	o.some("local", c.Local)
	o.stamp("dnsStart", c.DNSStart)
	o.stamp("dnsEnd", c.DNSEnd)
	o.stamp("connectStart", c.ConnectStart)
	o.stamp("connectEnd", c.ConnectEnd)
	o.stamp("tlsStart", c.TLSStart)
	o.stamp("tlsEnd", c.TLSEnd)
	w.tls(c.TLS)
	w.settings(c.HTTP2.Load())
	o.end('}')
}

// settings writes identifiers and values in their order (RFC 9113 §6.5).
func (w *Writer) settings(s *flow.Settings) {
	if s == nil {
		return
	}
	o := &w.o
	o.open("settings", '[')
	for _, v := range s.Values {
		o.item()
		o.begin('[')
		o.item()
		o.decimal(int64(v.ID), 0)
		o.item()
		o.decimal(int64(v.Value), 0)
		o.end(']')
	}
	o.end(']')
}

// tls writes versions, ciphers and groups as IANA numbers.
func (w *Writer) tls(t *flow.TLS) {
	if t == nil {
		return
	}
	o := &w.o
	o.open("tls", '{')
	o.count("version", int64(t.Version))
	o.count("cipher", int64(t.Cipher))
	o.count("group", int64(t.Group))
	o.some("alpn", t.ALPN)
	o.some("serverName", t.ServerName)
	o.yes("resumed", t.Resumed)
	o.some("ja4", t.JA4)
	w.names("offeredALPN", t.OfferedALPN)
	o.some("leafSerial", t.LeafSerial)
	w.chain(t.Chain)
	o.base64("ocsp", t.OCSP)
	if len(t.SCTs) > 0 {
		o.open("scts", '[')
		for _, s := range t.SCTs {
			o.item()
			o.begin('{')
			o.base64("sct", s)
			o.end('}')
		}
		o.end(']')
	}
	o.yes("verified", t.Verified)
	o.some("exception", t.Exception)
	o.some("flaw", t.Flaw)
	o.yes("clientCertificateAsked", t.ClientCertAsked)
	if t.ClientCert != [32]byte{} {
		o.string("clientCertificate", hexText(t.ClientCert[:]))
	}
	o.end('}')
}

// chain writes a certificate itself where the archive has it first, and its
// fingerprint everywhere.
func (w *Writer) chain(all []*flow.Certificate) {
	if len(all) == 0 {
		return
	}
	o := &w.o
	o.open("chain", '[')
	for _, c := range all {
		o.item()
		o.begin('{')
		o.string("sha256", hexText(c.SHA256[:]))
		if w.certs.first(c) {
			o.base64("der", c.DER)
		}
		o.end('}')
	}
	o.end(']')
}
