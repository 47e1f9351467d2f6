package h2

import (
	"bytes"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"rockxy/internal/flow"
)

// FuzzFieldSection decodes arbitrary octets as a request's field section. A
// head that is accepted must be well-formed and survive being sent on.
func FuzzFieldSection(f *testing.F) {
	var block bytes.Buffer
	enc := hpack.NewEncoder(&block)
	for _, x := range [][2]string{{":method", "GET"}, {":scheme", "https"}, {":authority", "a.test"}, {":path", "/x"}, {"cookie", "a=b"}, {"content-length", "0"}} {
		enc.WriteField(hpack.HeaderField{Name: x[0], Value: x[1]})
	}
	f.Add(bytes.Clone(block.Bytes()), uint16(10))
	enc.WriteField(hpack.HeaderField{Name: "authorization", Value: "x", Sensitive: true})
	f.Add(bytes.Clone(block.Bytes()), uint16(1))
	f.Add([]byte{0x82, 0x87, 0x84, 0x41, 1, 'a', 0x3f, 0xe1, 0x1f}, uint16(0))
	f.Fuzz(func(t *testing.T, p []byte, cut uint16) {
		d := newDriven(t, Server)
		var wire bytes.Buffer
		wire.WriteString(http2.ClientPreface)
		fr := http2.NewFramer(&wire, nil)
		fr.WriteSettings()
		p = p[:min(len(p), maxFrame)]
		n := min(int(cut), len(p))
		fr.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: p[:n], EndStream: true})
		fr.WriteContinuation(1, true, p[n:])
		in := wire.Bytes()
		k := copy(d.c.InputBuffer(), in)
		d.c.Received(k, d.now)
		for ev := d.c.Next(); ev != nil; ev = d.c.Next() {
			if ev.Kind == HeadReceived && ev.Err == nil {
				checkHead(t, ev.Head)
				resend(t, ev.Head)
			}
		}
	})
}

func checkHead(t *testing.T, h *flow.Head) {
	for _, f := range h.Fields {
		name := string(bytes.TrimPrefix(f.Name, []byte(":")))
		if !validName(name) || !validValue(string(f.Value)) {
			t.Fatalf("accepted %q: %q", f.Name, f.Value)
		}
	}
	if len(h.Method) == 0 || bytes.ContainsAny(h.Raw, "\x00") || bytes.Count(h.Raw, []byte("\n")) != len(h.Fields)+1 {
		t.Fatalf("accepted %q", h.Raw)
	}
}

func resend(t *testing.T, h *flow.Head) {
	client, server := newPair(t)
	if _, err := client.c.SendRequest(h, "https", true, nil); err != nil {
		t.Fatal(err)
	}
	got := server.want(client, HeadReceived)
	if got.Err != nil || fieldDump(got.Head.Fields) != fieldDump(h.Fields) {
		t.Fatalf("%v: got %q, want %q", got.Err, got.Head.Raw, h.Raw)
	}
}
