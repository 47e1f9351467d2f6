package h1

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

// Generators of what is valid, as a peer may write it.

var (
	genToken = rapid.StringMatching("[!#$%&'*+\\-.^_`|~0-9A-Za-z]{1,12}")
	genOWS   = rapid.StringMatching(`[ \t]{0,3}`)
	genValue = rapid.OneOf(
		rapid.Just(""),
		rapid.StringMatching(`[!-~]([ -~\t]{0,30}[!-~])?`),
		rapid.Custom(func(t *rapid.T) string {
			s := rapid.SliceOfN(rapid.ByteRange(0x21, 0xff), 1, 20).Draw(t, "obs")
			return string(slices.DeleteFunc(s, func(c byte) bool { return c == 0x7f }))
		}),
	)
	genHost   = rapid.SampledFrom([]string{"a", "www.example.com", "a:8080", "[::1]:443", "10.0.0.1", "x_y.z"})
	genTarget = rapid.OneOf(rapid.StringMatching(`/[!-"$-~]{0,30}`), rapid.Just("/"))
)

// aLine is a field line as it stands, and what it is.
type aLine struct{ name, value, text string }

func genLine(name *rapid.Generator[string]) *rapid.Generator[aLine] {
	return rapid.Custom(func(t *rapid.T) aLine {
		n, v := name.Draw(t, "name"), genValue.Draw(t, "value")
		after := genOWS.Draw(t, "after")
		if v == "" {
			after = ""
		}
		return aLine{n, v, n + ":" + genOWS.Draw(t, "before") + v + after + "\r\n"}
	})
}

// genOther are names that mean nothing to a forwarder.
var genOther = genToken.Filter(func(s string) bool {
	return known([]byte(s)) == fieldOther && framingField([]byte(s)) == fieldOther
})

var genHopName = rapid.SampledFrom([]string{"Keep-Alive", "proxy-connection", "Proxy-Authorization", "Upgrade"})

// genRequest draws a request head: its text, and the text that forwarding must
// make of it. The model knows only lines.
func genRequest(t *rapid.T, hopByHop bool) (raw, forwarded string) {
	host := genHost.Draw(t, "host")
	lines := rapid.SliceOfN(genLine(genOther), 0, 12).Draw(t, "lines")
	hops := map[int]bool{}
	if hopByHop {
		lines = append(lines, rapid.SliceOfN(genLine(genHopName), 0, 3).Draw(t, "hops")...)
		var options []string
		for _, l := range lines {
			if rapid.Bool().Draw(t, "nominated") {
				options = append(options, l.name)
			}
		}
		v := strings.Join(options, rapid.SampledFrom([]string{",", ", ", " ,\t"}).Draw(t, "sep"))
		lines = append(lines, aLine{"Connection", v, "Connection: " + v + "\r\n"})
		lines = rapid.Permutation(lines).Draw(t, "order")
		for i, l := range lines {
			gone := func(o string) bool { return strings.EqualFold(o, l.name) }
			hops[i] = l.name == "Connection" || slices.ContainsFunc(options, gone) || slices.ContainsFunc(
				[]string{"Keep-Alive", "proxy-connection", "Proxy-Authorization", "Upgrade"}, gone)
		}
	}
	at := rapid.IntRange(0, len(lines)).Draw(t, "place of Host")
	start := genToken.Filter(func(m string) bool { return m != "CONNECT" }).Draw(t, "method") + " " + genTarget.Draw(t, "target") + " HTTP/1.1\r\n"
	var in, out strings.Builder
	in.WriteString(start)
	out.WriteString(start)
	for i := range len(lines) + 1 {
		if i == at {
			in.WriteString("hOST: " + host + "\r\n")
			out.WriteString("hOST: " + host + "\r\n")
		}
		if i < len(lines) {
			in.WriteString(lines[i].text)
			if !hops[i] {
				out.WriteString(lines[i].text)
			}
		}
	}
	return in.String() + "\r\n", out.String() + "\r\n"
}

func TestUntouchedRequestsAreByteIdentical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw, _ := genRequest(t, false)
		h := new(flow.Head)
		if n, err := ParseRequest([]byte(raw), 0, h, DefaultLimits); n != len(raw) || err != nil {
			t.Fatalf("%q: %d, %v", raw, n, err)
		}
		if got := string(AppendRequest(nil, h, &Rewrite{})); got != raw {
			t.Fatalf("\ngot  %q\nwant %q", got, raw)
		}
		// Line by line, when something must change, the rest stays the same too.
		closed := string(AppendRequest(nil, h, &Rewrite{Close: true}))
		if want := raw[:len(raw)-2] + "Connection: close\r\n\r\n"; closed != want {
			t.Fatalf("\ngot  %q\nwant %q", closed, want)
		}
	})
}

func TestUntouchedResponsesAreByteIdentical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := fmt.Sprintf("HTTP/1.1 %d", rapid.IntRange(100, 599).Draw(t, "status")) +
			rapid.OneOf(rapid.Just(""), rapid.StringMatching(` [ -~\t]{0,20}`)).Draw(t, "reason") + "\r\n"
		for _, l := range rapid.SliceOfN(genLine(genOther), 0, 12).Draw(t, "lines") {
			raw += l.text
		}
		raw += "\r\n"
		h := new(flow.Head)
		if n, err := ParseResponse([]byte(raw), 0, h, DefaultLimits); n != len(raw) || err != nil {
			t.Fatalf("%q: %d, %v", raw, n, err)
		}
		if got := string(AppendResponse(nil, h, &Rewrite{})); got != raw {
			t.Fatalf("\ngot  %q\nwant %q", got, raw)
		}
	})
}

func TestForwardingRemovesWholeLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw, want := genRequest(t, true)
		h := new(flow.Head)
		n, err := ParseRequest([]byte(raw), 0, h, DefaultLimits)
		if n != len(raw) || err != nil {
			t.Fatalf("%q: %d, %v", raw, n, err)
		}
		if got := string(AppendRequest(nil, h, nil)); got != want {
			t.Fatalf("%q\ngot  %q\nwant %q", raw, got, want)
		}
	})
}

// However a head arrives, the outcome is the same.
func TestAnyChunkingOfAHead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw, _ := genRequest(t, true)
		raw = rapid.SampledFrom([]string{"", "\r\n"}).Draw(t, "before") + raw
		buf := []byte(raw + "rest")
		for range rapid.IntRange(0, 2).Draw(t, "mutations") {
			buf[rapid.IntRange(0, len(raw)-1).Draw(t, "at")] = rapid.OneOf(rapid.SampledFrom([]byte("\r\n: \t,#\x00")), rapid.Byte()).Draw(t, "octet")
		}
		var whole, parts flow.Head
		wantN, wantErr := ParseRequest(buf, 0, &whole, DefaultLimits)
		var n, have int
		var err error
		for from := 0; have < len(buf) && n == 0 && err == nil; from = have {
			have += rapid.IntRange(1, len(buf)-have).Draw(t, "part")
			n, err = ParseRequest(buf[:have], from, &parts, DefaultLimits)
		}
		if n != wantN || (err == nil) != (wantErr == nil) {
			t.Fatalf("%q: in parts %d, %v; whole %d, %v", buf, n, err, wantN, wantErr)
		}
		if err == nil && !reflect.DeepEqual(parts.Clone(), whole.Clone()) {
			t.Fatalf("%q: in parts %+v; whole %+v", buf, parts, whole)
		}
	})
}

// genChunked draws a chunked body: its wire form and its payload.
func genChunked(t *rapid.T) (wire, payload []byte) {
	ext := func() string {
		var s string
		for range rapid.IntRange(0, 2).Draw(t, "extensions") {
			s += ";" + genToken.Draw(t, "ext") + rapid.OneOf(rapid.Just(""), rapid.StringMatching(`=[a-z]{1,5}`), rapid.StringMatching(`="([ -!#-\[\]-~\t]|\\[ -~]){0,5}"`)).Draw(t, "val")
		}
		return s
	}
	for range rapid.IntRange(0, 6).Draw(t, "chunks") {
		data := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "data")
		size := fmt.Sprintf(rapid.SampledFrom([]string{"%x", "%x", "%X", "%03x"}).Draw(t, "format"), len(data))
		wire = fmt.Appendf(wire, "%s%s\r\n%s\r\n", size, ext(), data)
		payload = append(payload, data...)
	}
	wire = append(wire, strings.Repeat("0", rapid.IntRange(1, 4).Draw(t, "zeros"))+ext()+"\r\n"...)
	for _, l := range rapid.SliceOfN(genLine(genOther), 0, 3).Draw(t, "trailers") {
		wire = append(wire, l.text...)
	}
	return append(wire, "\r\n"...), payload
}

func TestAnyChunkingOfABody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wire, payload := genChunked(t)
		sizes := rapid.SliceOfN(rapid.IntRange(1, 20), 1, 50).Draw(t, "sizes")
		b := chunkedBody()
		b.RecordLayout(1 << 20)
		pieces, rest, done, err := drive(b, append(bytes.Clone(wire), "GET /"...), sizes...)
		if !done || err != nil || string(rest) != "GET /" {
			t.Fatalf("%q: done %v, %v, rest %q", wire, done, err, rest)
		}
		var data, raw []byte
		for _, p := range pieces {
			if p.data != "" && strings.Count(p.wire, p.data) == 0 {
				t.Fatalf("%q is not in its wire form %q", p.data, p.wire)
			}
			data, raw = append(data, p.data...), append(raw, p.wire...)
		}
		if !bytes.Equal(data, payload) || !bytes.Equal(raw, wire) {
			t.Fatalf("%q: payload %q, wire %q", wire, data, raw)
		}
		got, err := Rebuild(nil, data, b.Layout())
		if !bytes.Equal(got, wire) || err != nil {
			t.Fatalf("rebuilt %q, %v; want %q", got, err, wire)
		}
	})
}
