package rule

import (
	"strings"

	"rockxy/internal/content"
	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// subject is an exchange on its way, as filters see it. The zero body is one that
// is not known.
type subject struct {
	x     *flow.Exchange
	phase filter.Phase
	heads [2]*flow.Head
	trail [2]*flow.Head
	body  [2][]byte // decoded
	has   [2]bool   // body is set

	// Of a rule that matches what the rules before made of it; empty else.
	url, scheme, host string
	port              uint16

	event  *Event // the message that is asked about, if one is
	tunnel bool   // it is a connection that is passed through unread
}

func (s *subject) Phase() filter.Phase     { return s.phase }
func (s *subject) Details() filter.Details { return s }

func (s *subject) Text(c filter.Column) string {
	x := s.x
	switch c {
	case filter.Kind:
		if s.tunnel {
			return "tunnel"
		}
		return "exchange"
	case filter.State:
		return string(x.State)
	case filter.Method:
		if s.url != "" {
			return string(s.heads[flow.Request].Method)
		}
		return x.Method
	case filter.Scheme:
		if s.scheme != "" {
			return s.scheme
		}
		return x.Scheme
	case filter.Host:
		if s.host != "" {
			return s.host
		}
		return x.Host
	case filter.URL:
		if s.url != "" {
			return s.url
		}
		return x.URL
	case filter.Proto:
		return x.Proto.String()
	case filter.UpstreamProto:
		return x.UpstreamProto.String()
	case filter.Protocol:
		return x.Kind
	case filter.Type:
		if h := s.heads[flow.Response]; h != nil {
			v, _ := h.Get("content-type")
			return string(v)
		}
	case filter.Verdict:
		return string(x.Verdict)
	case filter.Rules:
		return strings.Join(x.Rules, "\n")
	}
	return s.connText(c)
}

func (s *subject) connText(c filter.Column) string {
	client := s.x.Client
	switch c {
	case filter.Server:
		if s.x.Server != nil {
			return s.x.Server.Addr
		}
		return ""
	case filter.FaultCode:
		if s.x.Fault != nil {
			return s.x.Fault.Code
		}
		return ""
	case filter.FaultText:
		if s.x.Fault != nil {
			return s.x.Fault.Message + "\n" + s.x.Fault.Hint
		}
		return ""
	}
	if client == nil {
		return ""
	}
	switch c {
	case filter.Client:
		return client.Addr
	case filter.Entry:
		return string(client.Entry)
	case filter.App:
		if p := client.Process.Load(); p != nil {
			return p.Name
		}
	case filter.AppPath:
		if p := client.Process.Load(); p != nil {
			return p.Path
		}
	case filter.SNI:
		if client.TLS != nil {
			return client.TLS.ServerName
		}
	case filter.JA4:
		if client.TLS != nil {
			return client.TLS.JA4
		}
	}
	return ""
}

func (s *subject) Number(c filter.Column) (int64, bool) {
	x := s.x
	switch c {
	case filter.ID:
		return int64(x.ID), x.ID != 0
	case filter.Started:
		return int64(x.Timing.Started), x.Timing.Started != 0
	case filter.Took:
		return int64(x.Timing.Ended - x.Timing.Started), x.Timing.Ended != 0
	case filter.Port:
		if s.port != 0 {
			return int64(s.port), true
		}
		return int64(x.Port), x.Port != 0
	case filter.Status:
		if h := s.heads[flow.Response]; h != nil {
			return int64(h.Status), h.Status != 0
		}
		return int64(x.Status), x.Status != 0
	case filter.RequestSize:
		return x.Request.Size, true
	case filter.ResponseSize:
		return x.Response.Size, true
	case filter.Size:
		return x.Request.Size + x.Response.Size, true
	case filter.ReplayOf:
		return int64(x.Origin), x.Origin != 0
	case filter.ClientConn:
		if x.Client != nil {
			return int64(x.Client.ID), true
		}
	case filter.ServerConn:
		if x.Server != nil {
			return int64(x.Server.ID), true
		}
	case filter.PID:
		if x.Client != nil {
			if p := x.Client.Process.Load(); p != nil {
				return int64(p.PID), true
			}
		}
	case filter.Messages, filter.Truncated, filter.Imported, filter.Kept:
		return 0, true
	}
	return 0, false
}

func (s *subject) Head(dir flow.Direction) *flow.Head     { return s.heads[dir] }
func (s *subject) Trailers(dir flow.Direction) *flow.Head { return s.trail[dir] }

func (s *subject) Body(dir flow.Direction) []byte {
	if !s.has[dir] || s.heads[dir] == nil {
		return nil
	}
	ct, _ := s.heads[dir].Get("content-type")
	text, ok := content.Text(s.body[dir], string(ct))
	if !ok {
		return nil
	}
	return []byte(text)
}

func (s *subject) ClientTLS() *flow.TLS {
	if s.x.Client == nil {
		return nil
	}
	return s.x.Client.TLS
}

func (s *subject) ServerTLS() *flow.TLS {
	if s.x.Server == nil {
		return nil
	}
	return s.x.Server.TLS
}
