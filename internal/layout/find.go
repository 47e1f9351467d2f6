package layout

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"rockxy/internal/view"
)

// newFinder's error is that of an expression that cannot be read.
func newFinder(q Search) (finder, error) {
	switch {
	case q.Regex:
		text := q.Text
		if !q.Case {
			text = "(?i)" + text
		}
		re, err := regexp.Compile(text)
		if err != nil {
			return nil, fmt.Errorf("the regular expression cannot be read: %w", err)
		}
		return expression(re), nil
	case q.Case:
		return literal([]byte(q.Text)), nil
	case isASCII(q.Text):
		return folded([]byte(q.Text)), nil
	}
	return expression(regexp.MustCompile("(?i)" + regexp.QuoteMeta(q.Text))), nil
}

// expression finds what a regular expression matches. What is before from counts for
// assertions.
func expression(re *regexp.Regexp) finder {
	return func(text []byte, from int, yield func(from, to int) bool) {
		for _, loc := range re.FindAllIndex(text, -1) {
			if loc[0] >= from && !yield(loc[0], loc[1]) {
				return
			}
		}
	}
}

func literal(what []byte) finder {
	return func(text []byte, from int, yield func(from, to int) bool) {
		for from <= len(text) {
			n := bytes.Index(text[from:], what)
			if n < 0 || !yield(from+n, from+n+len(what)) {
				return
			}
			from += n + len(what)
		}
	}
}

// folded is literal in any case; what is looked for is ASCII.
func folded(what []byte) finder {
	find := literal(lower(nil, what))
	var low []byte
	return func(text []byte, from int, yield func(from, to int) bool) {
		low = lower(low[:0], text)
		find(low, from, yield)
	}
}

func lower(dst, text []byte) []byte {
	for _, c := range text {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// A row of a hex dump: where the octets stand in hex, and as characters.
const (
	hexColumn  = 8
	textColumn = 8 + 16*3 + 2 + 3
)

// octetsOf reads "0xcafe" or "ca fe" as octets; else it is text.
func octetsOf(text string) (octets []byte, ok bool) {
	digits, marked := strings.CutPrefix(text, "0x")
	pairs := strings.Fields(digits)
	if !marked && len(pairs) < 2 {
		return nil, false
	}
	for _, p := range pairs {
		if !marked && len(p) != 2 {
			return nil, false
		}
	}
	octets, err := hex.DecodeString(strings.Join(pairs, ""))
	return octets, err == nil && len(octets) > 0
}

// searchOctets looks for text, or for octets, in a body that is shown in hex. A match is
// shown where it begins.
func (l *Layout) searchOctets(ctx, patience context.Context, q Search, f finder) (*Found, error) {
	what, inHex := octetsOf(q.Text)
	if inHex {
		f = literal(what)
	}
	done := l.direct || l.sheet.wait(patience, func(state) bool { return false }).done
	r, size, closeIt, err := l.octetsAt(ctx)
	if err != nil {
		return nil, err
	}
	defer closeIt()
	s := searching{find: f, found: &Found{Complete: done}}
	buf := make([]byte, maxPiece)
	base := int64(q.From) * view.HexRow // of what is in s.text
	for at := base; at < size; {
		if ctx.Err() != nil {
			s.found.Complete, s.found.Next = false, int(base/view.HexRow)
			return s.found, nil
		}
		n, err := io.ReadFull(io.NewSectionReader(r, at, min(maxPiece, size-at)), buf[:min(maxPiece, size-at)])
		if err != nil {
			return nil, fmt.Errorf("read the body: %w", err)
		}
		at += int64(n)
		s.text = append(s.text, buf[:n]...)
		keep := pieceShared
		if at == size {
			keep = 0
		}
		base += int64(s.octets(base, inHex, keep))
	}
	if !done {
		s.found.Next = int(max(int64(q.From), size/view.HexRow))
	}
	return s.found, nil
}

// octets searches octets, of which so many are before, and says how many were forgotten.
func (s *searching) octets(before int64, inHex bool, keep int) int {
	end := max(0, len(s.text)-keep)
	s.find(s.text, s.passed, func(from, to int) bool {
		if keep > 0 && from >= end {
			return false
		}
		if to > from {
			s.found.Total++
			s.passed = to
			s.shown(before+int64(from), to-from, inHex)
		}
		return true
	})
	s.text = append(s.text[:0], s.text[end:]...)
	s.passed = max(0, s.passed-end)
	return end
}

func (s *searching) shown(at int64, n int, inHex bool) {
	if len(s.found.Matches) == MaxMatches {
		return
	}
	i := int(at % view.HexRow)
	n = min(n, view.HexRow-i)
	m := Match{Row: int(at/view.HexRow) + 1, Column: textColumn + i, Length: n}
	if inHex {
		m.Column = hexColumn + 3*i + 2 + i/8
		m.Length = 3*n - 1 + ((i+n-1)/8 - i/8)
	}
	s.found.Matches = append(s.found.Matches, m)
}

// Check says whether it can be looked for.
func (q Search) Check() error {
	_, err := newFinder(q)
	return err
}
