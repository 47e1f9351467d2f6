package store

import (
	"bytes"
	"errors"
	"testing"

	"rockxy/internal/flow"
)

func sampleRecord() []byte {
	b := beginRecord(nil, recordEntry)
	b, start := beginItem(b, itemBody)
	b = append(b, "hello"...)
	endItem(b, start)
	b = appendLink(b, &link{Prev: place{1, 16, 99}, Client: place{1, 200, 7}, Part: 3, Gap: true})
	sum := Summary{ID: 9, Kind: KindExchange, State: flow.Active, Alert: -1}
	b, start = beginItem(b, itemSummary)
	b = appendSummary(b, &sum)
	endItem(b, start)
	sealRecord(b)
	return b
}

func TestRecordRoundTrip(t *testing.T) {
	rec := sampleRecord()
	kind, items, size, err := openRecord(append(bytes.Clone(rec), "what follows"...))
	if err != nil || kind != recordEntry || size != len(rec) {
		t.Fatalf("kind %d, size %d, %v", kind, size, err)
	}
	var tags []byte
	err = eachItem(items, func(tag byte, data []byte, off int) error {
		tags = append(tags, tag)
		if string(items[off:off+len(data)]) != string(data) {
			t.Errorf("item %d: wrong offset %d", tag, off)
		}
		if tag == itemLink {
			l, err := decodeLink(data)
			if want := (link{Prev: place{1, 16, 99}, Client: place{1, 200, 7}, Part: 3, Gap: true}); l != want {
				t.Errorf("link %+v, want %+v", l, want)
			}
			return err
		}
		return nil
	})
	if err != nil || !bytes.Equal(tags, []byte{itemBody, itemLink, itemSummary}) {
		t.Errorf("items %v, %v", tags, err)
	}
}

func TestRecordKnowsEveryDamage(t *testing.T) {
	whole := sampleRecord()
	for i := range whole {
		for bit := range 8 {
			b := bytes.Clone(whole)
			b[i] ^= 1 << bit
			if _, _, _, err := openRecord(b); !errors.Is(err, errTorn) {
				t.Fatalf("bit %d of octet %d flipped: %v", bit, i, err)
			}
		}
		if _, _, _, err := openRecord(whole[:i]); !errors.Is(err, errTorn) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
	if _, _, _, err := openRecord(make([]byte, 100)); !errors.Is(err, errTorn) {
		t.Errorf("zeros: %v", err)
	}
}

// FuzzRecord gives the decoders records whose checksum is right and whose
// inside is anything.
func FuzzRecord(f *testing.F) {
	rec := sampleRecord()
	f.Add(byte(recordEntry), rec[frameHeader:])
	b, start := beginItem(nil, itemFields)
	b = appendClientConn(b, &flow.ClientConn{ID: 1, TLS: &flow.TLS{JA4: "x"}}, nil)
	endItem(b, start)
	f.Add(byte(recordConn), b)
	f.Fuzz(func(t *testing.T, kind byte, items []byte) {
		b := append(beginRecord(nil, recordKind(kind)), items...)
		sealRecord(b)
		k, got, size, err := openRecord(b)
		if err != nil || byte(k) != kind || size != len(b) || !bytes.Equal(got, items) {
			t.Fatalf("record did not come back: %v", err)
		}
		var batch rowBatch
		batch.add(k, items, place{1, 16, int64(size)})
		for _, r := range batch.rows {
			var s Summary
			_ = decodeSummary(batch.buf[r.from:r.to], &s)
		}
		if _, err := decodeEntry(items, place{1, 16, int64(size)}); err != nil {
			return
		}
		_ = eachItem(items, func(tag byte, data []byte, _ int) error {
			_, _ = decodeConn(data)
			_, _ = decodeMessage(data)
			return nil
		})
	})
}
