package command

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// Fetch returns a JavaScript module that prints the answer. A browser leaves
// out fields that pages may not set; Node sends them. Names of fields become
// small, and their order is the engine's.
func (r *Request) Fetch() (string, error) {
	switch {
	case r.Method == "TRACE" || r.Method == "TRACK":
		return "", &UnsupportedError{"fetch", "it forbids the method " + r.Method}
	case len(r.Body) > 0 && (r.Method == "GET" || r.Method == "HEAD"):
		return "", &UnsupportedError{"fetch", "it allows no body with " + r.Method}
	case !exactURL(r.Target) || dotSegments(r.Target) || strings.Contains(r.Target, "'"):
		return "", &UnsupportedError{"fetch", "it would write the target in another way"}
	}
	var b strings.Builder
	b.WriteString(comments("//", r.Notes))
	b.WriteString("const response = await fetch(" + script(r.URL()) + ", {\n  method: " + script(r.Method) + ",\n  redirect: \"manual\",\n")
	if _, ok := r.Get("Cookie"); ok {
		b.WriteString("  credentials: \"include\",\n")
	}
	b.WriteString("  headers: [\n")
	typed := false
	for _, f := range r.Fields {
		switch strings.ToLower(f.Name) {
		case "connection", "content-length", "transfer-encoding", "keep-alive", "upgrade", "expect", "te":
			continue
		case "content-type":
			typed = true
		}
		b.WriteString("    [" + script(f.Name) + ", " + scriptBytes(f.Value) + "],\n")
	}
	b.WriteString("  ],\n")
	switch {
	case len(r.Body) == 0:
	case !showable(r.Body):
		b.WriteString("  body: Uint8Array.from(atob(\"" + base64.StdEncoding.EncodeToString(r.Body) + "\"), (c) => c.charCodeAt(0)),\n")
	case typed:
		b.WriteString("  body: " + script(string(r.Body)) + ",\n")
	default: // a text would bring a Content-Type of its own
		b.WriteString("  body: new TextEncoder().encode(" + script(string(r.Body)) + "),\n")
	}
	b.WriteString("});\nconsole.log(response.status, await response.text());\n")
	return b.String(), nil
}

// script is a string literal of JavaScript. That of JSON is one, and Go escapes
// what would end a line or a script element.
func script(s string) string {
	out, _ := json.Marshal(s) // a string never fails
	return string(out)
}

// scriptBytes is a string literal with one character for each octet, as fetch
// wants the values of fields.
func scriptBytes(s string) string {
	var runes []rune
	for i := range len(s) {
		runes = append(runes, rune(s[i]))
	}
	return script(string(runes))
}

// dotSegments reports whether a URL parser would shorten a path.
func dotSegments(target string) bool {
	path, _, _ := strings.Cut(target, "?")
	for segment := range strings.SplitSeq(strings.ToLower(path), "/") {
		switch strings.ReplaceAll(segment, "%2e", ".") {
		case ".", "..":
			return true
		}
	}
	return false
}
