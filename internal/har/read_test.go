package har

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

const plainEntry = `{"startedDateTime":"2026-03-01T10:00:00Z","request":{"method":"GET","url":"http://a.test/%d"},"response":{"status":200}}`

func entry(n int) string { return fmt.Sprintf(plainEntry, n) }

func file(entries ...string) string {
	return `{"log":{"version":"1.2","creator":{"name":"T","version":"1"},"entries":[` + strings.Join(entries, ",\n") + `]}}`
}

// paths are those of the entries that were read.
func paths(all []*Entry) string {
	var b strings.Builder
	for _, e := range all {
		b.WriteString(splitURL(e.Exchange.URL).path)
	}
	return b.String()
}

func TestDamage(t *testing.T) {
	tests := []struct {
		name, file, want string
		skipped          int
		truncated        bool
		damage           string // of the first
	}{
		{"none", file(entry(0), entry(1)), "/0/1", 0, false, ""},
		{"no object", file(entry(0), `7`, entry(2)), "/0/2", 1, false, "entry 1 (line 2, octet 193): it is no object"},
		{"no request", file(entry(0), `{"response":{}}`, entry(2)), "/0/2", 1, false, "it has no request"},
		{"no URL", file(entry(0), `{"request":{"method":"GET"}}`, entry(2)), "/0/2", 1, false, "its request has no URL"},
		{"bad value", file(entry(0), `{"request":oops}`, entry(2)), "/0/2", 1, false, "entry 1 (line 2, octet 204): a value was expected"},
		{"a bracket too few", file(entry(0), `{"startedDateTime":"x","request":{"url":"http://a.test/b"`, entry(2), entry(3)), "/0/2/3", 1, false, "entry 1"},
		{"a bracket of the wrong kind", file(entry(0), `{"request":[}`, entry(2)), "/0/2", 1, false, "its brackets do not match"},
		{"a quote too few", file(entry(0), `{"request":{"url":"http://a.test/b}}`, entry(2), entry(3)), "/0/2/3", 1, false, "entry 1"},
		{"the last one", file(entry(0), `{"request":{`), "/0", 1, false, "entry 1"},
		{"cut in an entry", file(entry(0), entry(1))[:260], "/0", 1, true, "the file ends inside it"},
		{"cut between entries", file(entry(0), entry(1))[:192], "/0", 0, true, "the file ends inside it"},
		{"cut after the entries", strings.TrimSuffix(file(entry(0)), "}}"), "/0", 0, true, "the file ends inside it"},
		{"trailing commas", `{"log":{"entries":[` + entry(0) + `,],},}`, "/0", 0, false, ""},
		{"creator after the entries", `{"log":{"entries":[` + entry(0) + `],"creator":{"name":"T"}}}`, "/0", 0, false, ""},
		{"entries alone", `[` + entry(0) + `]`, "/0", 0, false, ""},
		{"no log around", `{"entries":[` + entry(0) + `]}`, "/0", 0, false, ""},
		{"null", file(entry(0), `null`), "/0", 1, false, "it is no object"},
		{"control characters in strings", file(strings.Replace(entry(0), "2026", "\x01\n2026", 1)), "/0", 0, false, ""},
		{"no entries", file(), "", 0, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, r := read(t, tt.file)
			if got := paths(all); got != tt.want || r.Skipped != tt.skipped || r.Truncated != tt.truncated || r.Entries != len(all) {
				t.Errorf("%q, %+v, want %q", got, r, tt.want)
			}
			damage := ""
			if len(r.Damages) > 0 {
				damage = r.Damages[0].String()
			}
			if !strings.Contains(damage, tt.damage) || tt.damage == "" && damage != "" {
				t.Errorf("damage %q, want %q", damage, tt.damage)
			}
		})
	}
}

func TestNoArchive(t *testing.T) {
	for _, in := range []string{"", "  ", "hello", "<html>", "{}", `{"a":1}`, `{"log":7}`, "\x00\x01\x02\x03", "PK\x03\x04"} {
		_, err := Read(strings.NewReader(in), Limits{}, func(*Entry) error { return nil })
		var bad *FormatError
		if !errors.As(err, &bad) {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestErrorsAreHandedOn(t *testing.T) {
	stop := errors.New("stop")
	n := 0
	_, err := Read(strings.NewReader(file(entry(0), entry(1))), Limits{}, func(*Entry) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("%v after %d", err, n)
	}
	broken := io.MultiReader(strings.NewReader(file(entry(0), entry(1))[:200]), failing{stop})
	if _, err := Read(broken, Limits{}, func(*Entry) error { return nil }); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestPackedFiles(t *testing.T) {
	var gz, zl bytes.Buffer
	g, z := gzip.NewWriter(&gz), zlib.NewWriter(&zl)
	for _, w := range []io.WriteCloser{g, z} {
		if _, err := io.WriteString(w, file(entry(0))); err != nil {
			t.Fatal(err)
		}
		w.Close()
	}
	for name, packed := range map[string]string{"gzip": gz.String(), "zhar": zl.String(), "plain": file(entry(0))} {
		if all, _ := read(t, packed); paths(all) != "/0" {
			t.Errorf("%s: %q", name, paths(all))
		}
	}
	all, r := read(t, gz.String()[:gz.Len()-20])
	if !r.Truncated {
		t.Errorf("cut: %d entries, %+v", len(all), r)
	}
}

// An entry beyond the limit is passed over, and what follows is read.
func TestLargeEntry(t *testing.T) {
	large := `{"startedDateTime":"x","request":{"url":"http://a.test/large"},"response":{"content":{"text":"` + strings.Repeat(`x\"{`, 100_000) + `"}}}`
	all := ""
	r, err := Read(strings.NewReader(file(entry(0), large, entry(2))), Limits{Entry: 100_000}, func(e *Entry) error {
		all += splitURL(e.Exchange.URL).path
		return nil
	})
	if err != nil || all != "/0/2" || r.Skipped != 1 || !strings.Contains(r.Damages[0].Reason, "larger") {
		t.Errorf("%q, %+v, %v", all, r, err)
	}
}

// pattern is an endless text.
type pattern struct{}

func (pattern) ReadAt(p []byte, off int64) (int, error) {
	for i := range p {
		p[i] = "quote\"\nline "[(off+int64(i))%12]
	}
	return len(p), nil
}

// A large body is written without being held.
func TestWriterHoldsNothing(t *testing.T) {
	e := samples()[1]
	e.Body[flow.Response] = io.NewSectionReader(pattern{}, 0, 128<<20)
	e.Heads[1].Head = flow.ParseHead(flow.HTTP2, []byte(":status: 200\r\ncontent-type: text/plain\r\n\r\n"), flow.Response, false)
	var before, after runtime.MemStats
	w := NewWriter(io.Discard, Options{})
	runtime.ReadMemStats(&before)
	if err := w.WriteEntry(e); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 {
		t.Errorf("%d octets were allocated", n)
	}
}
