package policy

import (
	"slices"
	"strings"
	"time"
)

// Edits take the text of a policy and return another, in which every byte that
// is not of the statements concerned is as it was: comments, blank lines,
// order, line ends, and lines that cannot be read. Adding a statement that was
// not there and removing it again gives the same text.

// Add puts an entry into its list. A pattern has one place: if it is in the file
// already, in either list, its first line becomes this entry and further ones
// go. Else the entry becomes the last line of the file or, as an exemption, goes
// in front of its list's first line, where it holds against all of them.
//
// The error is a *[SyntaxError] for an entry that the file cannot hold, such as
// one with a line break in its note.
func Add(text string, e Entry) (string, error) { return AddAll(text, []Entry{e}) }

// AddAll is [Add] for several entries, each pattern's last one.
func AddAll(text string, entries []Entry) (string, error) {
	adding := make(map[Pattern]string, len(entries))
	for _, e := range entries {
		adding[e.Pattern] = e.String()
		if _, err := readAdded(adding[e.Pattern]); err != nil {
			return text, err
		}
	}
	placed := make(map[Pattern]bool, len(entries))
	var kept []textLine
	for _, l := range splitLines(text) {
		p, ok := entryPattern(l)
		statement, same := adding[p]
		if !ok || !same {
			kept = append(kept, l)
		} else if !placed[p] {
			placed[p] = true
			kept = append(kept, l.replaced(statement))
		}
	}
	var last []string
	for _, e := range slices.Backward(entries) {
		if placed[e.Pattern] {
			continue
		}
		placed[e.Pattern] = true
		if at := firstOf(kept, e.Action); e.Pattern.exempt && at >= 0 {
			kept = insertBefore(kept, at, adding[e.Pattern])
		} else {
			last = append(last, adding[e.Pattern])
		}
	}
	slices.Reverse(last)
	return appendLines(joinLines(kept), last), nil
}

// entryPattern is the pattern of a line of a list that can be read.
func entryPattern(l textLine) (Pattern, bool) {
	f, bad := readLine(l.statement())
	if bad != nil {
		return Pattern{}, false
	}
	for _, list := range [][]Entry{f.Bypass, f.Intercept} {
		if len(list) > 0 {
			return list[0].Pattern, true
		}
	}
	return Pattern{}, false
}

// firstOf is the first line of a list, or -1.
func firstOf(lines []textLine, a Action) int {
	return slices.IndexFunc(lines, func(l textLine) bool {
		words, _, _ := splitWords(l.statement())
		return len(words) > 0 && words[0].text == a.String()
	})
}

// insertBefore puts a statement in a line of its own in front of line i.
func insertBefore(lines []textLine, i int, statement string) []textLine {
	end, mark := lineEnd(lines), lines[i].mark()
	lines[i] = lines[i][len(mark):]
	return slices.Insert(lines, i, textLine(mark+statement+end))
}

// Remove takes a pattern out of both lists.
func Remove(text string, p Pattern) (out string, removed int) {
	return drop(text, func(f File) bool {
		is := func(e Entry) bool { return e.Pattern == p }
		return slices.ContainsFunc(f.Bypass, is) || slices.ContainsFunc(f.Intercept, is)
	})
}

// SetDefault makes an action the default.
func SetDefault(text string, a Action) string {
	out, err := put(text, "default "+a.String(), func(f File) bool { return f.line == "default" })
	if err != nil {
		return text // a statement of two known words can be read
	}
	return out
}

// SetGroup switches a group on or off. The error is a *[SyntaxError] for a name
// that no group has.
func SetGroup(text, name string, on bool) (string, error) {
	is := func(f File) bool { return len(f.Groups) > 0 && f.Groups[0].Name == name }
	if on {
		return put(text, "group "+quoteIfNeeded(name), is)
	}
	if _, bad := readLine("group " + quoteIfNeeded(name)); bad != nil {
		return text, bad
	}
	out, _ := drop(text, is)
	return out, nil
}

// AddException puts an exception into the file, in the place of one for the
// same host and certificate.
func AddException(text string, x Exception) (string, error) {
	f, err := readAdded(x.String())
	if err != nil {
		return text, err
	}
	x = f.Exceptions[0] // with its host in the canonical form
	return put(text, x.String(), func(f File) bool {
		return len(f.Exceptions) > 0 && f.Exceptions[0].Host == x.Host && f.Exceptions[0].Leaf == x.Leaf
	})
}

// RemoveExceptions takes out all exceptions for a host.
func RemoveExceptions(text, hostname string) (out string, removed int) {
	h := readHost(hostname)
	return drop(text, func(f File) bool {
		return len(f.Exceptions) > 0 && readHost(f.Exceptions[0].Host) == h
	})
}

// AddClientCert puts a client certificate into the file, in the place of one for
// the same host pattern.
func AddClientCert(text string, c ClientCert) (string, error) {
	return put(text, c.String(), func(f File) bool { return sameCert(f, c.Pattern) })
}

// RemoveClientCert takes out the client certificates for a host pattern.
func RemoveClientCert(text string, p Pattern) (out string, removed int) {
	return drop(text, func(f File) bool { return sameCert(f, p) })
}

func sameCert(f File, p Pattern) bool { return len(f.ClientCerts) > 0 && f.ClientCerts[0].Pattern == p }

// DropExpired takes out the entries and exceptions that no longer apply at now.
func DropExpired(text string, now time.Time) (out string, removed int) {
	return drop(text, func(f File) bool {
		over := slices.ContainsFunc(append(f.Bypass, f.Intercept...), func(e Entry) bool { return e.expired(now) })
		return over || len(f.Exceptions) > 0 && !now.Before(f.Exceptions[0].Until)
	})
}

// readAdded is [readLine] for a statement that is to be added. A comment in it
// can only come from a value that was not what it should be.
func readAdded(statement string) (File, error) {
	f, err := readLine(statement)
	if err != nil {
		return f, err
	}
	if _, end, _ := splitWords(statement); end != len(statement) {
		return f, &SyntaxError{Column: columnAt(statement, end), Found: statement[end:], Want: "the end of the statement"}
	}
	return f, nil
}

// readLine is what one line says by itself.
func readLine(statement string) (File, error) {
	p := fileParser{groups: map[string]int{}}
	if bad := p.line(1, statement); bad != nil {
		return p.file, bad
	}
	return p.file, nil
}

// put replaces the first line for which same is true by a statement and takes
// out the others. Where there is none it adds the statement.
func put(text, statement string, same func(File) bool) (string, error) {
	if _, err := readAdded(statement); err != nil {
		return text, err
	}
	there := false
	var kept []textLine
	for _, l := range splitLines(text) {
		f, _ := readLine(l.statement())
		switch {
		case f.line == "" || !same(f):
			kept = append(kept, l)
		case !there:
			there = true
			kept = append(kept, l.replaced(statement))
		}
	}
	if there {
		return joinLines(kept), nil
	}
	return appendLines(text, []string{statement}), nil
}

// appendLines adds lines at the end. A text that does not end in a line end does
// not get one, so that it can be restored.
func appendLines(text string, statements []string) string {
	if len(statements) == 0 {
		return text
	}
	lines := splitLines(text)
	end := lineEnd(lines)
	if strings.HasSuffix(text, "\r") {
		end = "\r\n" // or this CR would become a part of the line's end
	}
	added := strings.Join(statements, end)
	if text == "" || text == byteOrderMark || lines[len(lines)-1].ending() != "" {
		return text + added + end
	}
	return text + end + added
}

// lineEnd is the end of the first line, by which the others go.
func lineEnd(lines []textLine) string {
	if len(lines) > 0 && lines[0].ending() != "" {
		return lines[0].ending()
	}
	return "\n"
}

// drop takes lines out. When the last line goes and has no end, the end of the
// line before goes with it.
func drop(text string, which func(File) bool) (out string, removed int) {
	lines := splitLines(text)
	kept := lines[:0:0]
	for i, l := range lines {
		f, bad := readLine(l.statement())
		if bad != nil || f.line == "" || !which(f) {
			kept = append(kept, l)
			continue
		}
		removed++
		if m := l.mark(); m != "" {
			kept = append(kept, textLine(m))
		}
		if i == len(lines)-1 && l.ending() == "" && len(kept) > 0 {
			last := kept[len(kept)-1]
			kept[len(kept)-1] = last[:len(last)-len(last.ending())]
		}
	}
	return joinLines(kept), removed
}
