package store

import (
	"os"
	"testing"

	"rockxy/internal/flow"
)

func sealed(n int) []byte {
	b := append(beginRecord(nil, recordEntry), make([]byte, n-frameHeader)...)
	sealRecord(b)
	return b
}

func TestJournalDecidesWhereRecordsGo(t *testing.T) {
	j := newJournal(&Options{Budget: 1 << 30, MaxBytes: 1}, mark{3, 0}) // segments of 1 MiB
	steps := []struct {
		size int
		want place
	}{
		{100, place{3, 16, 100}},
		{segmentMin - 116, place{3, 116, segmentMin - 116}}, // fits exactly
		{9, place{4, 16, 9}},
		{5 << 20, place{5, 16, 5 << 20}}, // longer than a segment should be
		{segmentMin - 16, place{6, 16, segmentMin - 16}},
		{10, place{7, 16, 10}},
	}
	for _, s := range steps {
		if got := j.append(sealed(s.size)); got != s.want {
			t.Errorf("%d octets went to %+v, want %+v", s.size, got, s.want)
		}
	}
	at := mark{3, 0}
	for _, c := range j.take(nil, true) {
		if c.at.Seg != at.Seg {
			at = mark{at.Seg + 1, 0}
		}
		if c.at != at {
			t.Errorf("a chunk at %+v, want %+v", c.at, at)
		}
		at = c.end()
	}
	if at != j.tail() || j.segment() != 7 {
		t.Errorf("the last chunk ends at %+v, the journal at %+v", at, j.tail())
	}
}

func TestRecordingAfterCloseDoesNotHang(t *testing.T) {
	s, err := Open(t.TempDir(), Options{Budget: 10 << 10})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	smp := newSample()
	for range 20 {
		smp.record(s)
	}
	s.HandshakeFailure(&flow.HandshakeFailure{Client: smp.client})
	if s.Status().Discarded == 0 {
		t.Error("nobody is told that nothing is recorded")
	}
}

// A session goes on in the segment in which it stopped.
func TestSegmentIsContinued(t *testing.T) {
	dir := session(t, 2)
	s := openStore(t, dir, Options{})
	newSample().record(s)
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := len(places(t, dir)); got != 3 {
		t.Errorf("%d entries in the first segment", got)
	}
	if _, err := os.Stat(segmentPath(dir, 2)); !os.IsNotExist(err) {
		t.Errorf("a second segment: %v", err)
	}
}

func TestTrimChangesNothing(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	smp := newSample()
	for i := range 2000 {
		smp.record(s)
		if i%500 == 0 {
			s.Trim()
		}
	}
	if all, err := s.List(t.Context(), Query{}); err != nil || len(all) != 2000 {
		t.Errorf("%d entries, %v", len(all), err)
	}
}
