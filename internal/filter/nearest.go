package filter

import "strings"

// nearest is the field whose name is at most so many edits away from what was
// typed, or "".
func nearest(typed string, most int) string {
	return nearestOf(typed, most, func(*field) bool { return true })
}

func nearestOf(typed string, most int, among func(*field) bool) string {
	typed = strings.ToLower(typed)
	best := ""
	for i := range table {
		f := &table[i]
		if !among(f) {
			continue
		}
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			if d := distance(typed, name); d <= min(most, len(name)/2) {
				best, most = f.Name, d-1
			}
		}
	}
	return best
}

// Nearest is the one of some names that is a few edits away from what was typed,
// or "".
func Nearest(typed string, names []string) string {
	typed = strings.ToLower(typed)
	best, most := "", 3
	for _, name := range names {
		if d := distance(typed, strings.ToLower(name)); d <= min(most, len(name)/2) {
			best, most = name, d-1
		}
	}
	return best
}

// distance counts the insertions, deletions, replacements and swaps of
// neighbours between two short texts.
func distance(a, b string) int {
	if len(a) > 40 || len(b) > 40 {
		return 40
	}
	var rows [3][41]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, up, upup := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(up[j]+1, row[j-1]+1, up[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], upup[j-2]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}

// headerNames are fields that people take for fields of the filter.
var headerNames = []string{"accept", "accept-encoding", "accept-language", "access-control-allow-origin", "age", "authorization", "cache-control", "connection",
	"content-disposition", "content-encoding", "content-length", "content-security-policy", "content-type", "date", "etag", "expires", "forwarded", "grpc-status",
	"if-modified-since", "if-none-match", "last-modified", "location", "origin", "range", "referer", "retry-after", "sec-fetch-mode",
	"set-cookie", "strict-transport-security", "traceparent", "transfer-encoding", "upgrade", "user-agent", "vary", "via", "www-authenticate", "x-forwarded-for", "x-request-id"}

// unknownField is the error for a name and a colon that no field has.
func (p *parser) unknownField(at, colon int) *SyntaxError {
	name := p.text[at:colon]
	word := p.text[at:p.word(at, "")]
	value := word[len(name)+1:]
	bad := p.fail(at, name+":", "a field such as host, status or header; a word with a colon needs quotation marks")
	switch near := nearest(name, 2); {
	case near != "":
		bad.Suggest = near + ":" + value
	case isHeaderName(name) && value == "":
		bad.Suggest = "header:" + strings.ToLower(name)
	case isHeaderName(name):
		bad.Suggest = "header:" + strings.ToLower(name) + "~" + value
	default:
		bad.Suggest = quote(word)
	}
	return bad
}

func isHeaderName(name string) bool {
	name = strings.ToLower(name)
	if strings.HasPrefix(name, "x-") {
		return true
	}
	for _, h := range headerNames {
		if h == name {
			return true
		}
	}
	return false
}
