package har

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"time"

	"rockxy/internal/flow"
)

// ours reads what we wrote beside HAR's own members.
func (a *archive) ours(x *flow.Exchange, v *value) {
	x.Proto = parseVersion(v.get("clientProtocol").string())
	x.UpstreamProto = parseVersion(v.get("serverProtocol").string())
	x.State = flow.State(v.get("state").string())
	x.Verdict = flow.Verdict(v.get("verdict").string())
	x.Rules, x.Trace = namesIn(v.get("rules")), traceIn(v.get("trace"))
	if f := v.get("fault"); f.kind == object {
		x.Fault = &flow.Fault{
			Code: f.get("code").string(), Side: flow.Side(f.get("side").string()),
			Message: f.get("message").string(), Hint: f.get("hint").string(),
		}
	}
	if s := v.get("imported"); s.kind == text {
		x.Imported = s.string()
	}
	x.Origin = flow.ID(max(v.get("replays").int(0), 0))
	x.Stream = uint32(v.get("stream").int(0))
	x.Reused = v.get("reused").is()
	if s := v.get("scheme"); s.kind == text {
		x.Scheme = s.string()
	}
	if s := v.get("host"); s.kind == text {
		x.Host = s.string()
	}
	if s := v.get("port"); s.kind == number {
		x.Port = uint16(s.int(0))
	}
}

func namesIn(v *value) (all []string) {
	for i := range v.items {
		all = append(all, v.items[i].string())
	}
	return all
}

// stamp reads a point in time as we write it.
func (v *value) stamp() flow.Nanos {
	t, err := time.Parse(time.RFC3339Nano, v.string())
	if err != nil {
		return 0
	}
	return nanos(t)
}

func (a *archive) ourEnds(x *flow.Exchange, entry, v *value) {
	t := v.get("timing")
	x.Timing = flow.Timing{
		Started: t.get("started").stamp(), RequestHead: t.get("requestHead").stamp(), RequestSent: t.get("requestSent").stamp(),
		ResponseFirst: t.get("responseFirst").stamp(), ResponseHead: t.get("responseHead").stamp(), Ended: t.get("ended").stamp(),
	}
	if c := v.get("client"); c.kind == object {
		x.Client = a.conns.client(a.clientIn(c))
	}
	if s := v.get("server"); s.kind == object {
		c := a.serverIn(s)
		c.ID = flow.ConnID(max(entry.get("connection").int(0), 0))
		x.Server = a.conns.server(c)
	}
}

func (a *archive) clientIn(v *value) *flow.ClientConn {
	c := &flow.ClientConn{
		ID: flow.ConnID(max(v.get("connection").int(0), 0)), Addr: v.get("address").string(),
		Accepted: v.get("accepted").stamp(), Entry: flow.Entry(v.get("entry").string()), Target: v.get("target").string(),
		TLSStart: v.get("tlsStart").stamp(), TLSEnd: v.get("tlsEnd").stamp(),
		TLS: a.tlsIn(v.get("tls")), HTTP2: settingsIn(v.get("settings")),
	}
	c.AddrPort, _ = netip.ParseAddrPort(c.Addr)
	if p := v.get("process"); p.kind == object {
		c.Process.Store(&flow.Process{PID: int(p.get("pid").int(0)), Name: p.get("name").string(), Path: p.get("path").string()})
	}
	return c
}

func (a *archive) serverIn(v *value) *flow.ServerConn {
	c := &flow.ServerConn{
		Target: v.get("target").string(), Addr: v.get("address").string(), Local: v.get("local").string(),
		DNSStart: v.get("dnsStart").stamp(), DNSEnd: v.get("dnsEnd").stamp(),
		ConnectStart: v.get("connectStart").stamp(), ConnectEnd: v.get("connectEnd").stamp(),
		TLSStart: v.get("tlsStart").stamp(), TLSEnd: v.get("tlsEnd").stamp(), TLS: a.tlsIn(v.get("tls")),
	}
	if s := settingsIn(v.get("settings")); s != nil {
		c.HTTP2.Store(s)
	}
	return c
}

func settingsIn(v *value) *flow.Settings {
	if v.kind != array {
		return nil
	}
	s := &flow.Settings{}
	for i := range v.items {
		if pair := v.items[i].items; len(pair) == 2 {
			s.Values = append(s.Values, flow.Setting{ID: uint16(pair[0].int(0)), Value: uint32(pair[1].int(0))})
		}
	}
	return s
}

func (a *archive) tlsIn(v *value) *flow.TLS {
	if v.kind != object {
		return nil
	}
	t := &flow.TLS{
		Version: uint16(v.get("version").int(0)), Cipher: uint16(v.get("cipher").int(0)), Group: uint16(v.get("group").int(0)),
		ALPN: v.get("alpn").string(), ServerName: v.get("serverName").string(), Resumed: v.get("resumed").is(),
		JA4: v.get("ja4").string(), OfferedALPN: namesIn(v.get("offeredALPN")), LeafSerial: v.get("leafSerial").string(),
		OCSP: base64In(v.get("ocsp").bytes()), Verified: v.get("verified").is(),
		Exception: v.get("exception").string(), Flaw: v.get("flaw").string(), ClientCertAsked: v.get("clientCertificateAsked").is(),
	}
	chain, scts := v.get("chain"), v.get("scts")
	for i := range chain.items {
		if c := a.conns.certificate(&chain.items[i]); c != nil {
			t.Chain = append(t.Chain, c)
		}
	}
	for i := range scts.items {
		t.SCTs = append(t.SCTs, base64In(scts.items[i].get("sct").bytes()))
	}
	_, _ = hex.Decode(t.ClientCert[:], bytes.TrimSpace(limit(v.get("clientCertificate").bytes(), 64)))
	return t
}

func limit(p []byte, n int) []byte { return p[:min(len(p), n)] }
