package command

import (
	"fmt"
	"strings"
)

// Requests returns a program for Python's requests that prints the answer. It
// speaks HTTP/1.1; fields of one name become one.
func (r *Request) Requests() (string, error) {
	if !exactURL(r.Target) {
		return "", &UnsupportedError{"requests", "it would write the target in another way"}
	}
	var b strings.Builder
	b.WriteString(comments("#", r.Notes))
	b.WriteString("import requests\nfrom urllib3.util import SKIP_HEADER\n\n")
	b.WriteString("request = requests.Request(" + python(r.Method, false) + ", " + python(r.Scheme+"://"+r.Authority+"/", false) + ").prepare()\n")
	b.WriteString("request.method = " + python(r.Method, false) + "\n")
	b.WriteString("request.url = " + python(r.URL(), false) + "\n")
	b.WriteString("request.headers = requests.structures.CaseInsensitiveDict([\n")
	for _, f := range r.pythonFields() {
		value := python(f.Value, false)
		if f.Value == skip {
			value = "SKIP_HEADER"
		}
		b.WriteString("    (" + python(f.Name, false) + ", " + value + "),\n")
	}
	b.WriteString("])\n")
	switch {
	case len(r.Body) > 0 && r.Chunked:
		b.WriteString("request.body = iter([" + python(string(r.Body), true) + "])\n")
	case len(r.Body) > 0:
		b.WriteString("request.body = " + python(string(r.Body), true) + "\n")
	}
	b.WriteString("\nsession = requests.Session()\nsession.trust_env = False\n" +
		"response = session.send(request, allow_redirects=False)\nprint(response.status_code, response.text)\n")
	return b.String(), nil
}

// skip stands for a field that is not to be sent.
const skip = "\x00skip"

func (r *Request) pythonFields() (all []Field) {
	at := map[string]int{}
	add := func(f Field) {
		lower := strings.ToLower(f.Name)
		i, ok := at[lower]
		if !ok {
			at[lower] = len(all)
			all = append(all, f)
			return
		}
		separator := ", "
		if lower == "cookie" {
			separator = "; "
		}
		all[i].Value += separator + f.Value
	}
	add(Field{"Host", r.Host})
	for _, f := range r.Fields {
		add(f)
	}
	for _, name := range []string{"User-Agent", "Accept-Encoding"} {
		if _, ok := at[strings.ToLower(name)]; !ok {
			add(Field{name, skip})
		}
	}
	if _, ok := at["content-length"]; !ok && len(r.Body) > 0 && !r.Chunked {
		add(Field{"Content-Length", fmt.Sprint(len(r.Body))})
	}
	return all
}

// python is a literal of Python: of bytes, or of a text with one character for
// each octet, which is what http.client sends.
func python(s string, octets bool) string {
	var b strings.Builder
	if octets {
		b.WriteByte('b')
	}
	b.WriteByte('\'')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
