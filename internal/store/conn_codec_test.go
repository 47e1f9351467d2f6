package store

import (
	"net/netip"
	"reflect"
	"testing"

	"rockxy/internal/flow"
)

func TestClientConnRoundTrip(t *testing.T) {
	want := &flow.ClientConn{
		ID: 7, Addr: "127.0.0.1:50000", AddrPort: netip.MustParseAddrPort("127.0.0.1:50000"), Accepted: 99,
		Entry: flow.EntrySOCKS5, Target: "example.test:443", TLSStart: 5, TLSEnd: 6,
		TLS:   &flow.TLS{Version: 0x304, Cipher: 0x1301, Group: 29, ALPN: "h2", ServerName: "example.test", Resumed: true, JA4: "t13d", OfferedALPN: []string{"h2", "http/1.1"}, LeafSerial: "0a"},
		HTTP2: &flow.Settings{Values: []flow.Setting{{ID: 1, Value: 65536}, {ID: 4, Value: 6291456}}},
	}
	proc := flow.Process{PID: 12, Name: "curl", Path: "/usr/bin/curl"}
	got, err := decodeConn(appendClientConn(nil, want, &proc))
	if err != nil || got.Client == nil || got.Server != nil {
		t.Fatalf("%+v, %v", got, err)
	}
	if p := got.Client.Process.Load(); p == nil || *p != proc {
		t.Errorf("process %v", p)
	}
	got.Client.Process.Store(nil)
	if !reflect.DeepEqual(got.Client, want) {
		t.Errorf("got  %+v\nwant %+v", got.Client, want)
	}
}

func TestServerConnRoundTrip(t *testing.T) {
	want := &flow.ServerConn{
		ID: 8, Target: "example.test:443", Addr: "[::1]:443", Local: "[::1]:5", DNSStart: 1, DNSEnd: 2, ConnectStart: 3, ConnectEnd: 4, TLSStart: 5, TLSEnd: 6,
		TLS: &flow.TLS{Version: 0x303, OCSP: []byte("ocsp"), SCTs: [][]byte{[]byte("a"), []byte("b")}, Verified: true, Exception: "because", Flaw: "upstream.expired: it has", ClientCertAsked: true, ClientCert: [32]byte{9},
			Chain: []*flow.Certificate{{SHA256: [32]byte{1}}, {SHA256: [32]byte{2}}}},
	}
	want.HTTP2.Store(&flow.Settings{})
	refs := []certRef{{[32]byte{1}, place{1, 16, 20}}, {[32]byte{2}, place{3, 4, 5}}}
	got, err := decodeConn(appendServerConn(nil, want, want.HTTP2.Load(), refs))
	if err != nil || got.Server == nil {
		t.Fatalf("%+v, %v", got, err)
	}
	if s := got.Server.HTTP2.Load(); s == nil || len(s.Values) != 0 {
		t.Errorf("settings %v: empty ones are not none", s)
	}
	got.Server.HTTP2.Store(want.HTTP2.Load())
	if !reflect.DeepEqual(got.Server, want) {
		t.Errorf("got  %+v\nwant %+v", got.Server, want)
	}
	if !reflect.DeepEqual(got.chain, refs) {
		t.Errorf("chain %+v", got.chain)
	}
}
