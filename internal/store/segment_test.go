package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestSegmentHeader(t *testing.T) {
	b := appendSegmentHeader(nil, 7)
	if len(b) != segmentHeader {
		t.Fatalf("%d octets", len(b))
	}
	if err := checkSegmentHeader(b, 7, ""); err != nil {
		t.Error(err)
	}
	if err := checkSegmentHeader(b, 8, ""); !errors.Is(err, errTorn) {
		t.Errorf("header of another segment: %v", err)
	}
	for i := range b {
		c := bytes.Clone(b)
		c[i] ^= 1
		if err := checkSegmentHeader(c, 7, ""); !errors.Is(err, errTorn) {
			t.Errorf("octet %d changed: %v", i, err)
		}
		if err := checkSegmentHeader(b[:i], 7, ""); !errors.Is(err, errTorn) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
}

func TestListSegments(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"seg-000002.rkx", "seg-000010.rkx", "seg-1000000.rkx", "seg-000000.rkx", "seg-.rkx", "seg-1.rkx.tmp", "index.db", "seg--1.rkx"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := listSegments(dir)
	if want := []uint32{2, 10, 1000000}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

// manyRecords returns a segment with records of the given sizes of body.
func manyRecords(sizes ...int) []byte {
	b := appendSegmentHeader(nil, 1)
	for _, n := range sizes {
		rec := beginRecord(nil, recordEntry)
		rec, start := beginItem(rec, itemBody)
		rec = append(rec, make([]byte, n)...)
		endItem(rec, start)
		sealRecord(rec)
		b = append(b, rec...)
	}
	return b
}

func TestScanReadsRecordsOfAnySize(t *testing.T) {
	sizes := []int{0, 1, 5000, 256<<10 - 30, 256<<10 - 14, 256 << 10, 1 << 20, 3, 700_000, 0}
	b := manyRecords(sizes...)
	var got []int
	at := int64(segmentHeader)
	end, err := scanSegment(bytes.NewReader(b), int64(len(b)), at, func(kind recordKind, items []byte, off, n int64) error {
		if off != at || kind != recordEntry {
			t.Errorf("record at %d, want %d", off, at)
		}
		at += n
		got = append(got, len(items)-itemHeader)
		return nil
	})
	if err != nil || end != int64(len(b)) || !slices.Equal(got, sizes) {
		t.Errorf("end %d of %d, %v: %v", end, len(b), err, got)
	}
	stop := errors.New("stop")
	if _, err := scanSegment(bytes.NewReader(b), int64(len(b)), segmentHeader, func(recordKind, []byte, int64, int64) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("the error of yield is lost: %v", err)
	}
}

func FuzzScan(f *testing.F) {
	f.Add(manyRecords(1, 100, 3)[segmentHeader:], uint16(60), byte(4))
	f.Fuzz(func(t *testing.T, tail []byte, at uint16, flip byte) {
		// Two whole records, then anything: the two are read, and nothing past
		// the first octet that was changed in them.
		b := manyRecords(40, 50)
		whole := len(b)
		b = append(b, tail...)
		if int(at) < whole-segmentHeader {
			b[segmentHeader+int(at)] ^= flip
		}
		records := 0
		end, err := scanSegment(bytes.NewReader(b), int64(len(b)), segmentHeader, func(kind recordKind, items []byte, off, n int64) error {
			records++
			_, _, size, err := openRecord(b[off:])
			if err != nil || int64(size) != n {
				t.Fatalf("a record that is not one, at %d", off)
			}
			return nil
		})
		if err != nil || end > int64(len(b)) {
			t.Fatalf("end %d of %d, %v", end, len(b), err)
		}
		damaged := flip != 0 && int(at) < whole-segmentHeader
		if damaged && end > int64(segmentHeader+int(at)) || !damaged && records < 2 {
			t.Fatalf("%d records up to %d; octet %d flipped by %#x", records, end, at, flip)
		}
	})
}
