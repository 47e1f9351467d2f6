package filter

import "strings"

// typeTest compares a Content-Type with a kind of content, a MIME type with or
// without wildcards, or the name of a subtype.
func typeTest(text string) func(string) bool {
	want := strings.ToLower(text)
	if strings.ContainsAny(want, "/*") {
		glob := newGlob(want, true, true)
		return func(s string) bool { return globMatch(glob, essence(s)) }
	}
	return func(s string) bool { return isType(essence(s), want) }
}

// essence is a Content-Type without parameters.
func essence(contentType string) string {
	t, _, _ := strings.Cut(contentType, ";")
	return strings.TrimSpace(t)
}

func isType(t, want string) bool {
	if t == "" {
		return want == "none"
	}
	major, sub := t, ""
	if i := strings.IndexByte(t, '/'); i >= 0 {
		major, sub = t[:i], t[i+1:]
	}
	switch want {
	case "image", "audio", "video", "text", "multipart":
		return strings.EqualFold(major, want)
	case "json":
		return subtype(sub, "json", "ndjson", "jsonlines", "json-seq")
	case "xml":
		return subtype(sub, "xml")
	case "html":
		return subtype(sub, "html", "xhtml", "xhtml+xml")
	case "js", "javascript":
		return subtype(sub, "javascript", "ecmascript", "js")
	case "font":
		return strings.EqualFold(major, "font") || hasPrefixFold(sub, "font-") || hasPrefixFold(sub, "x-font-") || strings.EqualFold(sub, "vnd.ms-fontobject")
	case "form":
		return strings.EqualFold(sub, "x-www-form-urlencoded") || strings.EqualFold(sub, "form-data")
	case "protobuf":
		return subtype(sub, "protobuf", "vnd.google.protobuf", "proto")
	case "grpc":
		return hasPrefixFold(sub, "grpc")
	case "binary":
		return !isTextual(major, sub)
	}
	return subtype(sub, want)
}

// subtype: the name itself, with x- before it, or as the suffix after a plus.
func subtype(sub string, names ...string) bool {
	for _, n := range names {
		switch {
		case strings.EqualFold(sub, n), hasPrefixFold(sub, "x-") && strings.EqualFold(sub[2:], n):
			return true
		case len(sub) > len(n) && sub[len(sub)-len(n)-1] == '+' && strings.EqualFold(sub[len(sub)-len(n):], n),
			len(sub) > len(n) && sub[len(n)] == '+' && strings.EqualFold(sub[:len(n)], n):
			return true
		}
	}
	return false
}

func isTextual(major, sub string) bool {
	return strings.EqualFold(major, "text") || subtype(sub, "json", "ndjson", "xml", "javascript", "ecmascript", "yaml", "graphql", "x-www-form-urlencoded")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
