package har

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// Whatever is read can be written, and that is an archive which reads as the
// same one.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/dialects/*.har")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		seed, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed)
	}
	f.Add([]byte(write(f, Options{}, samples()...)))
	f.Add([]byte(file(entry(0), `{"request":`, entry(2))))
	f.Fuzz(func(t *testing.T, in []byte) {
		var all []*Entry
		report, err := Read(bytes.NewReader(in), Limits{Entry: 1 << 20}, func(e *Entry) error {
			all = append(all, e)
			return nil
		})
		if err != nil {
			return
		}
		if report.Entries != len(all) {
			t.Fatalf("%d entries, %+v", len(all), report)
		}
		once := write(t, Options{Pages: report.Pages}, all...)
		if !json.Valid([]byte(once)) {
			t.Fatalf("no JSON: %s", once)
		}
		back, again := read(t, once)
		if len(back) != len(all) || len(again.Damages) > 0 {
			t.Fatalf("%d of %d came back: %v", len(back), len(all), again.Damages)
		}
		if twice := write(t, Options{Pages: again.Pages}, back...); once != twice {
			t.Fatalf("differ:\n%s\n%s", once, twice)
		}
	})
}

func FuzzValue(f *testing.F) {
	for _, s := range []string{`{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00",true,null],}`, `"\ud800"`, `[[[]]]`, `NaN`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		v, err := parseValue(in)
		if json.Valid(in) && err != nil && !bytes.Contains(in, bytes.Repeat([]byte("["), maxDepth/8)) && !bytes.Contains(in, bytes.Repeat([]byte("{"), 2)) {
			t.Fatalf("JSON was refused: %v", err)
		}
		if err != nil {
			return
		}
		m, s := matcher{}, scanner{r: bytes.NewReader(in)}
		if _, err := s.value(1 << 20); err != nil && v.kind != null {
			t.Fatalf("no extent: %v %v", err, m)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	all := samples()
	big := bytes.Repeat([]byte(`{"name":"value","n":12345,"text":"some words in a line\n"},`), 4000)
	all[1].Body[1] = section(big)
	all[1].Heads[1] = head(4, 1, ":status: 200\r\ncontent-type: application/json\r\n\r\n")
	for _, c := range []struct {
		name string
		e    *Entry
	}{{"small", all[0]}, {"text", all[1]}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(write(b, Options{}, c.e))))
			b.ReportAllocs()
			w := NewWriter(io.Discard, Options{})
			for b.Loop() {
				if err := w.WriteEntry(c.e); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	all := samples()
	big := bytes.Repeat([]byte(`{"name":"value","n":12345,"text":"some words in a line\n"},`), 4000)
	text := samples()[1]
	text.Body[1] = section(big)
	var small []*Entry
	for range 250 {
		small = append(small, all...)
	}
	for _, c := range []struct {
		name string
		in   string
	}{{"small", write(b, Options{}, small...)}, {"text", write(b, Options{}, text, text, text, text)}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(bytes.NewReader([]byte(c.in)), Limits{}, func(*Entry) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
