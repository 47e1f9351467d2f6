package foreign

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rockxy/internal/rule/rulefile"
)

// Import is what a file of another tool becomes.
type Import struct {
	From   string // the tool
	Groups []*Group
	Files  []File // to be put beside the rule files
	Left   []Left
}

// Group becomes a rule file.
type Group struct {
	Name    string // of the file, without an extension
	Enabled bool
	Rules   []*Rule
	Left    []Left // of Import.Left, those of this group
}

// Rule is one rule.
type Rule struct {
	Name    string
	Enabled bool
	Match   string
	Notes   string
	Actions []Action

	takes matching // what it takes away from rules after it; for those that are overruled
}

// Action is a kind with its value.
type Action struct {
	Kind  string
	Value any // string, int, bool, []any or fields
}

// fields is a mapping with an order.
type fields []pair

type pair struct {
	key   string
	value any
}

// File is one that rules refer to. Name has slashes.
type File struct {
	Name string
	Data []byte
}

// Left is something that is not carried over, or not as it was.
type Left struct{ What, Why string }

func (l Left) String() string { return oneLine(l.What) + ": " + oneLine(l.Why) }

// Options are what Read is told besides the file.
type Options struct {
	Name  string          // of the file; helps where the content does not say which tool it is
	Kinds []rulefile.Kind // who reads actions
	// IsDir reports whether a path on this machine is a directory; known is
	// false when there is nothing. It may be nil.
	IsDir func(path string) (dir, known bool)
}

// UnknownError says that a file is none that can be read.
type UnknownError struct{ Why string }

func (e *UnknownError) Error() string { return e.Why }

func unknownf(format string, args ...any) error {
	return &UnknownError{Why: fmt.Sprintf(format, args...)}
}

// Read reads a file. The error is an *UnknownError.
func Read(data []byte, o Options) (*Import, error) {
	if len(data) > MaxFile {
		return nil, unknownf("it has %d octets; at most %d MiB are read", len(data), MaxFile>>20)
	}
	r := &reader{o: o, left: map[*Group][]Left{}}
	text := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n")
	var err error
	switch {
	case len(text) == 0:
		err = unknownf("it is empty")
	case bytes.HasPrefix(text, []byte("bplist")):
		err = unknownf("it is a binary property list; plutil -convert xml1 makes it one that can be read")
	case text[0] == '<':
		err = r.xml(text)
	case text[0] == '[' || text[0] == '{':
		err = r.json(text)
	default:
		err = unknownf("it is neither XML nor JSON")
	}
	if err != nil {
		return nil, err
	}
	return r.finish(), nil
}

// reader collects what a file has.
type reader struct {
	o      Options
	from   string
	groups []*Group
	files  []File
	left   map[*Group][]Left
	lost   []Left // of no group
}

func (r *reader) xml(text []byte) error {
	top, err := readXML(text)
	switch {
	case err != nil:
		return err
	case top.name == "plist":
		v, err := plist(top)
		if err != nil {
			return err
		}
		return r.values(v)
	}
	return r.charles(top)
}

func (r *reader) json(text []byte) error {
	v, err := readJSON(text)
	if err != nil {
		return err
	}
	return r.values(v)
}

// values reads what is JSON or a property list.
func (r *reader) values(v *value) error {
	if isMac(v) {
		return r.mac(v)
	}
	return r.proxyman(v)
}

func (r *reader) group(name string, enabled bool) *Group {
	g := &Group{Name: name, Enabled: enabled}
	r.groups = append(r.groups, g)
	return g
}

func (r *reader) leave(g *Group, what, format string, args ...any) {
	l := Left{What: what, Why: fmt.Sprintf(format, args...)}
	if g == nil {
		r.lost = append(r.lost, l)
		return
	}
	r.left[g] = append(r.left[g], l)
}

// finish names the rules, has each of them read, and drops what is empty.
func (r *reader) finish() *Import {
	out := &Import{From: r.from, Files: r.files, Left: r.lost}
	for _, g := range r.groups {
		seen := map[string]bool{}
		kept := g.Rules[:0]
		for _, one := range g.Rules {
			one.Name = unique(ruleName(one.Name), seen)
			if why := r.refused(one); why != "" {
				r.leave(g, one.Name, "%s", why)
				continue
			}
			kept = append(kept, one)
		}
		g.Rules, g.Left = kept, r.left[g]
		out.Left = append(out.Left, g.Left...)
		if len(g.Rules) > 0 {
			out.Groups = append(out.Groups, g)
		}
	}
	out.Files = slices.DeleteFunc(out.Files, func(f File) bool { return !out.mentions(f.Name) })
	return out
}

func (i *Import) mentions(file string) bool {
	for _, g := range i.Groups {
		for _, one := range g.Rules {
			for _, a := range one.Actions {
				if f, ok := a.Value.(fields); ok && f.get("message") == file || ok && f.get("file") == file {
					return true
				}
			}
		}
	}
	return false
}

func (f fields) get(key string) any {
	for _, p := range f {
		if p.key == key {
			return p.value
		}
	}
	return nil
}

// refused has a rule read as it is written, and says why it cannot be.
func (r *reader) refused(one *Rule) string {
	_, err := rulefile.Read("/import.yaml", (&Group{Name: "import", Enabled: true, Rules: []*Rule{one}}).YAML(""), r.o.Kinds)
	if err == nil {
		return ""
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	if _, what, ok := strings.Cut(first, ".yaml:"); ok {
		first = strings.TrimLeft(what, "0123456789: ")
	}
	return first
}

// unreadable has a whole group read.
func (r *reader) unreadable(g *Group) error {
	_, err := rulefile.Read("/"+g.Name+".yaml", g.YAML("x"), r.o.Kinds)
	return err
}

// ruleName is a name that a rule may have.
func ruleName(s string) string {
	s = strings.TrimSpace(oneLine(s))
	if r := []rune(s); len(r) > rulefile.MaxName-10 {
		s = strings.TrimSpace(string(r[:rulefile.MaxName-11])) + "…"
	}
	if s == "" {
		return "unnamed"
	}
	return s
}

func unique(name string, seen map[string]bool) string {
	for try, n := name, 2; ; n++ {
		if !seen[try] {
			seen[try] = true
			return try
		}
		try = fmt.Sprintf("%s (%d)", name, n)
	}
}

// oneLine leaves out what has no place in one line of text.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r) || r == utf8.RuneError || r == '\u2028' || r == '\u2029':
			return -1
		}
		return r
	}, s)
}
