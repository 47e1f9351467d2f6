package app

import (
	"encoding/hex"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
	"rockxy/internal/verdict"
)

// newDetail is the API's form of a record.
func newDetail(r *store.Record) *api.Detail {
	d := detailWithoutLog(r)
	addMessages(d, r, r.MessageCount())
	return d
}

func detailWithoutLog(r *store.Record) *api.Detail {
	s := &r.Summary
	d := &api.Detail{
		Flow: newFlow(s), Entry: s.Entry, UpstreamProtocol: s.UpstreamProto.String(),
		Server: s.Server, Reused: s.Reused, Stream: s.Stream, Path: s.Process.Path,
		Heads: heads(r.Heads), Request: body(r, flow.Request), Response: body(r, flow.Response),
		Phases: phases(r), SNI: s.SNI, JA4: s.JA4, Moment: s.Moment, Ending: s.Ending, ClientCertificateAsked: s.ClientCertAsked,
		ReplayOf: s.Origin, Incomplete: r.Incomplete, Log: []api.Message{}, Trace: api.NewTrace(r.Trace),
	}
	if s.Alert >= 0 && s.Kind == store.KindHandshakeFailure {
		d.Alert, d.AlertName = &s.Alert, verdict.AlertName(s.Alert)
	}
	if r.Client != nil {
		d.Accepted = at(r.Client.Accepted)
		d.ClientTLS = newTLS(r.Client.TLS, r.Client.TLSStart, r.Client.TLSEnd)
		d.ClientSettings = newSettings(r.Client.HTTP2)
	}
	if r.Server != nil {
		d.ServerTLS = newTLS(r.Server.TLS, r.Server.TLSStart, r.Server.TLSEnd)
		if f := s.Fault; f != nil && f.AboutCertificate() && d.ServerTLS != nil {
			d.ServerTLS.Flaw = f.Error()
		}
		d.ServerSettings = newSettings(r.Server.HTTP2.Load())
	}
	return d
}

func heads(stored []store.StoredHead) []api.Head {
	all := make([]api.Head, 0, len(stored))
	for _, h := range stored {
		out := api.Head{Direction: h.Dir.String(), Trailers: h.Trailers, Status: h.Head.Status, Fields: [][]string{}}
		if h.Head.Proto != flow.HTTP2 && !h.Trailers {
			line, _, _ := strings.Cut(string(h.Head.Raw), "\n")
			out.Start = strings.TrimSuffix(line, "\r")
		}
		for _, f := range h.Head.Fields {
			out.Fields = append(out.Fields, []string{string(f.Name), string(f.Value)})
		}
		all = append(all, out)
	}
	return all
}

func body(r *store.Record, dir flow.Direction) api.Body {
	b := r.Summary.Request
	if dir == flow.Response {
		b = r.Summary.Response
	}
	out := api.Body{Size: b.Size, Stored: b.Stored, Truncated: b.Truncated, Chunked: b.Chunked}
	if h := r.Head(dir); h != nil {
		out.Type = h.List("content-type")
		out.Coding = h.List("content-encoding")
	}
	return out
}

func hexSHA256(sum [32]byte) string { return hex.EncodeToString(sum[:]) }
