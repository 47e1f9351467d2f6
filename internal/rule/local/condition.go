package local

import (
	"strings"
	"time"

	"rockxy/internal/flow"
)

// verdict is what the conditions of a request say.
type verdict uint8

const (
	proceed     verdict = iota
	wholeOnly           // Range is to be ignored, for If-Range does not hold
	notModified         // 304
	failed              // 412
)

// checkConditions follows RFC 9110 §13.2.2; of are the fields of the answer.
func checkConditions(head *flow.Head, of []flow.Field) verdict {
	tag, _ := get(of, "etag")
	stamp, _ := get(of, "last-modified")
	modified, dated := parseTime(stamp)
	if v, ok := values(head, "if-match"); ok {
		if !matchesTag(v, tag, true) {
			return failed
		}
	} else if v, ok := values(head, "if-unmodified-since"); ok && dated {
		if t, ok := parseTime(v); ok && modified.After(t) {
			return failed
		}
	}
	if v, ok := values(head, "if-none-match"); ok {
		if matchesTag(v, tag, false) {
			return notModified
		}
	} else if v, ok := values(head, "if-modified-since"); ok && dated {
		if t, ok := parseTime(v); ok && !modified.After(t) {
			return notModified
		}
	}
	if v, ok := values(head, "if-range"); ok && head.Has("range") {
		if strings.HasPrefix(v, `"`) || strings.HasPrefix(v, "W/") {
			if !matchesTag(v, tag, true) {
				return wholeOnly
			}
		} else if t, ok := parseTime(v); !ok || !dated || !t.Equal(modified) {
			return wholeOnly
		}
	}
	return proceed
}

// values are those of all lines of a field.
func values(head *flow.Head, name string) (string, bool) {
	var all []string
	for v := range head.Values(name) {
		all = append(all, strings.TrimSpace(string(v)))
	}
	return strings.Join(all, ", "), all != nil
}

// matchesTag looks for tag in a list of entity tags, RFC 9110 §8.8.3.2.
func matchesTag(list, tag string, strong bool) bool {
	if strings.TrimSpace(list) == "*" {
		return true
	}
	for list != "" {
		list = strings.TrimLeft(list, " \t,")
		one, rest, ok := cutTag(list)
		if !ok {
			return false
		}
		list = rest
		weak := strings.HasPrefix(one, "W/") || strings.HasPrefix(tag, "W/")
		if strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") && !(strong && weak) {
			return true
		}
	}
	return false
}

// cutTag cuts the entity tag off with which list begins.
func cutTag(list string) (tag, rest string, ok bool) {
	i := len(list) - len(strings.TrimPrefix(list, "W/"))
	if i >= len(list) || list[i] != '"' {
		return "", "", false
	}
	end := strings.IndexByte(list[i+1:], '"')
	if end < 0 {
		return "", "", false
	}
	n := i + 1 + end + 1
	return list[:n], list[n:], true
}

const imfDate = "Mon, 02 Jan 2006 15:04:05 GMT" // RFC 9110 §5.6.7

func httpTime(t time.Time) string { return t.UTC().Format(imfDate) }

// parseTime reads an HTTP-date in one of its three forms.
func parseTime(s string) (time.Time, bool) {
	for _, form := range []string{imfDate, "Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC} {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
