package app

import (
	"encoding/json"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

func TestNewFlow(t *testing.T) {
	started := flow.Nanos(time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC).UnixNano())
	tests := []struct {
		name string
		in   store.Summary
		want string
	}{
		{"exchange", store.Summary{
			ID: 1, Kind: store.KindExchange, State: flow.Complete, Started: started, Ended: started + 1_500_000, Client: "c",
			Process: flow.Process{PID: 9, Name: "curl"}, Proto: flow.HTTP2, Protocol: "sse", Method: "GET", URL: "https://h/p", Host: "h", Status: 200,
			Request: flow.Body{Size: 1}, Response: flow.Body{Size: 2}, ContentType: "t", Messages: 3, Verdict: flow.VerdictIntercept, Rules: []string{"r"},
		}, `{"id":1,"kind":"exchange","started":"2026-01-02T03:04:05.000000006Z","duration_ms":1.5,"client":"c","process":"curl","process_id":9,` +
			`"protocol":"h2","inside":"sse","method":"GET","url":"https://h/p","host":"h","status":200,"request_bytes":1,"response_bytes":2,` +
			`"content_type":"t","messages":3,"state":"complete","verdict":"intercept","reasons":[],"rules":["r"],"pinned":false,"colour":"","comment":""}`},
		{"tunnel going on", store.Summary{
			ID: 2, Kind: store.KindTunnel, State: flow.Active, Started: started, Host: "h", Port: 443, SNI: "h", Verdict: flow.VerdictBypass,
		}, `{"id":2,"kind":"tunnel","started":"2026-01-02T03:04:05.000000006Z","duration_ms":null,"client":"","process":"","process_id":0,` +
			`"protocol":"tls","inside":"","method":"CONNECT","url":"h:443","host":"h","status":0,"request_bytes":0,"response_bytes":0,` +
			`"content_type":"","messages":0,"state":"active","verdict":"bypass","reasons":[],"rules":[],"pinned":false,"colour":"","comment":""}`},
		{"handshake failure", store.Summary{
			ID: 3, Kind: store.KindHandshakeFailure, State: flow.Failed, Started: started, Ended: started, Host: "::1", Port: 443,
			Verdict: flow.VerdictUntrusted, Fault: &flow.Fault{Code: "c", Side: flow.SideClient, Message: "m", Hint: "h"},
		}, `{"id":3,"kind":"handshake-failure","started":"2026-01-02T03:04:05.000000006Z","duration_ms":0,"client":"","process":"","process_id":0,` +
			`"protocol":"tls","inside":"","method":"CONNECT","url":"[::1]:443","host":"::1","status":0,"request_bytes":0,"response_bytes":0,` +
			`"content_type":"","messages":0,"state":"failed","verdict":"untrusted-ca","reasons":[],"fault":{"code":"c","side":"client","message":"m","hint":"h"},"rules":[],"pinned":false,"colour":"","comment":""}`},
	}
	for _, tt := range tests {
		f := newFlow(&tt.in)
		got, err := json.Marshal(f)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s, %v:\ngot  %s\nwant %s", tt.name, err, got, tt.want)
		}
	}
}

func names(phases []api.Phase) (all []string) {
	for _, p := range phases {
		all = append(all, p.Name)
	}
	return all
}

func TestPhases(t *testing.T) {
	ms := func(n int) flow.Nanos { return flow.Nanos(n) * 1e6 }
	conn := &flow.ServerConn{DNSStart: ms(1), DNSEnd: ms(2), ConnectStart: ms(2), ConnectEnd: ms(4), TLSStart: ms(4), TLSEnd: ms(8)}
	timing := flow.Timing{Started: ms(9), RequestHead: ms(9), RequestSent: ms(10), ResponseFirst: ms(20), ResponseHead: ms(20), Ended: ms(30)}
	early := timing
	early.RequestSent, early.ResponseFirst = ms(25), ms(20)
	unanswered := flow.Timing{Started: ms(9), RequestHead: ms(9), RequestSent: ms(10), Ended: ms(30)}
	tests := []struct {
		name   string
		server *flow.ServerConn
		reused bool
		timing flow.Timing
		want   string
	}{
		{"all", conn, false, timing, `["name","connect","TLS","request","wait","response"]`},
		{"reused connection", conn, true, timing, `["request","wait","response"]`},
		{"answered early", nil, false, early, `["request","wait","response"]`},
		{"no answer", nil, false, unanswered, `["request"]`},
		{"nothing measured", nil, false, flow.Timing{}, `null`},
	}
	for _, tt := range tests {
		r := &store.Record{Summary: store.Summary{Timing: tt.timing, Reused: tt.reused}, Server: tt.server}
		all := phases(r)
		if got, _ := json.Marshal(names(all)); string(got) != tt.want || all == nil {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		for _, p := range all {
			if p.Duration < 0 {
				t.Errorf("%s: %s takes %v", tt.name, p.Name, p.Duration)
			}
		}
	}
}
