package verdict

import (
	"net/netip"

	"rockxy/internal/flow"
)

// Client is who made a connection: a process of this machine, or a device.
type Client struct {
	PID  int        // 0 when the process is not known, as on another machine
	Name string     // short name of the executable, such as "curl"
	Path string     // of the executable, when it could be read
	Addr netip.Addr // where the connection came from
	JA4  string     // of this connection's hello; "" when it was not whole
}

// Moment is the last thing that had been sent when a handshake failed.
type Moment string

// The moments, as mitm.HandshakeError has them.
const (
	AtHello       Moment = "client-hello" // the client's hello, perhaps not whole
	AtCertificate Moment = "certificate"  // our answer to it
	AtFinished    Moment = "finished"     // the whole handshake
)

// Outcome is how one client handshake ended.
type Outcome struct {
	ID     flow.ID // the row of a failure, so that it can be revised; 0 for none
	Client Client
	Host   string // the name that was asked for, lower case: the SNI, else the target
	Port   uint16
	At     flow.Nanos

	// Accepted says that the client took our certificate: a request or the
	// preface of HTTP/2 came, or other data under the keys. Resumed says that
	// it came back with a session, which only a client does that had accepted.
	// With either, what follows is ignored.
	Accepted, Resumed bool

	Alert  int // that the client sent, -1 for none
	Moment Moment
	Ending flow.Ending
	Said   string // what the connection alone shows, a sentence; used where nothing better is known

	// OriginAsksClientCert says that the origin asks for a client certificate,
	// which Rockxy does not pass on to the client.
	OriginAsksClientCert bool
}

// ClientOf describes who made a connection, as far as it is known by now.
func ClientOf(c *flow.ClientConn, ja4 string) Client {
	k := Client{Addr: c.AddrPort.Addr().Unmap(), JA4: ja4}
	if p := c.Process.Load(); p != nil {
		k.PID, k.Name, k.Path = p.PID, p.Name, p.Path
	}
	return k
}

// Refused is the outcome that a row records.
func Refused(f *flow.HandshakeFailure) Outcome {
	o := Outcome{ID: f.ID, Client: ClientOf(f.Client, f.JA4), Host: f.Host, Port: f.Port, At: f.Ended,
		Alert: f.Alert, Moment: Moment(f.Moment), Ending: f.Ending, OriginAsksClientCert: f.ClientCertAsked}
	if f.Fault != nil {
		o.Said = f.Fault.Message
	}
	return o
}

// Accepted is the outcome of a connection whose client spoke inside TLS.
func Accepted(c *flow.ClientConn, host string, port uint16, at flow.Nanos) Outcome {
	o := Outcome{Client: ClientOf(c, ""), Host: host, Port: port, At: at, Accepted: true, Alert: -1}
	if c.TLS != nil {
		o.Client.JA4, o.Resumed = c.TLS.JA4, c.TLS.Resumed
	}
	return o
}

// Judgement is a verdict on one failed handshake.
type Judgement struct {
	Verdict flow.Verdict
	Title   string   // such as "Certificate Pinning Detected"
	Reasons []string // sentences without a final period, the weightiest first
	Next    string   // what to do, or what would settle it; may be several lines
	// Firm says that the evidence is strong enough to act upon unasked.
	Firm bool
	Code string // of the fault, one of flow.Client…
}

// Fault is the judgement as the fault of a row.
func (j *Judgement) Fault(cause error) *flow.Fault {
	f := &flow.Fault{Code: j.Code, Side: flow.SideClient, Message: j.Title, Hint: j.Next, Cause: cause}
	if j.Code == flow.RockxyInterrupted {
		f.Side = flow.SideRockxy
	}
	if len(j.Reasons) > 0 {
		f.Message += ": " + j.Reasons[0]
	}
	return f
}

// Revision is a new judgement on an earlier row.
type Revision struct {
	ID flow.ID
	Judgement
}
