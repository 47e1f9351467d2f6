package script

import "testing"

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
