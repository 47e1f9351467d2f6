package script

import (
	"testing"

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
