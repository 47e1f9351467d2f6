package store

import (
	"bytes"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
)

func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{7})
	_, _ = r.Read(b)
	return b
}

func bodyOf(t testing.TB, rec *Record, dir flow.Direction) []byte {
	t.Helper()
	b, err := io.ReadAll(rec.Body(dir))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLargeBodiesInBothDirectionsAtOnce(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	x := newSample().exchange()
	tape := s.Open(x)
	up, down := noise(3<<20), noise(5<<20)
	var wg sync.WaitGroup
	send := func(dir flow.Direction, b []byte, step int) {
		for part := range slices.Chunk(b, step) {
			tape.Body(dir, part)
			if dir == flow.Response {
				tape.Message(&flow.Message{Kind: flow.MessageEvent, Dir: dir, Size: int64(len(part)), Data: part[:10]})
			}
		}
	}
	wg.Go(func() { send(flow.Request, up, 40_000) })
	wg.Go(func() { send(flow.Response, down, 100_000) })
	wg.Wait()
	x.Request.Size, x.Response.Size = int64(len(up)), int64(len(down))
	x.State = flow.Complete
	tape.Done()
	rec, err := s.Get(t.Context(), x.ID)
	if err != nil || rec.Incomplete != "" {
		t.Fatalf("%+v, %v", rec, err)
	}
	if !bytes.Equal(bodyOf(t, rec, flow.Request), up) || !bytes.Equal(bodyOf(t, rec, flow.Response), down) {
		t.Error("the bodies are not what was recorded")
	}
	n := 0
	for m, err := range rec.Messages() {
		if err != nil || !bytes.Equal(m.Data, down[n*100_000:][:10]) {
			t.Fatalf("message %d: %v, %v", n, m, err)
		}
		n++
	}
	if n != rec.Summary.Messages || n != 53 {
		t.Errorf("%d messages, the summary says %d", n, rec.Summary.Messages)
	}
	if got := rec.Summary.Response; got.Size != got.Stored || got.Truncated {
		t.Errorf("response %+v", got)
	}
}

func TestBodyLimit(t *testing.T) {
	for _, tt := range []struct {
		limit int64
		size  int
		want  int64
	}{{1000, 999, 999}, {1000, 1000, 1000}, {1000, 1001, 1000}, {100_000, 300_000, 100_000}, {-1, 10, 0}} {
		s := openStore(t, t.TempDir(), Options{BodyLimit: tt.limit})
		x := newSample().exchange()
		tape := s.Open(x)
		b := noise(tt.size)
		for part := range slices.Chunk(b, 333) {
			tape.Body(flow.Response, part)
		}
		x.Response.Size = int64(tt.size)
		tape.Done()
		rec, err := s.Get(t.Context(), x.ID)
		if err != nil {
			t.Fatal(err)
		}
		got := rec.Summary.Response
		if got.Size != int64(tt.size) || got.Stored != tt.want || got.Truncated != (tt.want < int64(tt.size)) {
			t.Errorf("limit %d, %d octets: %+v", tt.limit, tt.size, got)
		}
		if !bytes.Equal(bodyOf(t, rec, flow.Response), b[:tt.want]) {
			t.Errorf("limit %d, %d octets: wrong body", tt.limit, tt.size)
		}
	}
}

func TestEverythingOfAnExchangeIsKept(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	smp := newSample()
	x := smp.exchange()
	tape := s.Open(x)
	continued := head("HTTP/1.1 100 Continue\r\n\r\n", flow.Response)
	early := head("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", flow.Response)
	trailers := flow.ParseHead(flow.HTTP11, []byte("Digest: abc\r\n\r\n"), flow.Response, true)
	tape.Head(flow.Request, smp.request)
	tape.Head(flow.Response, continued)
	tape.Head(flow.Response, early)
	tape.Head(flow.Response, smp.response)
	tape.Body(flow.Response, []byte("abc"))
	tape.Trailers(flow.Response, trailers)
	x.Server, x.Rules, x.Kind, x.Origin = smp.server, []string{"a", "b"}, "sse", 77
	x.Response = flow.Body{Size: 3, Chunked: true, Chunks: []byte("layout")}
	x.State, x.Fault = flow.Failed, &flow.Fault{Code: flow.ClientClosed, Side: flow.SideClient, Message: "gone", Hint: "come back", Cause: io.EOF}
	tape.Done()
	rec, err := s.Get(t.Context(), x.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := []*flow.Head{smp.request, continued, early, smp.response, trailers}
	if len(rec.Heads) != len(want) {
		t.Fatalf("%d heads, want %d", len(rec.Heads), len(want))
	}
	for i, h := range rec.Heads {
		if !sameHead(h.Head, want[i]) || h.Trailers != (i == 4) {
			t.Errorf("head %d: %q", i, h.Head.Raw)
		}
	}
	if got := rec.Head(flow.Response); got.Status != 200 {
		t.Errorf("the final head has status %d", got.Status)
	}
	if got := rec.Trailers(flow.Response); got == nil || rec.Trailers(flow.Request) != nil {
		t.Error("trailers")
	}
	if string(rec.Chunks[flow.Response]) != "layout" || rec.Chunks[flow.Request] != nil {
		t.Errorf("chunk layout %q", rec.Chunks)
	}
	sum := rec.Summary
	if f := sum.Fault; f == nil || f.Code != flow.ClientClosed || f.Side != flow.SideClient || f.Message != "gone" || f.Hint != "come back" {
		t.Errorf("fault %+v", sum.Fault)
	}
	if sum.State != flow.Failed || sum.Protocol != "sse" || sum.Origin != 77 || !slices.Equal(sum.Rules, []string{"a", "b"}) || !sum.Response.Chunked {
		t.Errorf("summary %+v", sum)
	}
}

// Whatever the sizes and the order of calls, what is read is what was recorded.
func TestAnyOrderOfCallsIsReadBack(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	data := noise(1 << 20)
	rapid.Check(t, func(rt *rapid.T) {
		x := newSample().exchange()
		tape := s.Open(x)
		var want [2][]byte
		messages := 0
		for range rapid.IntRange(0, 12).Draw(rt, "calls") {
			dir := flow.Direction(rapid.IntRange(0, 1).Draw(rt, "dir"))
			n := rapid.SampledFrom([]int{0, 1, 100, partSize - 1, partSize, partSize + 1, 200_000}).Draw(rt, "n")
			switch rapid.SampledFrom([]string{"body", "body", "message", "head", "update"}).Draw(rt, "call") {
			case "body":
				tape.Body(dir, data[:n])
				want[dir] = append(want[dir], data[:n]...)
			case "message":
				tape.Message(&flow.Message{Kind: flow.MessageText, Dir: dir, Data: data[:n]})
				messages++
			case "head":
				tape.Trailers(dir, flow.ParseHead(flow.HTTP11, []byte("A: b\r\n\r\n"), dir, true))
			case "update":
				tape.Update()
			}
		}
		tape.Done()
		rec, err := s.Get(t.Context(), x.ID)
		if err != nil || rec.Incomplete != "" {
			rt.Fatalf("%+v, %v", rec, err)
		}
		for dir := range want {
			if !bytes.Equal(bodyOf(t, rec, flow.Direction(dir)), want[dir]) {
				rt.Fatalf("the body of direction %d is not what was recorded", dir)
			}
		}
		if len(rec.messages) != messages || rec.Summary.Messages != messages {
			rt.Fatalf("%d messages, want %d", len(rec.messages), messages)
		}
	})
}

func TestBodyReadsAnyRange(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	x := newSample().exchange()
	tape := s.Open(x)
	want := noise(300_000)
	for part := range slices.Chunk(want, 7001) {
		tape.Body(flow.Response, part)
		tape.Message(&flow.Message{Kind: flow.MessagePing}) // so that the body has many extents
	}
	tape.Done()
	rec, err := s.Get(t.Context(), x.ID)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		off := rapid.IntRange(0, len(want)).Draw(rt, "off")
		p := make([]byte, rapid.IntRange(0, 50_000).Draw(rt, "n"))
		n, err := rec.Body(flow.Response).ReadAt(p, int64(off))
		if !bytes.Equal(p[:n], want[off:off+n]) || n < len(p) && (off+n != len(want) || err != io.EOF) {
			rt.Fatalf("%d octets at %d: %d, %v", len(p), off, n, err)
		}
	})
}

func TestManyExchangesAtOnce(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{MaxBytes: 1 << 30})
	smp := newSample()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 250 {
				smp.record(s)
			}
		})
	}
	wg.Go(func() {
		for range 50 {
			s.Active()
			s.Status()
			if _, err := s.List(t.Context(), Query{Limit: 10}); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	all, err := s.List(t.Context(), Query{Oldest: true})
	if err != nil || len(all) != 2000 {
		t.Fatalf("%d entries, %v", len(all), err)
	}
	for i := range all {
		if all[i].ID != flow.ID(i+1) || all[i].State != flow.Complete {
			t.Fatalf("entry %d: %+v", i, all[i])
		}
	}
}
