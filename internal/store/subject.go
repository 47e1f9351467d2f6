package store

import (
	"strings"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// summarySubject is what a filter sees of a summary.
type summarySubject struct {
	*Summary
	details func() filter.Details // nil: there are none
}

// Phase is how much of it is there.
func (s summarySubject) Phase() filter.Phase {
	switch t := &s.Timing; {
	case s.State != flow.Active:
		return filter.AtEnd
	case t.ResponseHead != 0 || s.Status >= 200:
		return filter.AtResponseHead
	case t.RequestSent != 0:
		return filter.AtRequest
	}
	return filter.AtRequestHead
}

// Details gives what is not in the summary.
func (s summarySubject) Details() filter.Details {
	if s.details == nil {
		return nil
	}
	return s.details()
}

// Text is the value of a column of text, empty for none.
func (s *Summary) Text(c filter.Column) string { return s.text(c) }

// Number is the value of a column of numbers; ok is false for none.
func (s *Summary) Number(c filter.Column) (n int64, ok bool) { return s.number(c) }

// text is the one place that says which text of a summary a column holds.
func (s *Summary) text(c filter.Column) string {
	switch c {
	case filter.Kind:
		return string(s.Kind)
	case filter.State:
		return string(s.State)
	case filter.Method:
		return s.Method
	case filter.Scheme:
		return s.Scheme
	case filter.Host:
		return s.Host
	case filter.URL:
		return s.address()
	case filter.Client:
		return s.Client
	case filter.Server:
		return s.Server
	case filter.App:
		return s.Process.Name
	case filter.AppPath:
		return s.Process.Path
	case filter.Entry:
		return string(s.Entry)
	case filter.Proto:
		return s.Proto.String()
	case filter.UpstreamProto:
		return s.UpstreamProto.String()
	}
	return s.moreText(c)
}

func (s *Summary) moreText(c filter.Column) string {
	switch c {
	case filter.Protocol:
		return s.Protocol
	case filter.Type:
		return s.ContentType
	case filter.Verdict:
		return string(s.Verdict)
	case filter.FaultCode:
		if s.Fault != nil {
			return s.Fault.Code
		}
	case filter.FaultText:
		if s.Fault != nil {
			return strings.TrimSuffix(s.Fault.Message+"\n"+s.Fault.Hint, "\n")
		}
	case filter.Rules:
		return strings.Join(s.Rules, "\n")
	case filter.SNI:
		return s.SNI
	case filter.JA4:
		return s.JA4
	case filter.Comment:
		return s.Mark.Comment
	case filter.Color:
		return string(s.Mark.Colour)
	}
	return ""
}

// address is the URL, or "host:port" of what has none.
func (s *Summary) address() string {
	if s.URL != "" || s.Host == "" {
		return s.URL
	}
	return joinPort(s.Host, s.Port)
}

func joinPort(host string, port uint16) string {
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
		host = "[" + host + "]"
	}
	var digits [5]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + port%10)
		if port /= 10; port == 0 {
			break
		}
	}
	return host + ":" + string(digits[i:])
}

// number is the one place that says which number of a summary a column holds.
func (s *Summary) number(c filter.Column) (int64, bool) {
	switch c {
	case filter.ID:
		return int64(s.ID), true
	case filter.Started:
		return int64(s.Started), s.Started != 0
	case filter.Took:
		return int64(s.Ended - s.Started), s.Ended != 0
	case filter.Port:
		return int64(s.Port), s.Port != 0
	case filter.Status:
		return int64(s.Status), s.Status != 0
	case filter.RequestSize:
		return s.Request.Size, true
	case filter.ResponseSize:
		return s.Response.Size, true
	case filter.Size:
		return s.Request.Size + s.Response.Size, true
	case filter.Messages:
		return int64(s.Messages), true
	case filter.ClientConn:
		return int64(s.ClientConn), s.ClientConn != 0
	case filter.ServerConn:
		return int64(s.ServerConn), s.ServerConn != 0
	case filter.ReplayOf:
		return int64(s.Origin), s.Origin != 0
	case filter.PID:
		return int64(s.Process.PID), s.Process.PID != 0
	case filter.Truncated:
		return one(s.Request.Truncated || s.Response.Truncated), true
	case filter.Imported:
		return one(s.Imported != ""), true
	case filter.Kept:
		return one(s.Mark.Pinned), true
	}
	return 0, false
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
