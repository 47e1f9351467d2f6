package local

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// maxRanges bounds what a request may ask for at a time; with more it gets the
// whole, as RFC 9110 §14.2 allows.
const maxRanges = 64

// span is a part of a file: its first octet and how many.
type span struct{ at, n int64 }

func (s span) contentRange(size int64) string {
	return fmt.Sprintf("bytes %d-%d/%d", s.at, s.at+s.n-1, size)
}

// readRange reads a Range field for a file of size octets. ok is false when it is to
// be ignored. No spans means that none can be satisfied.
func readRange(value string, size int64) (spans []span, ok bool) {
	set, isBytes := strings.CutPrefix(value, "bytes=")
	if !isBytes || size == 0 {
		return nil, false
	}
	n, total := 0, int64(0)
	for one := range strings.SplitSeq(set, ",") {
		if one = strings.Trim(one, " \t"); one == "" {
			continue
		}
		if n++; n > maxRanges {
			return nil, false
		}
		s, fine := readSpan(one, size)
		if !fine {
			return nil, false
		}
		if s.n > 0 {
			spans = append(spans, s)
			total += s.n
		}
	}
	// Parts that overlap are more than the whole: that is cheaper for both.
	return spans, n > 0 && total <= size
}

// readSpan reads "first-last", "first-" or "-last octets". A span of no octets is
// one that cannot be satisfied.
func readSpan(one string, size int64) (span, bool) {
	from, to, ok := strings.Cut(one, "-")
	if !ok || !digits(from) || !digits(to) || from == "" && to == "" {
		return span{}, false
	}
	first, last := number(from), number(to)
	switch {
	case from == "":
		n := min(last, size)
		return span{size - n, n}, true
	case to == "":
		last = size - 1
	case last < first:
		return span{}, false
	}
	if first >= size {
		return span{}, true
	}
	return span{first, min(last, size-1) - first + 1}, true
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// number of digits; those that are too many are the largest.
func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

// part makes the answer's body what the request's Range asks for, and returns its status.
func part(answer *rule.Answer, head *flow.Head, f *os.File, info fs.FileInfo, wholeOnly bool) int {
	size := info.Size()
	value, asked := values(head, "range")
	spans, ok := readRange(value, size)
	switch {
	case !asked || !ok || wholeOnly || string(head.Method) != "GET":
		whole(answer, f, size)
		return answer.Status
	case len(spans) == 0:
		f.Close()
		answer.Status = 416
		answer.Fields = append(without(answer.Fields, "content-type", "etag", "last-modified"), field("Content-Range", fmt.Sprintf("bytes */%d", size)))
		return 416
	case len(spans) == 1:
		s := spans[0]
		answer.Fields = append(answer.Fields, field("Content-Range", s.contentRange(size)))
		answer.Body, answer.Size = &body{r: io.NewSectionReader(f, s.at, s.n), f: f, left: s.n}, s.n
	default:
		parts(answer, f, spans, size, value)
	}
	answer.Status = 206
	return 206
}

// parts is RFC 9110 §14.6.
func parts(answer *rule.Answer, f *os.File, spans []span, size int64, asked string) {
	tag, _ := get(answer.Fields, "etag")
	boundary := fmt.Sprintf("%x", sha256.Sum256([]byte(tag+asked)))[:40]
	inner, _ := get(answer.Fields, "content-type")
	var pieces []io.Reader
	total := int64(0)
	lead := ""
	for _, s := range spans {
		head := fmt.Sprintf("%s--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n", lead, boundary, inner, s.contentRange(size))
		pieces = append(pieces, strings.NewReader(head), &body{r: io.NewSectionReader(f, s.at, s.n), f: f, left: s.n})
		total += int64(len(head)) + s.n
		lead = "\r\n"
	}
	tail := "\r\n--" + boundary + "--\r\n"
	pieces = append(pieces, strings.NewReader(tail))
	total += int64(len(tail))
	answer.Fields = override(answer.Fields, []flow.Field{field("Content-Type", "multipart/byteranges; boundary="+boundary)})
	answer.Body, answer.Size = &body{r: io.MultiReader(pieces...), f: f, left: total}, total
}
