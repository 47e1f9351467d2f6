package h2

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

// end is one of two connections that talk to each other.
type end struct {
	t testing.TB
	c *Conn
}

func newPair(t testing.TB) (client, server *end) {
	settings := []flow.Setting{{ID: 4, Value: 65535}}
	mk := func(r Role) *end {
		return &end{t, New(Config{Role: r, Settings: settings, ConnWindow: 1 << 20, Limits: DefaultLimits()})}
	}
	client, server = mk(Client), mk(Server)
	server.want(client, SettingsReceived)
	client.want(server, SettingsReceived)
	return client, server
}

// want takes what the peer has sent until an event of the kind comes.
func (e *end) want(peer *end, k Kind) *Event {
	p := peer.c.TakeOutput(nil)
	for {
		for ev := e.c.Next(); ev != nil; ev = e.c.Next() {
			if ev.Kind == k {
				e.put(p)
				return ev
			}
			if ev.Kind == ConnFailed {
				e.t.Fatal(e.c.Err())
			}
		}
		if len(p) == 0 {
			e.t.Fatalf("no event of kind %d", k)
		}
		p = e.put(p)
	}
}

// put hands over as much as fits, and returns the rest.
func (e *end) put(p []byte) []byte {
	if len(p) == 0 {
		return nil
	}
	n := copy(e.c.InputBuffer(), p)
	e.c.Received(n, time.Unix(1e9, 0))
	return p[n:]
}

// drawHead draws a valid head of HTTP/2, pseudo-header fields in any order.
func drawHead(rt *rapid.T, request bool) *flow.Head {
	h := &flow.Head{Proto: flow.HTTP2}
	add := func(name, value string, never bool) {
		f := flow.Field{Name: []byte(name), Value: []byte(value), NeverIndex: never}
		h.Fields = append(h.Fields, f)
		if name[0] == ':' {
			setPseudo(h, f)
		}
	}
	if request {
		pseudo := [][2]string{{":method", rapid.SampledFrom([]string{"GET", "POST", "X-A"}).Draw(rt, "method")}, {":scheme", "https"}, {":authority", "a.test"}, {":path", "/" + rapid.StringMatching(`[a-z0-9?=&%]{0,20}`).Draw(rt, "path")}}
		for _, p := range rapid.Permutation(pseudo).Draw(rt, "order") {
			add(p[0], p[1], false)
		}
	} else {
		add(":status", fmt.Sprint(rapid.IntRange(200, 599).Draw(rt, "status")), false)
	}
	for range rapid.IntRange(0, 20).Draw(rt, "fields") {
		name := rapid.SampledFrom([]string{"cookie", "set-cookie", "accept", "x-a", "x-b", "authorization"}).Draw(rt, "name")
		value := rapid.StringMatching(`([!-~é][ -~é]{0,300}[!-~é]|[!-~]?)`).Draw(rt, "value")
		add(name, value, rapid.Bool().Draw(rt, "never"))
	}
	return h
}

// compareHeads compares all that must survive, and that Raw is what it says.
func compareHeads(rt *rapid.T, got, want *flow.Head) {
	if g, w := fieldDump(got.Fields), fieldDump(want.Fields); g != w {
		rt.Fatalf("fields:\n%s\nwant:\n%s", g, w)
	}
	if got.Status != want.Status || !bytes.Equal(got.Method, want.Method) || !bytes.Equal(got.Target, want.Target) ||
		!bytes.Equal(got.Scheme, want.Scheme) || !bytes.Equal(got.Authority, want.Authority) {
		rt.Fatalf("start line: %+v, want %+v", got, want)
	}
	var raw []byte
	for _, f := range want.Fields {
		raw = fmt.Appendf(raw, "%s: %s\r\n", f.Name, f.Value)
	}
	if raw = append(raw, "\r\n"...); !bytes.Equal(got.Raw, raw) {
		rt.Fatalf("raw %q, want %q", got.Raw, raw)
	}
}

func fieldDump(fields []flow.Field) string {
	var b bytes.Buffer
	for _, f := range fields {
		fmt.Fprintf(&b, "%q %q %v\n", f.Name, f.Value, f.NeverIndex)
	}
	return b.String()
}
