package h1

import (
	"slices"
	"testing"

	"rockxy/internal/flow"
)

func TestConnectionOptions(t *testing.T) {
	h := mustResponse(t, "HTTP/1.1 200 OK\r\nConnection: a, ,b\t,\r\nX: c\r\nconnection: D\r\nConnection:\r\n\r\n")
	var got []string
	for o := range ConnectionOptions(h) {
		got = append(got, string(o))
	}
	if want := []string{"a", "b", "D"}; !slices.Equal(got, want) {
		t.Errorf("options %q, want %q", got, want)
	}
	for range ConnectionOptions(h) {
		break // a consumer may stop
	}
	if !HasOption(h, "d") || HasOption(h, "c") {
		t.Error("HasOption is wrong about d or c")
	}
}

func TestKeepAlive(t *testing.T) {
	for _, tt := range []struct {
		raw  string
		want bool
	}{
		{"HTTP/1.1 200 OK\r\n\r\n", true},
		{"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\n", true},
		{"HTTP/1.1 200 OK\r\nConnection: x, CLOSE\r\n\r\n", false},
		{"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n", false},
		{"HTTP/1.1 200 OK\r\nConnection: closed\r\n\r\n", true},
		{"HTTP/1.0 200 OK\r\n\r\n", false},
		{"HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n\r\n", true},
		{"HTTP/1.0 200 OK\r\nConnection: keep-alive, close\r\n\r\n", false},
	} {
		if got := KeepAlive(mustResponse(t, tt.raw)); got != tt.want {
			t.Errorf("KeepAlive(%q) = %v", tt.raw, got)
		}
	}
}

func TestExpectContinue(t *testing.T) {
	for _, tt := range []struct {
		raw  string
		want bool
	}{
		{"PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n\r\n", true},
		{"PUT / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n", false},
		{"PUT / HTTP/1.1\r\nHost: a\r\n\r\n", false},
		{"PUT / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", false},
	} {
		if got := ExpectContinue(mustRequest(t, tt.raw)); got != tt.want {
			t.Errorf("ExpectContinue(%q) = %v", tt.raw, got)
		}
	}
}

func TestIsUpgrade(t *testing.T) {
	for _, tt := range []struct{ raw, want string }{
		{"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n", "WebSocket"},
		{"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n", ""},
		{"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\n\r\n", ""},
		{"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade:\r\n\r\n", ""},
		{"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket, h2c\r\n\r\n", ""},
		{"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n\r\n", ""},
		{"GET / HTTP/1.0\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", ""},
	} {
		proto, ok := IsUpgrade(mustRequest(t, tt.raw))
		if string(proto) != tt.want || ok != (tt.want != "") {
			t.Errorf("IsUpgrade(%q) = %q, %v", tt.raw, proto, ok)
		}
	}
	for status, want := range map[string]bool{"101 Switching": true, "200 OK": false} {
		h := mustResponse(t, "HTTP/1.1 "+status+"\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n")
		if _, ok := IsUpgrade(h); ok != want {
			t.Errorf("IsUpgrade of a %s response = %v", status, ok)
		}
	}
	if _, ok := IsUpgrade(&flow.Head{Proto: flow.HTTP2}); ok {
		t.Error("HTTP/2 upgrades")
	}
}
