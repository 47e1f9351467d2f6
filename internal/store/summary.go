package store

import (
	"time"

	"rockxy/internal/flow"
)

// Kind is what an entry of the session is.
type Kind string

const (
	KindExchange         Kind = "exchange"
	KindTunnel           Kind = "tunnel"
	KindHandshakeFailure Kind = "handshake-failure"
)

// Summary is what lists and filters need of one entry: everything except
// heads, bodies, messages and connections. It shares no memory with anybody.
type Summary struct {
	ID    flow.ID
	Kind  Kind
	State flow.State

	Started flow.Nanos // first byte of the request; start of the tunnel or connection
	Ended   flow.Nanos // 0 while active

	Client     string // "ip:port" of the peer
	ClientConn flow.ConnID
	Entry      flow.Entry
	Process    flow.Process // zero when not known (yet)
	Server     string       // "ip:port" connected to, empty if none
	ServerConn flow.ConnID
	Stream     uint32
	Reused     bool // the server connection

	Proto, UpstreamProto flow.Proto

	Method, Scheme, Host string
	Port                 uint16
	URL                  string
	Status               int    // 0 if none
	ContentType          string // of the final response, as received

	// Request and Response are without Chunks. Of a tunnel they have the Size
	// only: octets up and down.
	Request, Response flow.Body
	Timing            flow.Timing // zero except of an exchange
	Messages          int

	Verdict  flow.Verdict
	Fault    *flow.Fault // without Cause
	Rules    []string
	Protocol string  // "", "websocket", "sse", "grpc", "upgrade"
	Origin   flow.ID // replayed from
	Imported string  // see flow.Exchange
	Mark     flow.Mark
	TLS      uint16 // version towards the client, 0 for none or not known

	// Tunnels and handshake failures.
	SNI, JA4 string
	Reasons  []string
	Alert    int // TLS alert from the client, -1 for none
	Moment   string
	Ending   flow.Ending
	// ClientCertAsked: the origin had asked for a client certificate.
	ClientCertAsked bool

	trace []flow.RuleStep // of a tunnel, to be recorded with it
}

// Duration is how long the entry took, 0 while it is active.
func (s *Summary) Duration() time.Duration {
	if s.Ended == 0 {
		return 0
	}
	return time.Duration(s.Ended - s.Started)
}

// setExchange takes over what x says. Values that the tape counts itself
// (content type, messages, stored octets) stay.
func (s *Summary) setExchange(x *flow.Exchange) {
	s.ID, s.Kind, s.State = x.ID, KindExchange, x.State
	if s.State == "" {
		s.State = flow.Active
	}
	s.Started, s.Ended = x.Timing.Started, x.Timing.Ended
	s.setConns(x.Client, x.Server)
	s.Stream, s.Reused = x.Stream, x.Reused
	s.Proto, s.UpstreamProto = x.Proto, x.UpstreamProto
	s.Method, s.Scheme, s.Host, s.Port, s.URL = x.Method, x.Scheme, x.Host, x.Port, x.URL
	s.Status = x.Status
	s.Request, s.Response = x.Request, x.Response
	s.Request.Chunks, s.Response.Chunks = nil, nil
	s.Timing = x.Timing
	s.Verdict, s.Fault, s.Rules = x.Verdict, x.Fault, x.Rules
	s.Protocol, s.Origin, s.Imported = x.Kind, x.Origin, x.Imported
	s.Alert = -1
}

func (s *Summary) setTunnel(t *flow.Tunnel) {
	s.ID, s.Kind, s.State = t.ID, KindTunnel, t.State
	if s.State == "" {
		s.State = flow.Active
	}
	s.Started, s.Ended = t.Started, t.Ended
	s.setConns(t.Client, t.Server)
	s.Host, s.Port = t.Host, t.Port
	s.Request.Size, s.Response.Size = t.Up, t.Down
	s.Verdict, s.Fault = t.Verdict, t.Fault
	s.SNI, s.JA4 = t.SNI, t.JA4
	s.Rules, s.trace = t.Rules, t.Trace
	if t.Reason != "" {
		s.Reasons = []string{t.Reason}
	}
	s.Alert = -1
}

func (s *Summary) setFailure(f *flow.HandshakeFailure) {
	s.ID, s.Kind, s.State = f.ID, KindHandshakeFailure, flow.Failed
	s.Started, s.Ended = f.Started, f.Ended
	s.setConns(f.Client, nil)
	s.Host, s.Port = f.Host, f.Port
	s.Verdict, s.Fault = f.Verdict, f.Fault
	s.SNI, s.JA4, s.Reasons = f.SNI, f.JA4, f.Reasons
	s.Alert, s.Moment = f.Alert, f.Moment
	s.Ending, s.ClientCertAsked = f.Ending, f.ClientCertAsked
}

func (s *Summary) setConns(c *flow.ClientConn, o *flow.ServerConn) {
	if c != nil {
		s.Client, s.ClientConn, s.Entry = c.Addr, c.ID, c.Entry
		if p := c.Process.Load(); p != nil {
			s.Process = *p
		}
		if c.TLS != nil {
			s.TLS = c.TLS.Version
		}
	}
	if o != nil {
		s.Server, s.ServerConn = o.Addr, o.ID
	}
}

// detach gives s its own copies of what an engine could still change.
func (s *Summary) detach() {
	if s.Rules != nil {
		s.Rules = append([]string(nil), s.Rules...)
	}
	if s.Fault != nil {
		f := *s.Fault
		f.Cause = nil
		s.Fault = &f
	}
}
