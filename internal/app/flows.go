package app

import (
	"net"
	"strconv"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// newFlow is the API's form of a summary.
func newFlow(s *store.Summary) api.Flow {
	f := api.Flow{
		ID: s.ID, Kind: string(s.Kind), Started: at(s.Started),
		Client: s.Client, Process: s.Process.Name, ProcessID: s.Process.PID,
		Protocol: s.Proto.String(), Inside: s.Protocol,
		Method: s.Method, URL: summaryURL(s), Host: s.Host, Status: s.Status,
		RequestBytes: s.Request.Size, ResponseBytes: s.Response.Size,
		ContentType: s.ContentType, Messages: s.Messages,
		State: s.State, Verdict: s.Verdict, Fault: api.NewFault(s.Fault), Reasons: s.Reasons, Rules: s.Rules,
		Imported: s.Imported, Pinned: s.Mark.Pinned, Colour: s.Mark.Colour, Comment: s.Mark.Comment,
	}
	if s.Ended != 0 {
		f.DurationMS = milliseconds(s.Started, s.Ended)
	}
	if f.Reasons == nil {
		f.Reasons = []string{}
	}
	if f.Rules == nil {
		f.Rules = []string{}
	}
	if s.Kind != store.KindExchange {
		f.Method = "CONNECT"
		if f.Protocol = "tcp"; s.SNI != "" || s.JA4 != "" || s.Kind == store.KindHandshakeFailure {
			f.Protocol = "tls"
		}
	}
	return f
}

// summaryURL is the URL of an exchange, host and port of anything else.
func summaryURL(s *store.Summary) string {
	if s.URL != "" || s.Host == "" {
		return s.URL
	}
	return net.JoinHostPort(s.Host, strconv.Itoa(int(s.Port)))
}

// at is a point in time as the API shows it; what was not measured is the zero
// time.
func at(n flow.Nanos) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(n)).UTC()
}

func milliseconds(from, to flow.Nanos) *float64 {
	ms := float64(to-from) / float64(time.Millisecond)
	return &ms
}
