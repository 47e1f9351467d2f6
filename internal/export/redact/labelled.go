package redact

import "bytes"

// isLabel reports whether a name is one whose value names something else, as in
// {"name":"password","value":"…"} and <meta name="csrf-token" content="…">.
func isLabel(name []byte) bool {
	switch string(bytes.ToLower(name)) {
	case "name", "key", "header", "field", "property", "id":
		return true
	}
	return false
}

// isContent reports whether a name is one of the value that belongs to a label.
func isContent(name []byte) bool {
	switch string(bytes.ToLower(name)) {
	case "value", "content", "val":
		return true
	}
	return false
}

// labelled looks at the label whose ':' or '=' is at i, and when it names a
// secret replaces the value in the same element or object, on either side.
func (s *scan) labelled(i int) {
	const near = 512
	from := skipSpace(s.b, i+1)
	depth := 0
	for from+depth < len(s.b) && s.b[from+depth] == '\\' {
		depth++
	}
	if from+depth >= len(s.b) || !isAny(s.b[from+depth], "\"'") {
		return
	}
	label, end := quotation(s.b[:min(len(s.b), from+128)], from+depth, depth)
	if s.judge(label, inField) != secret {
		return
	}
	start := i - min(i, near)
	if n := bytes.LastIndexAny(s.b[start:i], "<>{}"); n >= 0 {
		start += n
	}
	stop := min(len(s.b), end+near)
	if n := bytes.IndexAny(s.b[min(end, stop):stop], "<>{}"); n >= 0 {
		stop = end + n
	}
	for j := start; j < stop; j++ {
		if s.b[j] != ':' && s.b[j] != '=' {
			continue
		}
		if name, _ := s.nameBefore(j); isContent(name) {
			j = max(j, s.value(skipSpace(s.b, j+1), secret, s.b[j], inText)-1)
		}
	}
}
