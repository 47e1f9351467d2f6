package policy

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// MaxImport is the size of the largest file that [Import] reads, in bytes.
const MaxImport = 64 << 20

// Imported is what another tool's lists come to.
type Imported struct {
	Format  string  // "Charles", "Proxyman", "HTTP Toolkit"
	Default Action  // what these lists mean for a host in none of them
	Entries []Entry // in their order, each pattern once
	Skipped []string
}

// Import reads the lists of hosts to intercept and not to intercept of
//
//   - Charles: charles.config, or the export of the SSL proxying settings (XML);
//   - Proxyman: the export of the SSL proxying list, or of all settings (JSON);
//   - HTTP Toolkit: its settings, or a file with the options tlsPassthrough and
//     tlsInterceptOnly of its proxy (JSON).
//
// All three leave alone what is in no list when they have a list of hosts to
// intercept; Default says so. An import into an existing file is [AddAll] and,
// if the user wants it, [SetDefault]. Skipped has a sentence for each entry and setting
// that has no counterpart here. The error says what the file is not.
func Import(r io.Reader) (Imported, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxImport+1))
	if err != nil {
		return Imported{}, fmt.Errorf("reading the file to import: %w", err)
	}
	if len(data) > MaxImport {
		return Imported{}, fmt.Errorf("the file to import has more than %d bytes", MaxImport)
	}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte(byteOrderMark)))
	switch {
	case bytes.HasPrefix(data, []byte("<")):
		return importCharles(data)
	case bytes.HasPrefix(data, []byte("{")), bytes.HasPrefix(data, []byte("[")):
		return importJSON(data)
	}
	return Imported{}, errNotImportable("neither XML nor JSON")
}

func errNotImportable(why string) error {
	return fmt.Errorf("this is not a list of Charles (.xml, .config), Proxyman or HTTP Toolkit (.json): %s", why)
}

// maxSkipped bounds the sentences; the last one then says how many are missing.
const maxSkipped = 100

// importer collects entries.
type importer struct {
	out     Imported
	known   map[Pattern]bool
	skipped int
}

func (m *importer) skip(format string, args ...any) {
	m.skipped++
	if m.skipped <= maxSkipped {
		m.out.Skipped = append(m.out.Skipped, fmt.Sprintf(format, args...))
	}
}

func (m *importer) add(a Action, text string) {
	p, err := ParsePattern(text)
	switch {
	case err != nil:
		m.skip("%s %s: %v", a, shorten(printable(text)), err)
	case len(m.out.Entries) == MaxStatements:
		m.skip("%s %s: more than %d entries", a, p, MaxStatements)
	default:
		// A host in both lists is bypassed, as the tools do.
		if m.known == nil {
			m.known = map[Pattern]bool{}
		}
		if bypassed, ok := m.known[p]; ok && (bypassed || a == Intercept) {
			return
		}
		m.known[p] = a == Bypass
		m.out.Entries = append(m.out.Entries, Entry{Action: a, Pattern: p})
	}
}

// done is the result. Where there is a list of hosts to intercept, all three
// tools leave the others alone.
func (m *importer) done(format string) (Imported, error) {
	m.out.Format = format
	kept := m.out.Entries[:0]
	for _, e := range m.out.Entries {
		if e.Action == Bypass || !m.known[e.Pattern] {
			kept = append(kept, e)
		}
		if e.Action == Intercept {
			m.out.Default = Bypass
		}
	}
	m.out.Entries = kept
	if more := m.skipped - len(m.out.Skipped); more > 0 {
		m.out.Skipped = append(m.out.Skipped, "and "+strconv.Itoa(more)+" more")
	}
	if len(m.out.Entries) == 0 && m.skipped == 0 {
		return m.out, errNotImportable("there are no hosts of SSL proxying in it")
	}
	return m.out, nil
}

// hostPort is a pattern of a host and a port, "" and * meaning any.
func hostPort(host, port string) string {
	if host == "" {
		host = "*"
	}
	if strings.Count(host, ":") > 1 && !strings.HasPrefix(host, "[") {
		host = "[" + host + "]"
	}
	if port == "" || port == "*" {
		return host
	}
	return host + ":" + port
}

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, s)
}
