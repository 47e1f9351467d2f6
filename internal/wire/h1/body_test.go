package h1

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// piece is what one call to Next returned.
type piece struct{ data, wire string }

// drive gives wire to the body in parts of the given sizes (the last size goes
// on to the end), as an engine would: what is not consumed is given again with
// more behind it. It returns the pieces and what was left over.
func drive(b *Body, wire []byte, sizes ...int) (pieces []piece, rest []byte, done bool, err error) {
	have := 0
	for {
		data, n, done, err := b.Next(wire[:have])
		if err != nil || done {
			if n > 0 {
				pieces = append(pieces, piece{string(data), string(wire[:n])})
			}
			return pieces, wire[n:], done, err
		}
		if n > 0 {
			pieces = append(pieces, piece{string(data), string(wire[:n])})
			wire, have = wire[n:], have-n
			continue
		}
		if have == len(wire) {
			return pieces, wire, false, nil
		}
		step := len(wire)
		if len(sizes) > 0 {
			step = max(sizes[0], 1)
			if len(sizes) > 1 {
				sizes = sizes[1:]
			}
		}
		have = min(have+step, len(wire))
	}
}

func chunkedBody() *Body {
	b := new(Body)
	b.Reset(Framing{Kind: Chunked}, DefaultLimits)
	return b
}

func TestBodyPieces(t *testing.T) {
	const trailers = "0;x\r\nA: b\r\n\r\n"
	for _, tt := range []struct {
		name, wire string
		sizes      []int
		want       []piece
	}{
		{"at once", "5\r\nhello\r\n" + trailers, nil,
			[]piece{{"hello", "5\r\nhello\r\n"}, {"", trailers}}},
		{"data cut", "5\r\nhello\r\n" + trailers, []int{5, 99},
			[]piece{{"he", "5\r\nhe"}, {"llo", "llo\r\n"}, {"", trailers}}},
		{"line end cut off", "5\r\nhello\r\n0\r\n\r\n", []int{8, 99},
			[]piece{{"hello", "5\r\nhello"}, {"", "\r\n"}, {"", "0\r\n\r\n"}}},
		{"line end cut in two", "5\r\nhello\r\n2;a=b\r\nhi\r\n0\r\n\r\n", []int{9, 99},
			[]piece{{"hello", "5\r\nhello"}, {"hi", "\r\n2;a=b\r\nhi\r\n"}, {"", "0\r\n\r\n"}}},
		{"size line cut", "5\r\nhello\r\n", []int{1, 1, 99},
			[]piece{{"hello", "5\r\nhello\r\n"}}},
		{"size line alone", "5\r\nhello\r\n", []int{3, 99},
			[]piece{{"", "5\r\n"}, {"hello", "hello\r\n"}}},
		{"trailers cut", trailers, []int{5, 4, 1, 1, 1, 1},
			[]piece{{"", trailers}}},
		{"nothing but the end", "000\r\n\r\n", nil, []piece{{"", "000\r\n\r\n"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _, _, err := drive(chunkedBody(), []byte(tt.wire), tt.sizes...)
			if fmt.Sprint(got) != fmt.Sprint(tt.want) || err != nil {
				t.Errorf("got  %q, %v\nwant %q", got, err, tt.want)
			}
		})
	}
}

func TestBodyOfLength(t *testing.T) {
	var b Body
	b.Reset(Framing{Kind: Length, Length: 5}, DefaultLimits)
	pieces, rest, done, err := drive(&b, []byte("helloGET /"), 2, 1, 9)
	if fmt.Sprint(pieces) != "[{he he} {l l} {lo lo}]" || string(rest) != "GET /" || !done || err != nil {
		t.Errorf("%v, rest %q, %v, %v", pieces, rest, done, err)
	}
	if b.Trailers() != nil || b.EOF() != nil || b.Layout() != nil {
		t.Error("a body with a length has trailers, a layout, or minds the end")
	}
	for _, f := range []Framing{{}, {Kind: Length}} {
		b.Reset(f, DefaultLimits)
		if data, n, done, err := b.Next([]byte("x")); len(data) != 0 || n != 0 || !done || err != nil {
			t.Errorf("%+v: %q, %d, %v, %v", f, data, n, done, err)
		}
	}
}

func TestBodyUntilClose(t *testing.T) {
	var b Body
	b.Reset(Framing{Kind: UntilClose}, DefaultLimits)
	pieces, _, done, err := drive(&b, []byte("HTTP/1.1 200 OK\r\n\r\n"), 4, 99)
	if len(pieces) != 2 || done || err != nil {
		t.Errorf("%q, %v, %v", pieces, done, err)
	}
	if err := b.EOF(); err != nil {
		t.Errorf("EOF: %v", err)
	}
	if _, n, done, _ := b.Next([]byte("x")); n != 0 || !done {
		t.Error("not done after the end of the connection")
	}
}

func TestBodyTruncated(t *testing.T) {
	var b Body
	b.Reset(Framing{Kind: Length, Length: 5}, DefaultLimits)
	b.Next([]byte("hi"))
	if err := b.EOF(); !errors.Is(err, &Error{Kind: Truncated}) || !strings.Contains(err.Error(), "3 octets") {
		t.Errorf("EOF: %v", err)
	}
	const wire = "5\r\nhello\r\n0\r\nA: b\r\n\r\n"
	for i := range wire {
		c := chunkedBody()
		if _, _, done, err := drive(c, []byte(wire[:i])); done || err != nil {
			t.Fatalf("%q: %v, %v", wire[:i], done, err)
		}
		if err := c.EOF(); !errors.Is(err, &Error{Kind: Truncated}) {
			t.Errorf("EOF after %q: %v", wire[:i], err)
		}
	}
}

func TestTrailers(t *testing.T) {
	b := chunkedBody()
	_, rest, done, err := drive(b, []byte("0\r\nA: b\r\na:\t c \r\n\r\nGET"))
	if !done || err != nil || string(rest) != "GET" {
		t.Fatalf("%v, %v, rest %q", done, err, rest)
	}
	h := b.Trailers()
	if h == nil || listFields(h) != "A=b|a=c" || string(h.Raw) != "A: b\r\na:\t c \r\n\r\n" || h.Status != 0 || h.IsRequest() {
		t.Fatalf("trailers %+v", h)
	}
	b.Reset(Framing{Kind: Chunked}, DefaultLimits)
	if b.Trailers() != nil {
		t.Error("trailers survive Reset")
	}
	if _, _, done, _ := drive(b, []byte("0\r\n\r\n")); !done || b.Trailers() != nil {
		t.Error("an empty trailer section is not nil")
	}
}

func TestBodiesRefused(t *testing.T) {
	for _, tt := range []struct {
		rule, wire string
		kind       Kind
	}{
		{"empty size", "\r\nhello", BadFraming},
		{"not hex", "g\r\n", BadFraming},
		{"0x", "0x5\r\nhello\r\n", BadFraming},
		{"plus", "+5\r\nhello\r\n", BadFraming},
		{"minus", "-1\r\n", BadFraming},
		{"minus zero", "-0\r\n\r\n", BadFraming},
		{"underscore", "1_0\r\n", BadFraming},
		{"leading space", " 5\r\nhello\r\n", BadFraming},
		{"leading LF", "\n5\r\nhello\r\n", BadFraming},
		{"trailing space", "5 \r\nhello\r\n", BadFraming},
		{"trailing tab", "5\t\r\nhello\r\n", BadFraming},
		{"space before the extension", "5 ;a\r\nhello\r\n", BadFraming},
		{"NUL", "5\x00\r\nhello\r\n", BadFraming},
		{"16 digits past 63 bits", "8000000000000000\r\n", BadFraming},
		{"17 digits", "00000000000000005\r\nhello\r\n", BadFraming},
		{"overflow to 5", "10000000000000005\r\nhello\r\n", BadFraming},
		{"bare LF after the size", "5\nhello\r\n", BadFraming},
		{"bare CR after the size", "5\rhello\r\n", BadFraming},
		{"CR CR LF", "5\r\r\nhello\r\n", BadFraming},

		{"empty extension", "5;\r\nhello\r\n", BadFraming},
		{"empty extension, bare LF", "5;\nhello\r\n", BadFraming},
		{"space in an extension", "5; a\r\nhello\r\n", BadFraming},
		{"space after an extension", "5;a \r\nhello\r\n", BadFraming},
		{"space around =", "5;a = b\r\nhello\r\n", BadFraming},
		{"empty value", "5;a=\r\nhello\r\n", BadFraming},
		{"two =", "5;a=b=c\r\nhello\r\n", BadFraming},
		{"bracket in an extension", "5;a[=b\r\nhello\r\n", BadFraming},
		{"NUL in an extension", "5;\x00a\r\nhello\r\n", BadFraming},
		{"bare CR in an extension", "5;a\rX\r\nhello\r\n", BadFraming},
		{"bare LF in an extension", "5;a\nhello\r\n", BadFraming},
		{"LF in a quoted value", "5;a=\"\n\"\r\nhello\r\n", BadFraming},
		{"CRLF in a quoted value", "5;a=\"\r\n0\r\n\r\n\"\r\nhello\r\n", BadFraming},
		{"escaped LF", "5;a=\"\\\n\"\r\nhello\r\n", BadFraming},
		{"text after a quoted value", "5;a=\"b\"c\r\nhello\r\n", BadFraming},
		{"octets outside ASCII in a name", "5;\xe9\r\nhello\r\n", BadFraming},

		{"data not followed by CRLF", "5\r\nhello0\r\n\r\n", BadFraming},
		{"data too long", "5\r\nhello!!\r\n0\r\n\r\n", BadFraming},
		{"data followed by LF", "5\r\nhello\n0\r\n\r\n", BadFraming},
		{"data followed by CR", "5\r\nhello\r0\r\n\r\n", BadFraming},

		{"end with LF", "0\r\n\n", BadHead},
		{"end with CR", "0\r\n\rX", BadFraming},
		{"last chunk with LF", "0\n\r\n", BadFraming},
		{"trailer with LF", "0\r\nA: b\n\r\n", BadHead},
		{"folded trailer", "0\r\nA: b\r\n c\r\n\r\n", BadHead},
		{"trailer that starts with a space", "0\r\n A: b\r\n\r\n", BadHead},
		{"space before the colon", "0\r\nA : b\r\n\r\n", BadHead},
		{"no colon", "0\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", BadHead},
		{"NUL in a trailer", "0\r\nA: \x00\r\n\r\n", BadHead},
		{"Content-Length", "0\r\nContent-Length: 5\r\n\r\n", BadFraming},
		{"Transfer-Encoding", "0\r\nA: b\r\ntransfer-encoding: chunked\r\n\r\n", BadFraming},
		{"Host", "0\r\nHost: b\r\n\r\n", BadFraming},
		{"Authorization", "0\r\nAuthorization: b\r\n\r\n", BadFraming},
		{"Connection", "0\r\nConnection: close\r\n\r\n", BadFraming},
		{"Content-Type", "0\r\nContent-Type: a/b\r\n\r\n", BadFraming},

		{"size line too long", "5;" + strings.Repeat("a", MaxChunkLine), TooLarge},
		{"quoted value too long", "5;a=\"" + strings.Repeat("a", MaxChunkLine), TooLarge},
		{"too many trailers", "0\r\n" + strings.Repeat("A: b\r\n", DefaultLimits.Fields+1) + "\r\n", TooLarge},
		{"trailers too large", "0\r\nA: " + strings.Repeat("b", DefaultLimits.HeadBytes), TooLarge},
		{"extensions without data", strings.Repeat("1;"+strings.Repeat("a", 1000)+"\r\nx\r\n", 17), TooLarge},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			for _, sizes := range [][]int{nil, {1}, {3}} {
				if len(sizes) > 0 && len(tt.wire) > 1000 {
					continue
				}
				b := chunkedBody()
				pieces, _, done, err := drive(b, []byte(tt.wire), sizes...)
				if k := kindOf(t, err); k != tt.kind || done {
					t.Errorf("%.40q in parts of %v: %q, %v, %v; want %v", tt.wire, sizes, pieces, k, err, tt.kind)
				}
				if _, n, done, again := b.Next([]byte("0\r\n\r\n")); n != 0 || done || again != err {
					t.Errorf("the error does not stay: %d, %v, %v", n, done, again)
				}
				if b.EOF() != err {
					t.Error("EOF forgets the error")
				}
			}
		})
	}
}

func TestChunkLinesAccepted(t *testing.T) {
	for _, line := range []string{"5", "05", "0000000000000005", "5;a", "5;a=b", "5;a=b;c;d=\"e f\"", "5;a=\"\"", "5;a=\"\\\"\\\\\";b", "5;a=\"\t\xe9\""} {
		wire := line + "\r\nhello\r\n0\r\n\r\n"
		for _, size := range []int{1, 2, 99} {
			pieces, _, done, err := drive(chunkedBody(), []byte(wire), size)
			var data, raw string
			for _, p := range pieces {
				data, raw = data+p.data, raw+p.wire
			}
			if data != "hello" || raw != wire || !done || err != nil {
				t.Errorf("%q: %q, %v, %v", line, pieces, done, err)
			}
		}
	}
	for digits, want := range map[string]int64{"7fffffffffffffff": 1<<63 - 1, "ABCDEF": 0xabcdef, "abcdef": 0xabcdef} {
		if size, n, _, err := parseChunkLine([]byte(digits + "\r\n")); size != want || n != len(digits)+2 || err != nil {
			t.Errorf("%s: %d, %d, %v", digits, size, n, err)
		}
	}
	longest := "5;" + strings.Repeat("a", MaxChunkLine-4) + "\r\n"
	if _, n, _, err := parseChunkLine([]byte(longest)); n != MaxChunkLine || err != nil {
		t.Errorf("the longest line: %d, %v", n, err)
	}
	if _, _, _, err := parseChunkLine([]byte("5;a" + longest[2:])); kindOf(t, err) != TooLarge {
		t.Errorf("one octet more: %v", err)
	}
}

// Extensions that come with data may go on for as long as the data does.
func TestExtensionsAreMeasuredAgainstData(t *testing.T) {
	chunk := fmt.Sprintf("%x;sig=%s\r\n%s\r\n", 4096, strings.Repeat("a", 1000), strings.Repeat("x", 4096))
	wire := strings.Repeat(chunk, 100) + "0\r\n\r\n"
	if _, _, done, err := drive(chunkedBody(), []byte(wire)); !done || err != nil {
		t.Errorf("%v, %v", done, err)
	}
}

func TestMaxNeededSuffices(t *testing.T) {
	lim := Limits{HeadBytes: 512, Fields: 10}
	for _, wire := range []string{
		"5;a=\"" + strings.Repeat("a", 2*MaxChunkLine),
		"0;" + strings.Repeat("a", MaxChunkLine-4) + "\r\nA: " + strings.Repeat("b", 1000),
		"0;" + strings.Repeat("a", MaxChunkLine-4) + "\r\nA: " + strings.Repeat("b", lim.HeadBytes-7) + "\r\n\r\n",
	} {
		var b Body
		b.Reset(Framing{Kind: Chunked}, lim)
		p := []byte(wire)
		if _, n, done, err := b.Next(p[:min(len(p), b.MaxNeeded())]); n == 0 && !done && err == nil {
			t.Errorf("%.20q…: nothing came of %d octets", wire, b.MaxNeeded())
		}
	}
}

func TestAppendChunk(t *testing.T) {
	var wire []byte
	var want []byte
	for _, n := range []int{0, 1, 15, 16, 255, 4096} {
		p := bytes.Repeat([]byte{'x'}, n)
		wire, want = AppendChunk(wire, p), append(want, p...)
	}
	wire = AppendLastChunk(wire, mustTrailers(t, "A: b\r\nB:  c\r\n\r\n"))
	if !bytes.HasSuffix(wire, []byte("\r\n0\r\nA: b\r\nB: c\r\n\r\n")) {
		t.Errorf("the end is %q", wire[len(wire)-30:])
	}
	pieces, _, done, err := drive(chunkedBody(), wire)
	var got string
	for _, p := range pieces {
		got += p.data
	}
	if got != string(want) || !done || err != nil {
		t.Errorf("%d octets, %v, %v; want %d", len(got), done, err, len(want))
	}
	if got := string(AppendLastChunk(nil, nil)); got != "0\r\n\r\n" {
		t.Errorf("%q", got)
	}
}
