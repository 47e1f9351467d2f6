package proxy

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

// h2peer is the far end of an HTTP/2 connection, frame by frame.
type h2peer struct {
	t     testing.TB
	nc    *testkit.Conn
	fr    *http2.Framer
	enc   *hpack.Encoder
	block bytes.Buffer
	dec   *hpack.Decoder

	flooding bool // writing may fail
}

// newH2Peer exchanges prefaces as a client or as a server.
func newH2Peer(t testing.TB, nc *testkit.Conn, client bool, settings ...http2.Setting) *h2peer {
	p := &h2peer{t: t, nc: nc, fr: http2.NewFramer(nc, nc), dec: hpack.NewDecoder(4096, nil)}
	p.enc = hpack.NewEncoder(&p.block)
	if client {
		io.WriteString(nc, http2.ClientPreface)
	} else {
		preface := make([]byte, len(http2.ClientPreface))
		if _, err := io.ReadFull(nc, preface); err != nil || string(preface) != http2.ClientPreface {
			t.Fatalf("preface %q, %v", preface, err)
		}
	}
	p.fr.WriteSettings(settings...)
	return p
}

// headers sends a head or trailers: pairs of name and value.
func (p *h2peer) headers(id uint32, end bool, pairs ...string) {
	p.t.Helper()
	p.block.Reset()
	for i := 0; i < len(pairs); i += 2 {
		p.enc.WriteField(hpack.HeaderField{Name: pairs[i], Value: pairs[i+1]})
	}
	if err := p.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: p.block.Bytes(), EndStream: end, EndHeaders: true}); err != nil && !p.flooding {
		p.t.Fatal(err)
	}
}

// get sends a request.
func (p *h2peer) get(id uint32, more ...string) {
	p.t.Helper()
	p.headers(id, true, append([]string{":method", "GET", ":scheme", "https", ":authority", "a.test", ":path", "/"}, more...)...)
}

// post begins a request.
func (p *h2peer) post(id uint32, more ...string) {
	p.t.Helper()
	p.headers(id, false, append([]string{":method", "POST", ":scheme", "https", ":authority", "a.test", ":path", "/"}, more...)...)
}

// next returns the next frame about an exchange in words, or "end". SETTINGS
// are acknowledged; WINDOW_UPDATE and PING are passed over.
func (p *h2peer) next() string {
	p.t.Helper()
	for {
		f, err := p.fr.ReadFrame()
		if err != nil {
			return "end"
		}
		id := f.Header().StreamID
		switch f := f.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() && !p.flooding {
				p.fr.WriteSettingsAck()
			}
		case *http2.HeadersFrame:
			fields, err := p.dec.DecodeFull(f.HeaderBlockFragment())
			if err != nil {
				p.t.Fatal(err)
			}
			var s []string
			for _, f := range fields {
				s = append(s, f.Name+"="+f.Value)
			}
			return fmt.Sprintf("HEADERS %d%s %s", id, ended(f.StreamEnded()), strings.Join(s, " "))
		case *http2.DataFrame:
			return fmt.Sprintf("DATA %d%s %s", id, ended(f.StreamEnded()), f.Data())
		case *http2.RSTStreamFrame:
			return fmt.Sprintf("RST_STREAM %d %v", id, f.ErrCode)
		case *http2.GoAwayFrame:
			return fmt.Sprintf("GOAWAY %d %v", f.LastStreamID, f.ErrCode)
		}
	}
}

func ended(end bool) string {
	if end {
		return " end"
	}
	return ""
}

// want checks the next frames.
func (p *h2peer) want(frames ...string) {
	p.t.Helper()
	for _, want := range frames {
		if got := p.next(); got != want {
			p.t.Fatalf("got %q, want %q", got, want)
		}
	}
}

// rawPair is a raw client and a raw origin with the relay between them.
type rawPair struct {
	client, origin *h2peer
	up             *h2Client
	down           *h2Server
	served         chan error
}

const rawGet = ":method=GET :scheme=https :authority=a.test :path=/"
const rawPost = ":method=POST :scheme=https :authority=a.test :path=/"

func newRawPair(t testing.TB, settings ...http2.Setting) *rawPair {
	t.Helper()
	p := &rawPair{served: make(chan error, 1)}
	shared := newH2Shared()
	originEnd, ourUp := testkit.Pipe()
	var err error
	if p.up, err = newH2Client(ourUp, h2Config{Shared: shared}, &flow.ServerConn{Target: "origin:443", TLS: &flow.TLS{}}); err != nil {
		t.Fatal(err)
	}
	p.origin = newH2Peer(t, originEnd, false)
	clientEnd, ourDown := testkit.Pipe()
	p.down = newH2Server(ourDown, h2Config{Shared: shared}, nil, func(_ uint32, d downstream) { relay(p.up, d) })
	go func() { p.served <- p.down.Serve(context.Background()) }()
	p.client = newH2Peer(t, clientEnd, true, settings...)
	t.Cleanup(func() {
		clientEnd.Close()
		originEnd.Close()
		<-p.served
		<-p.up.Done()
		if left := shared.growth.Load(); left != h2GrowthBudget {
			t.Errorf("budget not given back: %d of %d", left, h2GrowthBudget)
		}
	})
	return p
}
