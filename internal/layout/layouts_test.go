package layout

import (
	"context"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

type repeated struct {
	piece string
	size  int64
	at    int64
}

func (r *repeated) Size() int64 { return r.size }

func (*repeated) Close() error { return nil }

func (r *repeated) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) && off < r.size {
		m := copy(p[n:min(int64(len(p)), int64(n)+r.size-off)], r.piece[off%int64(len(r.piece)):])
		n, off = n+m, off+int64(m)
	}
	if n < len(p) {
		err = io.EOF
	}
	return n, err
}

func (r *repeated) Read(p []byte) (n int, err error) {
	n, err = r.ReadAt(p, r.at)
	r.at += int64(n)
	return n, err
}

func TestMemoryIsBounded(t *testing.T) {
	for _, tt := range []struct{ contentType, piece string }{
		{"application/json", `[{"a":"b"},`}, // nested ever deeper, until it is damaged
		{"application/x-ndjson", "{\"id\":12345,\"name\":\"some longer text\"}\n"},
		{"text/plain", "a line of text\n"},
		{"text/plain", "one line of text "},
		{"application/octet-stream", "\x00\x01\x02\xff"},
		{"text/event-stream", "data: one event\n\n"},
	} {
		in := input(tt.contentType, "")
		in.Open = func(context.Context) (Source, error) { return &repeated{piece: tt.piece, size: 24 << 20}, nil }
		l := open(t, in)
		st := complete(l)
		window(t, l, Query{From: max(0, st.rows-10)})
		find(t, l, Search{Text: "nothing of that kind"})
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if m.HeapAlloc > 12<<20 {
			t.Errorf("%s %.10q: %d MiB are held", tt.contentType, tt.piece, m.HeapAlloc>>20)
		}
	}
}

func TestLayoutsGo(t *testing.T) {
	all := New(t.TempDir() + "/views")
	var held []*Layout
	for i := range maxKept + 3 {
		l, err := all.Open(Key{ID: uint64(i)}, input("text/plain", "x"))
		if err != nil {
			t.Fatal(err)
		}
		complete(l)
		held = append(held, l)
	}
	if len(all.known) != maxKept {
		t.Errorf("%d are kept", len(all.known))
	}
	if w := window(t, held[0], Query{}); len(w.Rows) != 1 { // it is still used
		t.Errorf("%d rows", len(w.Rows))
	}
	again, _ := all.Open(Key{ID: maxKept + 2}, Input{})
	if again != held[maxKept+2] {
		t.Error("one that is there was made anew")
	}
	for _, l := range append(held, again) {
		all.Release(l)
	}
	all.making.Wait()
	all.forget()
	if len(all.known) != 0 || len(all.order) != 0 {
		t.Errorf("%d are left", len(all.known))
	}
	if err := all.Close(); err != nil {
		t.Error(err)
	}
	if _, err := all.Open(Key{}, Input{}); err != ErrClosed {
		t.Error(err)
	}
}

func TestWhatCannotBeReadIsAskedForAgain(t *testing.T) {
	all := New(t.TempDir() + "/views")
	defer all.Close()
	in := input("text/plain", "x")
	works := in.Open
	in.Open = func(context.Context) (Source, error) { return nil, io.ErrClosedPipe }
	l, _ := all.Open(Key{}, in)
	if _, err := l.Window(t.Context(), Query{Rows: 1, Wait: time.Minute}); err != io.ErrClosedPipe {
		t.Error(err)
	}
	all.Release(l)
	all.making.Wait()
	in.Open = works
	if l, _ = all.Open(Key{}, in); len(window(t, l, Query{}).Rows) != 1 {
		t.Error("it is not read again")
	}
	all.Release(l)
}

func TestFilesAreRemoved(t *testing.T) {
	dir := t.TempDir() + "/views"
	all := New(dir)
	in := input("text/plain", strings.Repeat("x\n", 1<<20))
	l, _ := all.Open(Key{}, in)
	complete(l)
	if names, err := os.ReadDir(dir); runtime.GOOS != "windows" && (err != nil || len(names) != 0) {
		t.Errorf("%v, %v", names, err)
	}
	all.Release(l)
	if err := all.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error(err)
	}
}
