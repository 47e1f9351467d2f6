package grams

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// shardOf makes a shard with texts[i] as entry i+1, n entries a cell.
func shardOf(texts []string, n int) []byte {
	b := NewBuilder()
	for i, s := range texts {
		b.Entry(uint64(i + 1))
		b.Text([]byte(s))
		if b.CellEntries() >= n {
			b.EndCell()
		}
	}
	b.EndCell()
	return b.AppendTo(nil, [NoteSize]byte{42})
}

func find(t interface{ Fatal(...any) }, data []byte, text string) map[uint64]bool {
	s, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	n, ok := NewNeedle([]byte(text))
	if !ok {
		t.Fatal("too short: " + text)
	}
	cells, err := s.Find(bytes.NewReader(data), &n)
	if err != nil {
		t.Fatal(err)
	}
	found := map[uint64]bool{}
	if err := s.Each(bytes.NewReader(data), cells, func(id uint64) { found[id] = true }); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestWhatIsThereIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringOfN(rapid.RuneFrom([]rune("abcé{\x00 ")), 0, 30, -1), rapid.String())
		texts := rapid.SliceOfN(text, 1, 60).Draw(t, "texts")
		data := shardOf(texts, rapid.IntRange(1, 5).Draw(t, "a cell"))
		for i, s := range texts {
			if len(s) < 3 {
				continue
			}
			from := rapid.IntRange(0, len(s)-3).Draw(t, "from")
			to := rapid.IntRange(from+3, len(s)).Draw(t, "to")
			if !find(t, data, s[from:to])[uint64(i+1)] {
				t.Fatalf("%q is not found in %q", s[from:to], s)
			}
		}
	})
}

func TestWhatIsNotThereIsSeldomNamed(t *testing.T) {
	var texts []string
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 64 {
		var b strings.Builder
		for range 4000 {
			b.WriteByte("abcdefghijklmnopqrstuvwxyz0123456789"[rnd.IntN(36)])
		}
		texts = append(texts, b.String())
	}
	data := shardOf(texts, 1)
	named := 0
	for range 100 {
		named += len(find(t, data, texts[0][:2]+"qqzx"+texts[5][:4]))
	}
	if named > 100*64/50 {
		t.Errorf("%d entries of %d are named in vain", named, 100*64)
	}
}

// A shard that is not full is written, and again when there is more in it.
func TestWrittenAgain(t *testing.T) {
	b := NewBuilder()
	for i := range 200 {
		b.Entry(uint64(i + 1))
		b.Text(fmt.Appendf(nil, "this is number %d.", i))
		if i%7 == 0 {
			b.EndCell()
		}
		if i%5 > 0 {
			continue
		}
		data := b.AppendTo(nil, [NoteSize]byte{})
		for j := range i + 1 {
			if !find(t, data, fmt.Sprintf("number %d.", j))[uint64(j+1)] {
				t.Fatalf("%d is not found after %d", j, i)
			}
		}
	}
}

func TestEverything(t *testing.T) {
	b := NewBuilder()
	b.Entry(7)
	b.Everything()
	b.EndCell()
	b.Entry(8)
	b.Text([]byte("something"))
	b.EndCell()
	if found := find(t, b.AppendTo(nil, [NoteSize]byte{}), "whatever it is"); len(found) != 1 || !found[7] {
		t.Errorf("%v", found)
	}
}

func TestDamageIsSeen(t *testing.T) {
	data := shardOf([]string{"one text", "another text"}, 1)
	for i := 0; i < len(data); i += 1 + len(data)/300 {
		bad := bytes.Clone(data)
		bad[i] ^= 0x10
		s, err := Open(bytes.NewReader(bad), int64(len(bad)))
		if err == nil {
			err = s.Check(bytes.NewReader(bad))
		}
		if !errors.Is(err, ErrDamaged) {
			t.Fatalf("octet %d of %d: %v", i, len(data), err)
		}
	}
	for _, n := range []int{0, 10, headerSize, len(data) - 1} {
		if _, err := Open(bytes.NewReader(data[:n]), int64(n)); err == nil {
			t.Errorf("%d octets are taken for a shard", n)
		}
	}
	s, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil || s.Note[0] != 42 || s.Cells != 2 || s.Entries != 2 || s.First != 1 || s.Last != 2 || s.Octets != 20 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestShortNeedles(t *testing.T) {
	if _, ok := NewNeedle([]byte("ab")); ok {
		t.Error("two letters are enough")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(shardOf([]string{"one text"}, 1))
	n, _ := NewNeedle([]byte("one text"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bytes.NewReader(data)
		s, err := Open(r, int64(len(data)))
		if err != nil {
			return
		}
		if cells, err := s.Find(r, &n); err == nil {
			_ = s.Each(r, cells, func(uint64) {})
		}
	})
}

func BenchmarkText(b *testing.B) {
	g := NewBuilder()
	text := []byte(strings.Repeat(`{"name":"somebody","uuid":"8f14e45f-ea9c"},`, 50))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		g.Entry(1)
		g.Text(text)
		if g.CellOctets() > 64<<10 && g.EndCell() {
			g.Reset()
		}
	}
}
