package h2

import (
	"bytes"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"rockxy/internal/flow"
)

var update = flag.Bool("update", false, "rewrite the transcripts")

// TestDialogues plays the transcripts in testdata. A line that begins with ">"
// is a frame of the peer, "=" a call of ours; what came of it stands below:
// "<" is a frame that we sent, "!" an event. "#" is a comment. See script.
func TestDialogues(t *testing.T) {
	files, err := filepath.Glob("testdata/dialogues/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			} else if got != string(want) {
				t.Errorf("got:\n%s", got)
			}
		})
	}
}

// play runs a transcript and returns it with the answers as they are. A new
// section ("## title") begins with a new connection.
func play(t *testing.T, text string) string {
	var out strings.Builder
	var d *dialogue
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "<"), strings.HasPrefix(line, "!"):
			continue
		case strings.HasPrefix(line, "## "):
			d = nil
		case strings.HasPrefix(line, "connection "):
			d = newDialogue(t, strings.Fields(line)[1:])
		}
		out.WriteString(line + "\n")
		switch {
		case strings.HasPrefix(line, "> "):
			d.send(line[2:])
		case strings.HasPrefix(line, "= "):
			d.call(line[2:])
		case strings.HasPrefix(line, "connection "):
		default:
			continue
		}
		for _, l := range d.answers() {
			out.WriteString(l + "\n")
		}
	}
	return out.String()
}

// dialogue is a connection under test and its peer.
type dialogue struct {
	t     *testing.T
	c     *Conn
	now   time.Time
	log   []string
	frame *http2.Framer // writes the peer's frames
	wire  bytes.Buffer
	enc   *hpack.Encoder
	block bytes.Buffer
	dec   *hpack.Decoder
	raw   bool // no preface handling
}

func newDialogue(t *testing.T, args []string) *dialogue {
	cfg := Config{Role: Server, Limits: DefaultLimits(), ConnWindow: defaultWindow}
	if args[0] == "client" {
		cfg.Role = Client
	}
	raw := false
	for _, a := range args[1:] {
		k, v, _ := strings.Cut(a, "=")
		n, _ := strconv.Atoi(v)
		switch k {
		case "raw":
			raw = true
		case "streams":
			cfg.Limits.Streams = n
		case "fields":
			cfg.Limits.Fields = n
		case "head":
			cfg.Limits.HeadBytes = n
		case "window":
			cfg.ConnWindow = n
		case "noise":
			cfg.Limits.Noise = n
		case "resets":
			cfg.Limits.Resets = n
		default:
			id, err := strconv.Atoi(k)
			if err != nil {
				t.Fatalf("unknown argument %q", a)
			}
			cfg.Settings = append(cfg.Settings, flow.Setting{ID: uint16(id), Value: uint32(n)})
		}
	}
	d := &dialogue{t: t, c: New(cfg), now: time.Unix(1e9, 0), raw: raw}
	d.frame = http2.NewFramer(&d.wire, nil)
	d.frame.AllowIllegalWrites = true
	d.enc = hpack.NewEncoder(&d.block)
	d.dec = hpack.NewDecoder(4096, nil)
	if cfg.Role == Server && !raw {
		d.feed([]byte(http2.ClientPreface))
	}
	return d
}

// feed hands octets to the connection and logs the events.
func (d *dialogue) feed(p []byte) {
	for len(p) > 0 && d.c.Err() == nil {
		n := copy(d.c.InputBuffer(), p)
		p = p[n:]
		d.c.Received(n, d.now)
		for ev := d.c.Next(); ev != nil; ev = d.c.Next() {
			d.log = append(d.log, "! "+describe(ev))
			d.c.FreeHead(ev.Head)
		}
	}
}

// answers returns what was logged, with the frames that we sent, runs of the
// same line counted.
func (d *dialogue) answers() []string {
	d.log = append(d.log, describeFrames(d.t, d.c.TakeOutput(nil), d.dec)...)
	var out []string
	for i := 0; i < len(d.log); {
		n := 1
		for i+n < len(d.log) && d.log[i+n] == d.log[i] {
			n++
		}
		line := d.log[i]
		if n > 1 {
			line += fmt.Sprintf(" (%d times)", n)
		}
		out = append(out, line)
		i += n
	}
	d.log = d.log[:0]
	return out
}

// send writes the peer's frame that the line describes: "3 * PING" repeats.
func (d *dialogue) send(line string) {
	count := 1
	if n, rest, ok := strings.Cut(line, " * "); ok {
		count, _ = strconv.Atoi(n)
		line = rest
	}
	for range count {
		d.wire.Reset()
		if err := writeFrame(d, line); err != nil {
			d.t.Fatalf("%s: %v", line, err)
		}
		d.feed(d.wire.Bytes())
	}
}

var errUnknownLine = errors.New("unknown line")

// writeFrame understands, for example:
//
//	SETTINGS 4=65535 ack
//	HEADERS 1 end open prio=3 pad=2; :method: GET; x-a: b; !secret: c
//	CONTINUATION 1 open; x-b: c
//	DATA 1 end pad=3 hello | DATA 1 #100
//	PING 12345678 ack | RST 1 8 | GOAWAY 3 0 | WINDOW 1 100
//	PRIORITY 1 3 | PUSH 1 2 | RAW 000000... | TEXT GET / HTTP/1.1
//
// "open" leaves END_HEADERS out; a field with "!" is never indexed.
func writeFrame(d *dialogue, line string) error {
	args, fields, _ := strings.Cut(line, ";")
	w := strings.Fields(args)
	id, _ := strconv.ParseUint(append(w, "", "")[1], 10, 32)
	flags := flagSet(w)
	num := func(i int) uint32 { n, _ := strconv.ParseUint(w[i], 10, 32); return uint32(n) }
	fr := d.frame
	switch w[0] {
	case "SETTINGS":
		return writePeerSettings(fr, w)
	case "HEADERS":
		return fr.WriteHeaders(http2.HeadersFrameParam{
			StreamID: uint32(id), BlockFragment: d.encode(fields), EndStream: flags["end"] == 1, EndHeaders: flags["open"] == 0,
			PadLength: uint8(flags["pad"]), Priority: http2.PriorityParam{StreamDep: uint32(flags["prio"])},
		})
	case "CONTINUATION":
		return fr.WriteContinuation(uint32(id), flags["open"] == 0, d.encode(fields))
	case "DATA":
		return fr.WriteDataPadded(uint32(id), flags["end"] == 1, payload(w), padding(flags["pad"]))
	case "PING":
		var data [8]byte
		copy(data[:], w[1])
		return fr.WritePing(flags["ack"] == 1, data)
	case "RST":
		return fr.WriteRSTStream(uint32(id), http2.ErrCode(num(2)))
	case "GOAWAY":
		return fr.WriteGoAway(uint32(id), http2.ErrCode(num(2)), []byte("bye"))
	case "WINDOW":
		return fr.WriteWindowUpdate(uint32(id), num(2))
	case "PRIORITY":
		return fr.WritePriority(uint32(id), http2.PriorityParam{StreamDep: num(2)})
	case "PUSH":
		return fr.WritePushPromise(http2.PushPromiseParam{StreamID: uint32(id), PromiseID: num(2), EndHeaders: true})
	case "RAW":
		b, err := hex.DecodeString(strings.Join(w[1:], ""))
		d.wire.Write(b)
		return err
	case "TEXT":
		d.wire.WriteString(strings.TrimPrefix(line, "TEXT ") + "\r\n")
		return nil
	}
	return errUnknownLine
}

func flagSet(words []string) map[string]int {
	m := map[string]int{}
	for _, w := range words {
		k, v, ok := strings.Cut(w, "=")
		if n, _ := strconv.Atoi(v); ok {
			m[k] = n
		} else {
			m[k] = 1
		}
	}
	return m
}

func writePeerSettings(fr *http2.Framer, w []string) error {
	if w[len(w)-1] == "ack" {
		return fr.WriteSettingsAck()
	}
	var list []http2.Setting
	for _, kv := range w[1:] {
		k, v, _ := strings.Cut(kv, "=")
		id, _ := strconv.Atoi(k)
		n, _ := strconv.ParseUint(v, 10, 32)
		list = append(list, http2.Setting{ID: http2.SettingID(id), Val: uint32(n)})
	}
	return fr.WriteSettings(list...)
}

func payload(w []string) []byte {
	last := w[len(w)-1]
	if n, err := strconv.Atoi(strings.TrimPrefix(last, "#")); err == nil && last[0] == '#' {
		return bytes.Repeat([]byte("x"), n)
	}
	if len(w) == 2 || last == "end" || strings.HasPrefix(last, "pad=") {
		return nil
	}
	return []byte(last)
}

func padding(n int) []byte {
	if n == 0 {
		return nil
	}
	return make([]byte, n)
}

// encode compresses "name: value; name: value".
func (d *dialogue) encode(fields string) []byte {
	d.block.Reset()
	for f := range strings.SplitSeq(fields, ";") {
		f = strings.TrimPrefix(f, " ")
		if f == "" {
			continue
		}
		never := f[0] == '!'
		f = strings.TrimPrefix(f, "!")
		name, value := cutField(f)
		d.enc.WriteField(hpack.HeaderField{Name: name, Value: value, Sensitive: never})
	}
	return bytes.Clone(d.block.Bytes())
}

// cutField reads "name: value"; either may be quoted, and a value of "*100" is
// 100 octets.
func cutField(f string) (name, value string) {
	i := strings.Index(f[1:], ":") + 1
	name, value = f[:i], strings.TrimPrefix(f[i+1:], " ")
	if n, err := strconv.Atoi(strings.TrimPrefix(value, "*")); err == nil && value[0] == '*' {
		value = strings.Repeat("v", n)
	}
	if s, err := strconv.Unquote(value); err == nil {
		value = s
	}
	if s, err := strconv.Unquote(name); err == nil {
		name = s
	}
	return name, value
}

// call makes one of our calls:
//
//	request end; :method: GET; …  | request1 GET / HTTP/1.1; Host: a
//	response 1 200 end; a: b | response1 1 200; A: b | trailers 1; a: b
//	data 1 end #100 | reset 1 8 | consume 1 100 | grow 1 100
//	goaway [more] | ping 12345678 | wait 1s
func (d *dialogue) call(line string) {
	args, fields, _ := strings.Cut(line, ";")
	w := strings.Fields(args)
	id, _ := strconv.ParseUint(append(w, "", "")[1], 10, 32)
	flags := flagSet(w)
	num := func(i int) int { n, _ := strconv.Atoi(w[i]); return n }
	var err error
	switch w[0] {
	case "request", "request1":
		id, e := d.c.SendRequest(testHead(w, fields), "https", flags["end"] == 1, nil)
		d.log, err = append(d.log, fmt.Sprintf("! stream %d", id)), e
	case "response", "response1":
		h := testHead(w, fields)
		h.Status = num(2)
		err = d.c.SendResponse(uint32(id), h, flags["end"] == 1)
	case "trailers":
		err = d.c.SendTrailers(uint32(id), testHead(w, fields))
	case "data":
		n, e := d.c.SendData(uint32(id), payload(w), flags["end"] == 1)
		d.log, err = append(d.log, fmt.Sprintf("! accepted %d", n)), e
	case "reset":
		d.c.Reset(uint32(id), http2.ErrCode(num(2)))
	case "consume":
		d.c.Consume(uint32(id), num(2))
	case "grow":
		d.c.Grow(uint32(id), num(2))
	case "goaway":
		d.c.GoAway(flags["more"] == 1)
	case "ping":
		d.c.Ping([8]byte([]byte(w[1])))
	case "wait":
		var by time.Duration
		by, err = time.ParseDuration(w[1])
		d.now = d.now.Add(by)
	default:
		err = errUnknownLine
	}
	if err != nil {
		d.log = append(d.log, "! error: "+err.Error())
	}
}

// testHead makes a head of HTTP/2 from fields, or of HTTP/1 when the first word
// ends in 1: then the words after it are the request line.
func testHead(w []string, fields string) *flow.Head {
	h := &flow.Head{Proto: flow.HTTP2}
	if strings.HasSuffix(w[0], "1") {
		h.Proto = flow.HTTP11
		if w[0] == "request1" {
			h.Method, h.Target = []byte(w[1]), []byte(w[2])
		}
	}
	for f := range strings.SplitSeq(fields, ";") {
		f = strings.TrimPrefix(f, " ")
		if f == "" {
			continue
		}
		never := f[0] == '!'
		f = strings.TrimPrefix(f, "!")
		name, value := cutField(f)
		field := flow.Field{Name: []byte(name), Value: []byte(value), NeverIndex: never}
		h.Fields = append(h.Fields, field)
		if name[0] == ':' {
			setPseudo(h, field)
		}
	}
	return h
}
