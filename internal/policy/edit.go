package policy

import (
	"slices"
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
func Add(text string, e Entry) (string, error) {
	return put(text, e.String(), func(f File, bad error) bool {
		return bad == nil && sameEntry(f, e.Pattern)
	}, e.Pattern.exempt)
}

// Remove takes a pattern out of both lists.
func Remove(text string, p Pattern) (out string, removed int) {
	return drop(text, func(f File) bool { return sameEntry(f, p) })
}

func sameEntry(f File, p Pattern) bool {
	for _, list := range [][]Entry{f.Bypass, f.Intercept} {
		if len(list) > 0 && list[0].Pattern == p {
			return true
		}
	}
	return false
}

// SetDefault makes an action the default.
func SetDefault(text string, a Action) string {
	out, err := put(text, "default "+a.String(), func(f File, _ error) bool { return isDefault(f) }, false)
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
		return put(text, "group "+quoteIfNeeded(name), func(f File, _ error) bool { return is(f) }, false)
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
	return put(text, x.String(), func(f File, _ error) bool {
		return len(f.Exceptions) > 0 && f.Exceptions[0].Host == x.Host && f.Exceptions[0].Leaf == x.Leaf
	}, false)
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
	return put(text, c.String(), func(f File, _ error) bool { return sameCert(f, c.Pattern) }, false)
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

// readLine is what one line says by itself.
func readLine(statement string) (File, error) {
	p := fileParser{groups: map[string]int{}}
	if bad := p.line(1, statement); bad != nil {
		return p.file, bad
	}
	return p.file, nil
}

func isDefault(f File) bool { return f.line == "default" }

// put replaces the first line for which same is true by a statement and takes
// out the others. Where there is none it adds the statement.
func put(text, statement string, same func(File, error) bool, first bool) (string, error) {
	added, err := readLine(statement)
	if err != nil {
		return text, err
	}
	lines := splitLines(text)
	at := -1
	kept := lines[:0:0]
	for _, l := range lines {
		f, bad := readLine(l.statement())
		switch {
		case f.line == "" || !same(f, bad):
			kept = append(kept, l)
		case at < 0:
			at = len(kept)
			kept = append(kept, l.replaced(statement))
		}
	}
	if at >= 0 {
		return joinLines(kept), nil
	}
	if first {
		return insertFirst(kept, statement, added.line), nil
	}
	return appendLine(text, statement), nil
}

// insertFirst puts a statement in front of the first one of its kind.
func insertFirst(lines []textLine, statement, kind string) string {
	for i, l := range lines {
		if f, _ := readLine(l.statement()); f.line == kind {
			end := l.ending()
			if end == "" {
				end = "\n"
			}
			mark := l.mark()
			l = l[len(mark):]
			return joinLines(slices.Concat(lines[:i], []textLine{textLine(mark + statement + end), l}, lines[i+1:]))
		}
	}
	return appendLine(joinLines(lines), statement)
}

// appendLine adds a line with the line end of the first one. A text that does
// not end in a line end does not get one, so that it can be restored.
func appendLine(text, statement string) string {
	lines := splitLines(text)
	end := "\n"
	if len(lines) > 0 && lines[0].ending() != "" {
		end = lines[0].ending()
	}
	if text == "" || text == byteOrderMark || lines[len(lines)-1].ending() != "" {
		return text + statement + end
	}
	return text + end + statement
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
