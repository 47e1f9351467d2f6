package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rockxy/internal/flow"
)

// textSession is a closed session of n exchanges that is indexed.
func textSession(t testing.TB, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "s")
	s, err := Open(dir, soon())
	if err != nil {
		t.Fatal(err)
	}
	g := newGenerator()
	for i := range n {
		g.record(s, i)
	}
	indexedText(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func indexedText(tb testing.TB, s *Store) {
	tb.Helper()
	if err := s.Sync(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	await(tb, &s.text.moved, func() bool { return s.Status().Text.Entries == 0 })
}

// wantWord checks that a word is found that is in every second entry or so,
// with an index that leaves nothing to be read without it.
func wantWord(t *testing.T, s *Store, want []flow.ID) {
	t.Helper()
	res, err := s.Search(t.Context(), Query{Filter: compile(t, "body:"+commonWord), Scan: 1})
	if err != nil || res.Unsearched > 0 || !slices.Equal(ids(res.Entries), want) {
		t.Errorf("%d found, want %d, %d unsearched, %v", len(res.Entries), len(want), res.Unsearched, err)
	}
}

func haveWord(t *testing.T, s *Store) []flow.ID {
	t.Helper()
	var all []flow.ID
	for _, e := range everything(t, s) {
		if compile(t, "body:"+commonWord).Match(e.subject) {
			all = append(all, e.sum.ID)
		}
	}
	return all
}

func TestTextIndexGoesOn(t *testing.T) {
	t.Parallel()
	dir := textSession(t, 3000)
	first := func(at int) func([]uint32) error {
		return func(n []uint32) error { return flip(textPath(dir, n[0]), at) }
	}
	for _, tt := range []struct {
		name string
		harm func(numbers []uint32) error
	}{
		{"nothing", func([]uint32) error { return nil }},
		{"the last shard is gone", func(n []uint32) error { return os.Remove(textPath(dir, n[len(n)-1])) }},
		{"the first is gone", func(n []uint32) error { return os.Remove(textPath(dir, n[0])) }},
		{"the first is damaged", first(5000)},
		{"the head of the first is", first(10)},
		{"an older version", first(4)},
		{"the last is cut", func(n []uint32) error { return os.Truncate(textPath(dir, n[len(n)-1]), 1000) }},
		{"a draft of a killed process", func([]uint32) error { return os.WriteFile(filepath.Join(dir, ".text-000001.rkg.1.new"), nil, 0o600) }},
		{"segments are shorter than it", func([]uint32) error { return cutSegment(dir) }},
		{"all of it is gone, as of old", func([]uint32) error { return removeTextAfter(dir, mark{}) }},
		{"the index has to be made anew", func([]uint32) error { return os.WriteFile(filepath.Join(dir, rebuildName), nil, 0o600) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			numbers, err := listText(dir)
			if err != nil || len(numbers) < 2 {
				t.Fatalf("%v shards, %v", numbers, err)
			}
			if err := tt.harm(numbers); err != nil {
				t.Fatal(err)
			}
			s := openStore(t, dir, soon())
			await(t, &s.text.moved, func() bool { s.text.mu.Lock(); defer s.text.mu.Unlock(); return s.text.checked })
			indexedText(t, s)
			wantWord(t, s, haveWord(t, s))
		})
	}
}

// soon has the text index written without delay.
func soon() Options { return Options{saveText: time.Millisecond} }

func flip(path string, at int) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	b[at] ^= 0x55
	return os.WriteFile(path, b, 0o600)
}

// cutSegment is what a power cut does.
func cutSegment(dir string) error {
	segs, err := listSegments(dir)
	if err != nil {
		return err
	}
	path := segmentPath(dir, segs[len(segs)-1])
	if err := os.Truncate(path, fileSize(path)-10_000); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, rebuildName), nil, 0o600)
}

func TestTextIndexGoesWithItsSegments(t *testing.T) {
	t.Parallel()
	s := openStore(t, t.TempDir(), Options{MaxBytes: 8 << 20, saveText: time.Millisecond})
	g := newGenerator()
	for i := range 9000 {
		g.record(s, i)
		if i%3000 == 0 {
			indexedText(t, s)
		}
	}
	indexedText(t, s)
	g.record(s, 9000)
	indexedText(t, s)
	segs, err := listSegments(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = eachTextShard(s.dir, func(_ *os.File, x *textShard) error {
		if x.to.Seg < segs[0] {
			t.Errorf("shard %d goes to segment %d, the oldest is %d", x.number, x.to.Seg, segs[0])
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	wantWord(t, s, haveWord(t, s))
}

func TestWhatIsTextIsIndexed(t *testing.T) {
	s := openStore(t, t.TempDir(), soon())
	add := func(contentType string, body []byte) {
		smp := newSample()
		x := smp.exchange()
		tape := s.Open(x)
		tape.Head(flow.Response, head("HTTP/1.1 200 OK\r\n"+contentType+"\r\n\r\n", flow.Response))
		tape.Body(flow.Response, body)
		x.State = flow.Complete
		tape.Done()
	}
	add("Content-Type: text/plain; charset=iso-8859-1", []byte("gr\xfc\xdfe"))
	add("Content-Type: application/octet-stream", []byte("really just text"))
	add("Content-Type: application/octet-stream", append([]byte("\x00\x01\x02 not text, hidden"), 0xff))
	add("Content-Type: text/html", []byte("broken \xff\xfe but said to be text"))
	add("Content-Type: image/svg+xml", []byte("<svg>drawing</svg>"))
	add("Content-Type: image/png", []byte("hidden too"))
	add("X: y", bytes.Repeat([]byte("ÄÖÜ strasse "), 10))
	indexedText(t, s)
	for text, want := range map[string]flow.ID{"GRÜß": 1, "just text": 2, "hidden": 0, "but said": 4, "drawing": 5, "äöü": 7, "öü str": 7} {
		res, err := s.Search(t.Context(), Query{Filter: compile(t, fmt.Sprintf("body:%q", text)), Scan: 1})
		var got flow.ID
		if len(res.Entries) > 0 {
			got = res.Entries[0].ID
		}
		if err != nil || got != want || len(res.Entries) > 1 || res.Unsearched > 0 {
			t.Errorf("%q: %v, want %d, %v", text, ids(res.Entries), want, err)
		}
	}
}

func TestPace(t *testing.T) {
	var p pace
	now := time.Unix(1e9, 0)
	if d := p.rest(0, false, now); d >= paceRest {
		t.Errorf("it rests %v when nothing goes on", d)
	}
	if d := p.rest(1000, false, now.Add(paceEvery)); d != paceRest {
		t.Errorf("it rests %v while capture is busy", d)
	}
	if d := p.rest(1000, false, now.Add(paceEvery+time.Millisecond)); d != paceRest {
		t.Errorf("it rests %v right after", d)
	}
	if d := p.rest(1001, false, now.Add(3*paceEvery)); d >= paceRest {
		t.Errorf("it rests %v when it is quiet again", d)
	}
	if d := p.rest(1001, true, now.Add(4*paceEvery)); d != paceRest {
		t.Errorf("it rests %v while the disk is slow", d)
	}
}
