package compose

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// part is one of --form.
type part struct{ name, content, kind, file string }

// addPart: name=content, perhaps with ;type= and ;filename= behind; name=@file and
// name=<file are files.
func (c *command) addPart(v string) error {
	name, rest, ok := strings.Cut(v, "=")
	if !ok {
		return refuse("", "--form %s has no = between a name and its content", short(v))
	}
	if strings.HasPrefix(rest, "@") || strings.HasPrefix(rest, "<") {
		return fileOrInput("--form " + v)
	}
	if strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, ")") || strings.HasPrefix(v, "=") {
		return refuse("", "--form %s has parts within a part, which cannot be composed", short(v))
	}
	p := part{name: name}
	p.content, rest = formValue(rest)
	for rest != "" {
		var key, value string
		key, rest, _ = strings.Cut(strings.TrimPrefix(rest, ";"), "=")
		value, rest = formValue(rest)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "type":
			p.kind = value
		case "filename":
			p.file = value
		default:
			c.note("%s of --form %s is left out.", short(key), short(name))
		}
	}
	c.parts = append(c.parts, p)
	return nil
}

// formValue is a value up to the next semicolon, or in quotes.
func formValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, `"`) {
		if i := strings.IndexByte(s, ';'); i >= 0 && attribute(s[i+1:]) {
			return s[:i], s[i:]
		}
		return s, ""
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '\\' || s[i+1] == '"'):
			i++
		case s[i] == '"':
			rest := strings.TrimSpace(s[i+1:])
			if !strings.HasPrefix(rest, ";") {
				rest = ""
			}
			return b.String(), rest
		}
		b.WriteByte(s[i])
	}
	return s, "" // the quote is a part of it
}

// attribute reports whether what follows a semicolon is one of curl's.
func attribute(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, name := range []string{"type=", "filename=", "headers=", "encoder="} {
		if strings.HasPrefix(s, name) {
			return true
		}
	}
	return false
}

func (c *command) addPlainPart(v string) error {
	name, content, ok := strings.Cut(v, "=")
	if !ok {
		return refuse("", "--form-string %s has no = between a name and its content", short(v))
	}
	c.parts = append(c.parts, part{name: name, content: content})
	return nil
}

// boundary is one that does not occur in the parts: it is made from them.
func boundary(parts []part) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d %s %d %s", len(p.name), p.name, len(p.content), p.content)
	}
	return fmt.Sprintf("------------------------%x", h.Sum(nil)[:12])
}

// multipart is a form as RFC 7578 has it.
func multipart(parts []part) []byte {
	between := boundary(parts)
	escape := strings.NewReplacer("\r", "%0D", "\n", "%0A", `"`, "%22")
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("--" + between + "\r\nContent-Disposition: form-data; name=\"" + escape.Replace(p.name) + `"`)
		if p.file != "" {
			b.WriteString(`; filename="` + escape.Replace(p.file) + `"`)
		}
		if p.kind != "" {
			b.WriteString("\r\nContent-Type: " + strings.Map(printable, p.kind))
		}
		b.WriteString("\r\n\r\n" + p.content + "\r\n")
	}
	b.WriteString("--" + between + "--\r\n")
	return []byte(b.String())
}
