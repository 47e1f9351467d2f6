package store

import (
	"encoding/binary"
	"net/netip"

	"rockxy/internal/flow"
)

// Field numbers of a connection record, part of the format.
const (
	connID        = 1
	connServer    = 2 // 1: a server connection
	connAddr      = 3
	connTarget    = 4
	connEntry     = 5
	connAccepted  = 6
	connLocal     = 7
	connTimes     = 8 // 8 to 13: DNS, connect, TLS; start and end
	connSettings  = 14
	connPID       = 15
	connProcess   = 16
	connPath      = 17
	connTLS       = 18
	connHTTP2Seen = 19 // settings arrived, perhaps empty
)

// Field numbers of TLS details.
const (
	tlsVersion   = 1
	tlsCipher    = 2
	tlsGroup     = 3
	tlsALPN      = 4
	tlsName      = 5
	tlsResumed   = 6
	tlsJA4       = 7
	tlsOffered   = 8 // repeated
	tlsSerial    = 9
	tlsChain     = 10 // repeated: SHA-256 and place of the certificate's record
	tlsOCSP      = 11
	tlsSCT       = 12 // repeated
	tlsVerified  = 13
	tlsException = 14
	tlsFlaw      = 15
	tlsAsked     = 16 // for a client certificate
	tlsGiven     = 17 // SHA-256 of the client certificate
)

// certRef names a certificate and where it is stored.
type certRef struct {
	sum [32]byte
	at  place
}

func appendClientConn(b []byte, c *flow.ClientConn, p *flow.Process) []byte {
	b = appendUint(b, connID, uint64(c.ID))
	b = appendString(b, connAddr, c.Addr)
	b = appendString(b, connTarget, c.Target)
	b = appendString(b, connEntry, string(c.Entry))
	b = appendUint(b, connAccepted, uint64(c.Accepted))
	b = appendUint(b, connTimes+4, uint64(c.TLSStart))
	b = appendUint(b, connTimes+5, uint64(c.TLSEnd))
	b = appendSettings(b, c.HTTP2)
	if p != nil {
		b = appendUint(b, connPID, uint64(p.PID))
		b = appendString(b, connProcess, p.Name)
		b = appendString(b, connPath, p.Path)
	}
	return appendTLS(b, c.TLS, nil)
}

func appendServerConn(b []byte, c *flow.ServerConn, settings *flow.Settings, chain []certRef) []byte {
	b = appendUint(b, connID, uint64(c.ID))
	b = appendUint(b, connServer, 1)
	b = appendString(b, connAddr, c.Addr)
	b = appendString(b, connTarget, c.Target)
	b = appendString(b, connLocal, c.Local)
	for i, t := range [...]flow.Nanos{c.DNSStart, c.DNSEnd, c.ConnectStart, c.ConnectEnd, c.TLSStart, c.TLSEnd} {
		b = appendUint(b, connTimes+i, uint64(t))
	}
	b = appendSettings(b, settings)
	return appendTLS(b, c.TLS, chain)
}

func appendSettings(b []byte, s *flow.Settings) []byte {
	if s == nil {
		return b
	}
	b = appendUint(b, connHTTP2Seen, 1)
	var v []byte
	for _, x := range s.Values {
		v = binary.BigEndian.AppendUint16(v, x.ID)
		v = binary.BigEndian.AppendUint32(v, x.Value)
	}
	return appendBytes(b, connSettings, v)
}

func appendTLS(b []byte, t *flow.TLS, chain []certRef) []byte {
	if t == nil {
		return b
	}
	var v []byte
	v = appendUint(v, tlsVersion, uint64(t.Version))
	v = appendUint(v, tlsCipher, uint64(t.Cipher))
	v = appendUint(v, tlsGroup, uint64(t.Group))
	v = appendString(v, tlsALPN, t.ALPN)
	v = appendString(v, tlsName, t.ServerName)
	v = appendBool(v, tlsResumed, t.Resumed)
	v = appendString(v, tlsJA4, t.JA4)
	for _, p := range t.OfferedALPN {
		v = appendString(v, tlsOffered, p)
	}
	v = appendString(v, tlsSerial, t.LeafSerial)
	for i := range chain {
		c := append([]byte(nil), chain[i].sum[:]...)
		v = appendBytes(v, tlsChain, appendPlace(c, 1, chain[i].at))
	}
	v = appendBytes(v, tlsOCSP, t.OCSP)
	for _, s := range t.SCTs {
		v = appendBytes(v, tlsSCT, s)
	}
	v = appendBool(v, tlsVerified, t.Verified)
	v = appendString(v, tlsException, t.Exception)
	v = appendString(v, tlsFlaw, t.Flaw)
	v = appendBool(v, tlsAsked, t.ClientCertAsked)
	if t.ClientCert != [32]byte{} {
		v = appendBytes(v, tlsGiven, t.ClientCert[:])
	}
	b = binary.AppendUvarint(appendKey(b, connTLS, kindBytes), uint64(len(v)))
	return append(b, v...)
}

// connNumber reads the number of an encoded connection.
func connNumber(data []byte) (id uint64) {
	_ = eachField(string(data), func(f *field) error {
		if f.Num == connID {
			id = f.Val
		}
		return nil
	})
	return id
}

// conn is a decoded connection record: one of Client and Server is set.
type conn struct {
	Client *flow.ClientConn
	Server *flow.ServerConn
	TLS    *flow.TLS
	chain  []certRef
}

func decodeConn(data []byte) (*conn, error) {
	var f connFields
	var d conn
	if err := eachField(string(data), func(x *field) error { return f.set(x, &d) }); err != nil {
		return nil, err
	}
	if f.server {
		d.Server = &flow.ServerConn{
			ID: f.id, Target: f.target, Addr: f.addr, Local: f.local,
			DNSStart: f.times[0], DNSEnd: f.times[1], ConnectStart: f.times[2], ConnectEnd: f.times[3],
			TLSStart: f.times[4], TLSEnd: f.times[5], TLS: d.TLS,
		}
		d.Server.HTTP2.Store(f.settings)
		return &d, nil
	}
	d.Client = &flow.ClientConn{
		ID: f.id, Addr: f.addr, Accepted: f.accepted, Entry: f.entry, Target: f.target,
		TLSStart: f.times[4], TLSEnd: f.times[5], TLS: d.TLS, HTTP2: f.settings,
	}
	d.Client.AddrPort, _ = netip.ParseAddrPort(f.addr)
	if f.process != (flow.Process{}) {
		d.Client.Process.Store(&f.process)
	}
	return &d, nil
}

// connFields are the fields of a connection before it is known whose it is.
type connFields struct {
	id                  flow.ConnID
	server              bool
	addr, target, local string
	entry               flow.Entry
	accepted            flow.Nanos
	times               [6]flow.Nanos
	settings            *flow.Settings
	process             flow.Process
}

func (c *connFields) set(f *field, d *conn) error {
	switch n := f.Num; {
	case n == connID:
		c.id = flow.ConnID(f.Val)
	case n == connServer:
		c.server = f.Val == 1
	case n == connAddr:
		c.addr = f.Str
	case n == connTarget:
		c.target = f.Str
	case n == connEntry:
		c.entry = flow.Entry(f.Str)
	case n == connAccepted:
		c.accepted = flow.Nanos(f.Val)
	case n == connLocal:
		c.local = f.Str
	case n >= connTimes && n < connTimes+6:
		c.times[n-connTimes] = flow.Nanos(f.Val)
	case n == connHTTP2Seen && c.settings == nil:
		c.settings = &flow.Settings{}
	case n == connSettings:
		c.settings = decodeSettings(f.Str)
	case n == connPID:
		c.process.PID = int(f.Val)
	case n == connProcess:
		c.process.Name = f.Str
	case n == connPath:
		c.process.Path = f.Str
	case n == connTLS:
		return d.decodeTLS(f.Str)
	}
	return nil
}

func decodeSettings(s string) *flow.Settings {
	v := &flow.Settings{}
	for b := []byte(s); len(b) >= 6; b = b[6:] {
		v.Values = append(v.Values, flow.Setting{ID: binary.BigEndian.Uint16(b), Value: binary.BigEndian.Uint32(b[2:])})
	}
	return v
}

func (d *conn) decodeTLS(s string) error {
	t := &flow.TLS{}
	d.TLS = t
	return eachField(s, func(f *field) error {
		switch f.Num {
		case tlsVersion:
			t.Version = uint16(f.Val)
		case tlsCipher:
			t.Cipher = uint16(f.Val)
		case tlsGroup:
			t.Group = uint16(f.Val)
		case tlsALPN:
			t.ALPN = f.Str
		case tlsName:
			t.ServerName = f.Str
		case tlsResumed:
			t.Resumed = f.Val != 0
		case tlsJA4:
			t.JA4 = f.Str
		case tlsOffered:
			t.OfferedALPN = append(t.OfferedALPN, f.Str)
		case tlsSerial:
			t.LeafSerial = f.Str
		case tlsChain:
			return d.decodeCert(f.Str)
		case tlsOCSP:
			t.OCSP = []byte(f.Str)
		case tlsSCT:
			t.SCTs = append(t.SCTs, []byte(f.Str))
		case tlsVerified:
			t.Verified = f.Val != 0
		case tlsException:
			t.Exception = f.Str
		case tlsFlaw:
			t.Flaw = f.Str
		case tlsAsked:
			t.ClientCertAsked = f.Val != 0
		case tlsGiven:
			copy(t.ClientCert[:], f.Str)
		}
		return nil
	})
}

func (d *conn) decodeCert(s string) error {
	if len(s) < 32 {
		return errFields
	}
	var c certRef
	copy(c.sum[:], s)
	d.TLS.Chain = append(d.TLS.Chain, &flow.Certificate{SHA256: c.sum})
	err := eachField(s[32:], func(f *field) error {
		if f.Num >= 1 && f.Num <= 3 {
			c.at.set(f.Num-1, f.Val)
		}
		return nil
	})
	d.chain = append(d.chain, c)
	return err
}
