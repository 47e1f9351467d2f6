package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"rockxy/internal/flow"
)

func onDisk(t *testing.T, dir string) (size int64) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if fi, err := e.Info(); err == nil {
			size += fi.Size()
		}
	}
	return size
}

func TestOldestGoesWhenTheSessionIsTooLarge(t *testing.T) {
	dir := t.TempDir()
	const limit = 16 << 20
	s := openStore(t, dir, Options{MaxBytes: limit})
	smp := newSample()
	big := noise(40 << 10) // in the segments: larger bodies have files
	long := smp.exchange() // begins in the first segment, ends in the last
	tape := s.Open(long)
	tape.Body(flow.Request, noise(bodyFileMin-10))
	if _, err := s.Get(t.Context(), long.ID); err != nil { // which has it written
		t.Fatal(err)
	}
	var last flow.ID
	for i := range 1000 { // 40 MB
		x := smp.exchange()
		tp := s.Open(x)
		tp.Head(flow.Request, smp.request)
		tp.Body(flow.Response, big)
		x.Server = smp.server
		tp.Done()
		last = x.ID
		if i%100 == 0 {
			if err := s.Sync(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := onDisk(t, dir); got > limit+1<<20 {
				t.Fatalf("%d octets on disk, the limit is %d", got, limit)
			}
		}
	}
	tape.Body(flow.Request, []byte("end"))
	tape.Done()
	all, err := s.List(t.Context(), Query{Oldest: true})
	if err != nil || len(all) < 150 || len(all) > 400 {
		t.Fatalf("%d entries, %v", len(all), err)
	}
	if all[0].ID != long.ID || all[len(all)-1].ID != last || all[1].ID != last-flow.ID(len(all))+2 {
		t.Errorf("kept %d, %d … %d", all[0].ID, all[1].ID, all[len(all)-1].ID)
	}
	// The second may have begun in the segment deleted last. The others are whole,
	// and have their connections although these are older than their segments.
	for _, e := range all[2:] {
		rec, err := s.Get(t.Context(), e.ID)
		if err != nil || rec.Incomplete != "" || rec.Body(flow.Response).Size() != int64(len(big)) || rec.Client == nil || rec.Server == nil {
			t.Fatalf("entry %d: %+v, %v", e.ID, rec, err)
		}
	}
	rec, err := s.Get(t.Context(), long.ID)
	if err != nil || rec.Incomplete == "" || string(bodyOf(t, rec, flow.Request)) != "end" {
		t.Errorf("the long one: %+v, %v", rec, err)
	}
	if _, err := s.Get(t.Context(), 2); !errors.Is(err, ErrNotFound) {
		t.Errorf("entry 2: %v", err)
	}
}

func TestOldestGoesWhenThereAreTooMany(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openStore(t, dir, Options{MaxEntries: 2000, MaxBytes: 32 << 20}) // segments of 1 MiB, 490 entries
	smp := newSample()
	for i := range 6000 {
		smp.record(s)
		if i%500 != 0 {
			continue
		}
		if err := s.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.List(t.Context(), Query{})
	if err != nil || len(all) > 2000 || len(all) < 1400 || all[0].ID != 6000 {
		t.Errorf("%d entries, %v", len(all), err)
	}
	fi, err := os.Stat(filepath.Join(dir, indexName))
	if err != nil || fi.Size() > 2<<20 {
		t.Errorf("the index has %d octets, %v", fi.Size(), err)
	}
}
