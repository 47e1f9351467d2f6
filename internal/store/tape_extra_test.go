package store

import (
	"bytes"
	"testing"
)

func TestExtraOfImportedEntriesOutlivesCompaction(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	x := newSample().exchange()
	tape := s.Open(x)
	object := []byte(`{"pageref":"page_1"}`)
	tape.Extra(object, "its body was left out")
	tape.Body(0, []byte("body"))
	tape.Done()
	plain := newSample().exchange()
	tape = s.Open(plain)
	tape.Extra(nil, "")
	tape.Extra(make([]byte, maxExtra+1), "")
	tape.Done()
	for _, step := range []string{"recorded", "compacted"} {
		rec, err := s.Get(t.Context(), x.ID)
		if err != nil || !bytes.Equal(rec.Extra, object) || rec.Incomplete != "its body was left out" || string(bodyOf(t, rec, 0)) != "body" {
			t.Errorf("%s: %+v, %v", step, rec, err)
		}
		if rec, err = s.Get(t.Context(), plain.ID); err != nil || rec.Extra != nil || rec.Incomplete != "" {
			t.Errorf("%s: %+v, %v", step, rec, err)
		}
		if err := s.Compact(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
}
