package store

import (
	"strings"
	"testing"

	"rockxy/internal/flow"
)

// sample is one ordinary keep-alive exchange: 400 octets of request head, 350
// of response head, a body of 1 KiB.
type sample struct {
	client   *flow.ClientConn
	server   *flow.ServerConn
	request  *flow.Head
	response *flow.Head
	body     []byte
}

func head(raw string, dir flow.Direction) *flow.Head {
	return flow.ParseHead(flow.HTTP11, []byte(raw), dir, false)
}

// pad fills a head up to n octets.
func pad(head string, n int) string {
	return head + "X-Fill: " + strings.Repeat("f", n-len(head)-len("X-Fill: \r\n\r\n")) + "\r\n\r\n"
}

func newSample() *sample {
	s := &sample{
		client: &flow.ClientConn{ID: 1, Addr: "127.0.0.1:50000", Entry: flow.EntryConnect, Target: "h0001.bench.test:443"},
		server: &flow.ServerConn{ID: 2, Addr: "127.9.0.1:443", Target: "h0001.bench.test:443"},
		body:   []byte(strings.Repeat("0123456789abcdef", 64)),
	}
	s.client.TLS = &flow.TLS{Version: 0x304, ALPN: "http/1.1"}
	s.server.TLS = &flow.TLS{Version: 0x304, Chain: []*flow.Certificate{{SHA256: [32]byte{1}, DER: []byte("der")}}}
	s.request = head(pad("GET /b/1024 HTTP/1.1\r\nHost: h0001.bench.test\r\nUser-Agent: bench\r\nAccept: */*\r\n", 400), flow.Request)
	s.response = head(pad("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1024\r\n", 350), flow.Response)
	return s
}

func (s *sample) exchange() *flow.Exchange {
	return &flow.Exchange{
		Client: s.client, Proto: flow.HTTP11, Verdict: flow.VerdictIntercept,
		Timing: flow.Timing{Started: 1_700_000_000_000_000_000},
	}
}

// record plays the calls that an engine makes for one exchange.
func (s *sample) record(st *Store) flow.ID {
	x := s.exchange()
	t := st.Open(x)
	id := x.ID
	t.Head(flow.Request, s.request)
	x.Method, x.Scheme, x.Host, x.Port = "GET", "https", "h0001.bench.test", 443
	x.URL = "https://h0001.bench.test/b/1024"
	x.Server, x.Reused, x.UpstreamProto = s.server, true, flow.HTTP11
	x.Timing.RequestHead = x.Timing.Started + 10_000
	t.Update()
	x.Timing.RequestSent = x.Timing.Started + 20_000
	t.Head(flow.Response, s.response)
	x.Status = 200
	x.Timing.ResponseFirst, x.Timing.ResponseHead = x.Timing.Started+90_000, x.Timing.Started+91_000
	t.Update()
	t.Body(flow.Response, s.body)
	x.Response = flow.Body{Size: int64(len(s.body)), Stored: int64(len(s.body))}
	x.Timing.Ended = x.Timing.Started + 100_000
	x.State = flow.Complete
	t.Done()
	return id
}

func openStore(t testing.TB, dir string, o Options) *Store {
	t.Helper()
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}
