package har

import (
	"bytes"
	"io"
	"strings"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

// failer is a *testing.T, *testing.F or *rapid.T.
type failer interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Helper()
}

func write(t failer, opt Options, entries ...*Entry) string {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b, opt)
	for _, e := range entries {
		if err := w.WriteEntry(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func read(t failer, file string) (all []*Entry, r Report) {
	t.Helper()
	r, err := Read(strings.NewReader(file), Limits{}, func(e *Entry) error {
		all = append(all, e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, r
}

func section(p []byte) *io.SectionReader {
	return io.NewSectionReader(bytes.NewReader(p), 0, int64(len(p)))
}

// octets is a body as stored, plainOctets what it decodes to.
func octets(e *Entry, dir flow.Direction) []byte {
	if e.Body[dir] == nil {
		return nil
	}
	p, _ := io.ReadAll(io.NewSectionReader(e.Body[dir], 0, e.Body[dir].Size()))
	return p
}

func plainOctets(e *Entry, dir flow.Direction) []byte {
	p, _ := content.Decode(bytes.NewReader(octets(e, dir)), list(e.Head(dir), "content-encoding"), content.Limits{})
	return p
}

func messagesOf(e *Entry) (all []*flow.Message) {
	if e.Messages == nil {
		return nil
	}
	for m := range e.Messages {
		all = append(all, m)
	}
	return all
}
