package store

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

func drawBody(t *rapid.T) flow.Body {
	b := flow.Body{Size: rapid.Int64Range(0, 1<<50).Draw(t, "size"), Truncated: rapid.Bool().Draw(t, "cut"), Chunked: rapid.Bool().Draw(t, "chunked")}
	b.Stored = rapid.Int64Range(0, b.Size).Draw(t, "stored")
	return b
}

func drawSummary(t *rapid.T) Summary {
	str := rapid.String()
	nanos := rapid.Custom(func(t *rapid.T) flow.Nanos {
		return flow.Nanos(rapid.Int64Range(0, 1<<61).Draw(t, "nanos"))
	})
	s := Summary{
		ID:    flow.ID(rapid.Uint64Min(1).Draw(t, "id")),
		Kind:  rapid.SampledFrom(kinds).Draw(t, "kind"),
		State: rapid.SampledFrom(states).Draw(t, "state"),

		Started: nanos.Draw(t, "started"), Ended: nanos.Draw(t, "ended"),
		Client: str.Draw(t, "client"), ClientConn: flow.ConnID(rapid.Uint64().Draw(t, "cc")),
		Entry:   flow.Entry(str.Draw(t, "entry")),
		Process: flow.Process{PID: rapid.IntRange(0, 1<<22).Draw(t, "pid"), Name: str.Draw(t, "name"), Path: str.Draw(t, "path")},
		Server:  str.Draw(t, "server"), ServerConn: flow.ConnID(rapid.Uint64().Draw(t, "sc")),
		Stream: rapid.Uint32().Draw(t, "stream"), Reused: rapid.Bool().Draw(t, "reused"),
		Proto: flow.HTTP2, UpstreamProto: flow.HTTP11,
		Method: str.Draw(t, "method"), Scheme: str.Draw(t, "scheme"), Host: str.Draw(t, "host"),
		Port: rapid.Uint16().Draw(t, "port"), URL: str.Draw(t, "url"),
		Status: rapid.IntRange(0, 999).Draw(t, "status"), ContentType: str.Draw(t, "type"),
		Request: drawBody(t), Response: drawBody(t),
		Messages: rapid.IntRange(0, 1<<30).Draw(t, "messages"),
		Verdict:  flow.Verdict(str.Draw(t, "verdict")),
		Protocol: str.Draw(t, "protocol"), Origin: flow.ID(rapid.Uint64().Draw(t, "origin")), Imported: str.Draw(t, "imported"),
		SNI: str.Draw(t, "sni"), JA4: str.Draw(t, "ja4"),
		Alert: rapid.IntRange(-1, 255).Draw(t, "alert"), Moment: str.Draw(t, "moment"), TLS: rapid.Uint16().Draw(t, "tls"),
	}
	nonEmpty := rapid.SliceOfN(rapid.StringN(1, 20, -1), 1, 4)
	if rapid.Bool().Draw(t, "lists") {
		s.Rules, s.Reasons = nonEmpty.Draw(t, "rules"), nonEmpty.Draw(t, "reasons")
	}
	if rapid.Bool().Draw(t, "faulty") {
		s.Fault = &flow.Fault{Code: "upstream.dns", Side: flow.SideOrigin, Message: str.Draw(t, "message"), Hint: str.Draw(t, "hint")}
	}
	s.Mark = flow.Mark{Pinned: rapid.Bool().Draw(t, "pinned"), Colour: flow.Colour(str.Draw(t, "colour")), Comment: str.Draw(t, "comment")}
	s.Request.Recoded, s.Response.Recoded = rapid.Bool().Draw(t, "recoded"), rapid.Bool().Draw(t, "recoded")
	if s.Kind == KindExchange {
		s.Timing = flow.Timing{
			Started: s.Started, Ended: s.Ended,
			RequestHead: nanos.Draw(t, "t1"), RequestSent: nanos.Draw(t, "t2"),
			ResponseFirst: nanos.Draw(t, "t3"), ResponseHead: s.Started,
		}
	}
	return s
}

func TestSummaryRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawSummary(t)
		b := appendSummary(nil, &want)
		var got Summary
		if err := decodeSummary(b, &got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
		if id, active := summaryKey(b); id != uint64(want.ID) || active != (want.State == flow.Active) {
			t.Fatalf("key %d %v", id, active)
		}
	})
}

// A later version may add fields; this one must read past them.
func TestSummarySkipsUnknownFields(t *testing.T) {
	want := Summary{ID: 5, Kind: KindTunnel, State: flow.Complete, Host: "h", Alert: -1}
	b := appendString(appendUint(nil, 900, 7), 901, "new")
	b = append(b, appendSummary(nil, &want)...)
	var got Summary
	if err := decodeSummary(b, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func BenchmarkSummary(b *testing.B) {
	s := Summary{
		ID: 123456, Kind: KindExchange, State: flow.Complete, Started: 1_700_000_000_000_000_000, Ended: 1_700_000_000_100_000_000,
		Method: "GET", URL: "https://h0001.bench.test/b/1024", Host: "h0001.bench.test", Port: 443, Scheme: "https", Status: 200,
	}
	b.Run("append", func(b *testing.B) {
		var buf []byte
		b.ReportAllocs()
		for b.Loop() {
			buf = appendSummary(buf[:0], &s)
		}
	})
	b.Run("decode", func(b *testing.B) {
		buf := appendSummary(nil, &s)
		var out Summary
		b.ReportAllocs()
		for b.Loop() {
			if err := decodeSummary(buf, &out); err != nil {
				b.Fatal(err)
			}
		}
	})
}
