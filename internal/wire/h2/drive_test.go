package h2

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"rockxy/internal/flow"
)

// driven is a connection with a deterministic user: a server that echoes, or a
// client that has sent some requests. It checks what must always hold.
type driven struct {
	t    testing.TB
	c    *Conn
	now  time.Time
	log  strings.Builder
	dec  *hpack.Decoder
	held map[uint32]int // DATA not consumed yet
}

func newDriven(t testing.TB, role Role) *driven {
	lim := DefaultLimits()
	lim.Streams = 8
	cfg := Config{Role: role, Limits: lim, ConnWindow: 1 << 20, Settings: []flow.Setting{{ID: 4, Value: 65535}}}
	d := &driven{t: t, c: New(cfg), now: time.Unix(1e9, 0), dec: hpack.NewDecoder(4096, nil), held: map[uint32]int{}}
	if role == Client {
		for i := range 6 {
			h := &flow.Head{Proto: flow.HTTP2, Method: []byte("POST"), Scheme: []byte("https"), Authority: []byte("a"), Target: []byte("/")}
			if i == 5 {
				h.Method = []byte("HEAD")
			}
			if _, err := d.c.SendRequest(h, "https", i%2 == 1, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	return d
}

// feed hands p to the connection in chunks of the given sizes, repeated.
func (d *driven) feed(p []byte, sizes []int) {
	for i := 0; len(p) > 0 && d.c.Err() == nil; i++ {
		n := min(max(sizes[i%len(sizes)], 1), len(p))
		n = copy(d.c.InputBuffer(), p[:n])
		if n == 0 {
			d.t.Fatal("no input is taken any more")
		}
		p = p[n:]
		d.c.Received(n, d.now)
		for ev := d.c.Next(); ev != nil; ev = d.c.Next() {
			d.log.WriteString(describe(ev) + "\n")
			d.react(ev)
		}
		d.check()
	}
}

// react does what a user of the connection would.
func (d *driven) react(ev *Event) {
	c := d.c
	switch ev.Kind {
	case HeadReceived:
		if c.cfg.Role == Server && (ev.Err == nil || ev.Err.TooLarge) {
			h := &flow.Head{Proto: flow.HTTP2, Status: 200, Fields: ev.Head.Fields}
			if err := c.SendResponse(ev.Stream, h, false); err != nil {
				d.t.Fatalf("response: %v", err)
			}
			if ev.End {
				c.SendData(ev.Stream, make([]byte, ev.Stream*1000), true)
			}
		}
	case DataReceived:
		d.held[ev.Stream] += len(ev.Data)
		if c.cfg.Role == Server {
			c.SendData(ev.Stream, ev.Data, ev.End)
		}
		if ev.Stream%4 == 1 { // the others are never read
			c.Consume(ev.Stream, d.held[ev.Stream])
			d.held[ev.Stream] = 0
		}
	case StreamReset, StreamFailed:
		c.Consume(ev.Stream, d.held[ev.Stream])
		d.held[ev.Stream] = 0
	}
	c.FreeHead(ev.Head)
}

// check verifies the invariants.
func (d *driven) check() {
	c := d.c
	held := 0
	for _, n := range d.held {
		held += n
	}
	if c.err == nil && c.recvWindow+c.recvCredit+held != c.cfg.ConnWindow {
		d.t.Fatalf("the connection's window leaks: %d granted, %d due, %d held of %d", c.recvWindow, c.recvCredit, held, c.cfg.ConnWindow)
	}
	if c.recvWindow < 0 || c.sendWindow < 0 || c.sendWindow > maxWindow {
		d.t.Fatalf("windows: %d, %d", c.recvWindow, c.sendWindow)
	}
	if len(c.streams) > c.cfg.Limits.Streams {
		d.t.Fatalf("%d streams", len(c.streams))
	}
	for id, s := range c.streams {
		if s.id != id || s.recv == ended && s.send == ended {
			d.t.Fatalf("stream %d: %+v", id, *s)
		}
	}
	if c.block.head != nil && len(c.block.head.Raw) > c.cfg.Limits.HeadBytes {
		d.t.Fatalf("a head of %d octets is kept", len(c.block.head.Raw))
	}
	if c.err == nil && c.control > c.cfg.Limits.ControlOut+1024 {
		d.t.Fatalf("%d octets of control frames wait", c.control)
	}
}

// record returns all events, and all that was sent, which must be valid.
func (d *driven) record() string {
	sent := describeFrames(d.t, d.c.TakeOutput(nil), d.dec)
	return d.log.String() + strings.Join(sent, "\n") + fmt.Sprint("\n", d.c.Err())
}

// serverSeed and clientSeed are whole connections.
func seed(t testing.TB, role Role, lines ...string) []byte {
	d := &dialogue{}
	d.frame = http2.NewFramer(&d.wire, nil)
	d.frame.AllowIllegalWrites = true
	d.enc = hpack.NewEncoder(&d.block)
	if role == Server {
		d.wire.WriteString(http2.ClientPreface)
	}
	for _, l := range lines {
		if err := writeFrame(d, l); err != nil {
			t.Fatal(l, err)
		}
	}
	return d.wire.Bytes()
}

// seedLines are connections to begin with, by role.
var seedLines = map[Role][][]string{
	Server: {
		{"SETTINGS 3=100 4=6291456 6=262144", "WINDOW 0 15663105", "HEADERS 1 end prio=0; :method: GET; :authority: a.test; :scheme: https; :path: /; accept: */*; cookie: a=b", "SETTINGS ack"},
		{"SETTINGS", "HEADERS 1; :method: POST; :scheme: https; :path: /x; :authority: a; content-length: 10", "DATA 1 #10", "DATA 1 end", "PING 12345678", "HEADERS 3 end open; :method: GET; :scheme: https", "CONTINUATION 3; :path: /; host: x"},
		{"SETTINGS 4=10", "HEADERS 1; :method: POST; :scheme: https; :path: /x; :authority: a; te: trailers", "DATA 1 pad=3 hello", "HEADERS 1 end; digest: x", "WINDOW 1 100", "WINDOW 0 100", "GOAWAY 0 0"},
		{"SETTINGS", "HEADERS 1; :method: POST; :scheme: https; :path: /x; :authority: a", "RST 1 8", "PRIORITY 3 1", "HEADERS 3 end; :method: CONNECT; :authority: a:443", "DATA 1 x"},
	},
	Client: {
		{"SETTINGS 3=250 4=1048576", "SETTINGS ack", "WINDOW 0 1000000", "HEADERS 1; :status: 103; link: x", "HEADERS 1; :status: 200; content-length: 5", "DATA 1 end hello", "HEADERS 3 end; :status: 304; etag: x"},
		{"SETTINGS", "HEADERS 11 end; :status: 200; content-length: 100", "HEADERS 5; :status: 200; !set-cookie: x", "DATA 5 #100", "HEADERS 5 end; grpc-status: 0", "RST 7 7", "GOAWAY 3 0"},
		{"SETTINGS", "HEADERS 1 end; :status: 413", "RST 1 0", "PING 12345678", "PUSH 1 2"},
	},
}

func FuzzServerConn(f *testing.F) { fuzzConn(f, Server) }
func FuzzClientConn(f *testing.F) { fuzzConn(f, Client) }

func fuzzConn(f *testing.F, role Role) {
	for _, lines := range seedLines[role] {
		f.Add(seed(f, role, lines...), uint8(7))
	}
	f.Fuzz(func(t *testing.T, p []byte, chunk uint8) {
		whole, parts := newDriven(t, role), newDriven(t, role)
		whole.feed(p, []int{len(p)})
		parts.feed(p, []int{int(chunk), 1, 3})
		if a, b := whole.record(), parts.record(); a != b {
			t.Fatalf("chunking matters:\n%s\n---\n%s", a, b)
		}
	})
}
