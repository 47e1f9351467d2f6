package script

import (
	"strings"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

func BenchmarkPrelude(b *testing.B) {
	for b.Loop() {
		if _, err := compilePrelude(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRequest(b *testing.B) {
	tr := &trial{t: b, src: `function onRequest(c, r) { r.headers.set('X-New', '1') }`}
	tr.begin()
	b.ReportAllocs()
	for b.Loop() {
		tr.run = nil
		tr.begin()
		if out, _ := tr.ask(); !out.Head.Has("x-new") {
			b.Fatal(tr.trace())
		}
	}
}
func BenchmarkMachine(b *testing.B) {
	h := NewHost(nil)
	a, err := h.New(Options{Source: `function onRequest(c, r) { r.headers.set('X-New', '1') }`})
	if err != nil {
		b.Fatal(err)
	}
	p := a.source.loaded.program
	for b.Loop() {
		m, err := p.machine()
		if err != nil {
			b.Fatal(err)
		}
		m.close()
	}
}

// What a call costs apart from its machine.
func BenchmarkCall(b *testing.B) {
	h := NewHost(nil)
	a, err := h.New(Options{Source: `function onMessage(c, m) { m.text += '1' }`})
	if err != nil {
		b.Fatal(err)
	}
	l := a.source.loaded
	l.want = 0 // none is made ahead
	for b.Loop() {
		b.StopTimer()
		m, err := l.program.machine()
		if err != nil {
			b.Fatal(err)
		}
		l.ready = append(l.ready, m)
		tr := &trial{t: b, action: a}
		tr.begin()
		tr.response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"
		if _, err := tr.ask(); err != nil {
			b.Fatal(err)
		}
		tr.answer()
		ev := &rule.Event{Kind: flow.MessageText, Data: []byte("a")}
		b.StartTimer()
		if err := tr.run.Event(b.Context(), ev); err != nil || string(ev.Data) != "a1" {
			b.Fatal(err)
		}
	}
}

func BenchmarkBody(b *testing.B) {
	text := strings.Repeat("0123456789abcdef", 1<<16) // 1 MiB
	for name, test := range map[string][2]string{
		"text":  {`r.body.text += '1'`, text},
		"bytes": {`r.body.bytes[0] = 0x21`, text},
		"json":  {`r.body.json[0].a = 2`, "[" + strings.Repeat(`{"a":1,"b":"some text","c":[true,null,1.5]},`, 1<<20/44) + "0]"},
	} {
		b.Run(name, func(b *testing.B) {
			a, err := sharedHost().New(Options{Source: `function onResponse(c, q, r) {` + test[0] + `}`, Limits: Limits{Time: time.Minute}})
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(test[1])))
			for b.Loop() {
				tr := &trial{t: b, action: a, response: withBody("text/plain", test[1])}
				if _, got := tr.answer(); got == test[1] {
					b.Fatal(tr.trace())
				}
			}
		})
	}
}
