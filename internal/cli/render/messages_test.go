package render

import (
	"errors"
	"io"
	"iter"
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/view"
)

func logOf(list []api.Message) iter.Seq2[*api.Message, error] {
	return func(yield func(*api.Message, error) bool) {
		for i := range list {
			if !yield(&list[i], nil) {
				return
			}
		}
	}
}

// talk is a log with a message of each kind.
func talk() []api.Message {
	var log []api.Message
	add := func(dir flow.Direction, kind, data, note string) {
		m := api.Message{Direction: dir.String(), Kind: kind, Time: noon().Add(time.Duration(len(log)*7) * time.Millisecond), Size: int64(len(data)), Note: note}
		if kind == "text" || kind == "event" {
			m.Text = &data
		} else {
			m.Base64 = []byte(data)
		}
		log = append(log, m)
	}
	up, down := flow.Request, flow.Response
	add(up, "text", "hello", "")
	add(down, "text", "two\nlines\x1b[2J", "")
	add(up, "text", `{"a":1,"b":[true,{}],"c":"x y"}`, "")
	add(down, "text", `{"id":"0123456789","text":"`+strings.Repeat("word ", 14)+`","done":false}`, "")
	add(down, "text", `{"broken`, "cut off: its end was not seen")
	add(down, "text", "\xff\xfe", "not valid UTF-8")
	add(down, "text", "", "")
	add(up, "binary", "\x08\x96\x01\x12\x07testing\x1a\x02\x08\x07", "")
	add(up, "binary", "\x82\xa4name\xa5Alice\xa3age\x1e", "")
	add(up, "binary", "\xa2\x64name\x65Alice\x63age\x18\x1e", "")
	add(down, "binary", "GIF89a\x01\x00\x02\x00\x00\x00\x00", "")
	add(down, "binary", strings.Repeat("\x00\xff\x10", 60), "")
	add(up, "ping", "now", "")
	add(down, "pong", "\x00\x01", "")
	add(down, "event", "event: price\nid: 4\ndata: {\"symbol\":\"X\",\"price\":1.50}\n", "")
	add(down, "grpc", "\x0a\x05hello\x10\x01", "")
	add(down, "grpc", "", "")
	add(down, "grpc", "\x07\x07", "")
	add(down, "close", "\x03\xe8bye\x1b", "")
	return log
}

func page(t *testing.T, p Page, log []api.Message) string {
	t.Helper()
	d := &api.Detail{Flow: *get(func(f *api.Flow) { f.Started = noon() })}
	p.Zone, p.Sides = time.UTC, []flow.Direction{flow.Response}
	p.Log.Count, p.Log.Messages = len(log)+p.Log.Left, logOf(log)
	var b strings.Builder
	if err := p.Render(&b, d, [2]Content{}); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	if strings.ContainsRune(escapes().ReplaceAllString(got, ""), 0x1b) {
		t.Error("what was captured is not made safe")
	}
	return got
}

func TestMessages(t *testing.T) {
	for name, p := range map[string]Page{
		"messages.golden":      {},
		"messages_80.golden":   {View: view.Options{Width: 80}, Log: Log{Left: 1234}},
		"messages_json.golden": {View: view.Options{Width: 80, As: view.JSON}},
		"messages_hex.golden":  {View: view.Options{Width: 80, As: view.Hex}, Full: true},
	} {
		got := page(t, p, talk())
		golden(t, name, got)
		p.Colours = true
		if escapes().ReplaceAllString(page(t, p, talk()), "") != got {
			t.Errorf("%s: colours change the text", name)
		}
	}
}

func TestOneLineFitsTheWidth(t *testing.T) {
	for width := 40; width < 120; width += 3 {
		for line := range strings.Lines(page(t, Page{View: view.Options{Width: width}}, talk())) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasPrefix(line, "↓") && !strings.HasSuffix(line, ")") && Width(line) > width {
				t.Errorf("%d cells are more than %d: %s", Width(line), width, line)
			}
		}
	}
}

// A long log is written while it is read, and not read on when nobody wants it.
func TestMessagesStream(t *testing.T) {
	const all = 100_000
	read := 0
	words := "tick"
	log := func(yield func(*api.Message, error) bool) {
		for ; read < all; read++ {
			if !yield(&api.Message{Direction: "response", Kind: "text", Size: 4, Text: &words}, nil) {
				return
			}
		}
	}
	lines := &lineCount{}
	p := Page{Sides: []flow.Direction{flow.Response}, Log: Log{Count: all, Messages: log}}
	if err := p.Render(lines, exchange(), [2]Content{}); err != nil || lines.lines <= all || lines.lines > all+100 {
		t.Errorf("%d lines, %v", lines.lines, err)
	}
	if lines.longest > 64<<10 {
		t.Errorf("%d octets were held back", lines.longest)
	}
	read = 0
	if err := p.Render(brokenPipe{}, exchange(), [2]Content{}); !errors.Is(err, io.ErrClosedPipe) || read > 1000 {
		t.Errorf("%d were read for nobody, %v", read, err)
	}
}

type lineCount struct{ lines, longest int }

func (l *lineCount) Write(p []byte) (int, error) {
	l.lines += strings.Count(string(p), "\n")
	l.longest = max(l.longest, len(p))
	return len(p), nil
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestMessagesThatCannotBeRead(t *testing.T) {
	d := exchange()
	p := Page{Log: Log{Count: 2, Messages: func(yield func(*api.Message, error) bool) {
		_ = yield(&d.Log[0], nil) && yield(nil, errors.New("damaged\x1b"))
	}}}
	var b strings.Builder
	if err := p.Render(&b, d, [2]Content{}); err != nil || !strings.Contains(b.String(), `(the next message cannot be read: damaged\x1b)`) {
		t.Errorf("%v in %s", err, b.String())
	}
}

func TestMessagesOfGRPC(t *testing.T) {
	for _, tt := range []struct{ kind, data, want string }{
		{"application/grpc", "\x08\x07", "1: 7"},
		{"application/grpc+json", `{"a":1}`, `{"a": 1}`},
		{"application/grpc-web+proto", "\x08\x07", "1: 7"},
		{"application/grpc-web+proto", "grpc-status: 0\r\n", "grpc-status: 0"},
	} {
		d := &api.Detail{Flow: *get(func(f *api.Flow) {}), Request: api.Body{Type: tt.kind}}
		m := &api.Message{Direction: "response", Kind: "grpc", Base64: []byte(tt.data), Size: int64(len(tt.data))}
		line, ok := Page{}.oneLine(Page{}.openMessage(d, m), 80)
		if !ok || line != tt.want {
			t.Errorf("%s %q: %q, %v", tt.kind, tt.data, line, ok)
		}
	}
}

func BenchmarkMessages(b *testing.B) {
	log, d := talk(), exchange()
	for b.Loop() {
		p := Page{Sides: []flow.Direction{flow.Response}, Log: Log{Count: len(log), Messages: logOf(log)}}
		if err := p.Render(io.Discard, d, [2]Content{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(log)), "messages")
}
