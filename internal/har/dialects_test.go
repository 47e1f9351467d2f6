package har

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"rockxy/internal/flow"
)

// describe writes what an entry says, for golden files.
func describe(e *Entry) string {
	var b strings.Builder
	x := e.Exchange
	p := measure(x)
	fmt.Fprintf(&b, "%d %s %s\n", x.ID, x.Method, x.URL)
	fmt.Fprintf(&b, "  %s %s:%d %s/%s status %d %s %q from %s\n", x.Scheme, x.Host, x.Port, x.Proto, x.UpstreamProto, x.Status, x.State, x.Kind, x.Imported)
	fmt.Fprintf(&b, "  at %s for %v: blocked %v dns %v connect %v ssl %v send %v wait %v receive %v\n", time.Unix(0, int64(p.start)).UTC().Format(time.RFC3339Nano),
		time.Duration(p.time()), time.Duration(p.blocked), time.Duration(p.dns), time.Duration(p.connect), time.Duration(p.ssl), time.Duration(p.send), time.Duration(p.wait), time.Duration(p.receive))
	if x.Server != nil {
		fmt.Fprintf(&b, "  server %d %s for %s reused %v\n", x.Server.ID, x.Server.Addr, x.Server.Target, x.Reused)
	}
	if x.Fault != nil {
		fmt.Fprintf(&b, "  fault %v\n", x.Fault)
	}
	for _, h := range e.Heads {
		fmt.Fprintf(&b, "  %v head %v %q\n", h.Dir, h.Head.Proto, h.Head.Raw)
	}
	for dir := range flow.Response + 1 {
		f := e.body(dir)
		if e.Body[dir] != nil || f.Size > 0 {
			fmt.Fprintf(&b, "  %v body %d truncated %v recoded %v %q\n", dir, f.Size, f.Truncated, f.Recoded, plainOctets(e, dir))
		}
	}
	for _, m := range messagesOf(e) {
		fmt.Fprintf(&b, "  message %v %d %s %q\n", m.Dir, m.Kind, time.Unix(0, int64(m.Time)).UTC().Format(time.RFC3339Nano), m.Data)
	}
	if e.Incomplete != "" {
		fmt.Fprintf(&b, "  incomplete: %s\n", e.Incomplete)
	}
	fmt.Fprintf(&b, "  extra %s\n", e.Extra)
	return b.String()
}

func describeAll(all []*Entry, r Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "creator %q browser %q comment %q: %d entries, %d skipped, truncated %v\n", r.Creator, r.Browser, r.Comment, r.Entries, r.Skipped, r.Truncated)
	for _, d := range r.Damages {
		fmt.Fprintln(&b, d)
	}
	for _, e := range all {
		b.WriteString(describe(e))
	}
	return b.String()
}

// Each tool's way of writing, and that what was imported survives going out
// and in again.
func TestDialects(t *testing.T) {
	files, err := filepath.Glob("testdata/dialects/*.har")
	if err != nil || len(files) < 9 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		base := strings.TrimSuffix(filepath.Base(name), ".har")
		t.Run(base, func(t *testing.T) {
			file, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all, report := read(t, string(file))
			golden(t, "dialects/"+base+".txt", describeAll(all, report))

			once := write(t, Options{Pages: report.Pages}, all...)
			if !json.Valid([]byte(once)) {
				t.Fatalf("no JSON: %s", once)
			}
			back, again := read(t, once)
			if twice := write(t, Options{Pages: again.Pages}, back...); once != twice {
				t.Errorf("export, import, export differ:\n%s\n%s", once, twice)
			}
			for i := range all {
				if a, b := describe(all[i]), describe(back[i]); a != b {
					t.Errorf("imported again:\n%s\nwas\n%s", b, a)
				}
			}
		})
	}
}

func TestByteOrderMarks(t *testing.T) {
	file, err := os.ReadFile("testdata/dialects/mitmproxy.har")
	if err != nil {
		t.Fatal(err)
	}
	all, report := read(t, string(file))
	want := describeAll(all, report)
	wide := utf16.Encode([]rune(string(file)))
	le, be := make([]byte, 0, 2*len(wide)), make([]byte, 0, 2*len(wide))
	for _, u := range wide {
		le = append(le, byte(u), byte(u>>8))
		be = append(be, byte(u>>8), byte(u))
	}
	for name, file := range map[string]string{
		"UTF-8": "\xef\xbb\xbf" + string(file), "UTF-16LE": "\xff\xfe" + string(le), "UTF-16BE": "\xfe\xff" + string(be),
		"UTF-16LE without": string(le), "UTF-16BE without": string(be),
	} {
		all, report := read(t, file)
		if got := describeAll(all, report); got != want {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}
