package view

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// jsonText reads JSON (RFC 8259) and writes it again, laid out. Its memory is
// one window of the text and one octet for each level of nesting.
type jsonText struct {
	p    *Printer // nil to check only
	r    io.Reader
	many bool       // several values may stand in a row
	sel  *selection // decides what is written, by turning p on and off; nil: everything is

	name []byte // of the member that is read, as it is written, where sel wants it

	buf    []byte
	window []byte // the part of buf that is not yet read
	eof    error

	stack     []byte // '{' and '[' that are open
	offset    int64
	line      int
	lineStart int64
}

// What may come next.
type jsonState uint8

const (
	wantValue jsonState = iota
	wantFirstElement
	wantFirstKey
	wantKey
	wantColon
	wantNext // a comma or the end of what is open
)

const jsonWindow = 64 << 10

func (j *jsonText) run() error {
	j.line = 1
	for values := 0; ; values++ {
		_, err := j.peek()
		switch {
		case err == nil:
		case errors.Is(err, io.EOF) && values > 0:
			return nil
		default:
			return j.ended(err)
		}
		if values > 0 && !j.many {
			e := j.fail("there is more after the end of the value")
			e.trailing = true
			return e
		}
		if values > 0 && j.p != nil {
			j.p.Line()
		}
		if err := j.document(); err != nil || j.done() {
			return err
		}
	}
}

func (j *jsonText) done() bool {
	return j.p != nil && j.p.Done() || j.sel != nil && j.sel.p.Done()
}

// document reads one value with all that is in it.
func (j *jsonText) document() error {
	for state := wantValue; ; {
		c, err := j.peek()
		if err != nil {
			return j.ended(err)
		}
		if j.done() {
			return nil
		}
		switch {
		case state == wantNext:
			state, err = j.next(c)
		case state == wantColon:
			state, err = wantValue, j.colon(c)
		case state == wantFirstElement && c == ']', state == wantFirstKey && c == '}':
			j.pop(true)
			state = wantNext
		case state == wantFirstKey, state == wantKey:
			state, err = wantColon, j.key(c, state == wantFirstKey)
		default:
			if state == wantFirstElement {
				j.newline()
			}
			state, err = j.value(c)
		}
		if err != nil {
			return err
		}
		if state == wantNext && len(j.stack) == 0 {
			return nil
		}
	}
}

// next reads what follows a value.
func (j *jsonText) next(c byte) (jsonState, error) {
	top := j.stack[len(j.stack)-1]
	switch {
	case c == ',':
		j.take(Mark, 1)
		if top == '{' {
			j.newline()
			return wantKey, nil
		}
		j.newline()
		return wantValue, nil
	case c == top+2: // '{' and '}', '[' and ']' are two apart
		j.pop(false)
		return wantNext, nil
	}
	return 0, j.unexpected(c, "a comma or "+string(rune(top+2)))
}

func (j *jsonText) pop(empty bool) {
	j.stack = j.stack[:len(j.stack)-1]
	if j.p != nil {
		j.p.Out()
		if !empty {
			j.p.Line()
		}
	}
	j.take(Mark, 1)
	if j.sel != nil {
		j.sel.pop()
		j.sel.end(j)
	}
}

func (j *jsonText) newline() {
	if j.p != nil {
		j.p.Line()
	}
}

func (j *jsonText) colon(c byte) error {
	if c != ':' {
		return j.unexpected(c, "a colon")
	}
	j.take(Mark, 1)
	if j.p != nil {
		j.p.Span(Plain, " ")
	}
	return nil
}

func (j *jsonText) key(c byte, first bool) error {
	if c != '"' {
		return j.unexpected(c, "the name of a member")
	}
	if first {
		j.newline()
	}
	if j.sel == nil {
		return j.str(Key)
	}
	j.name = append(j.name[:0], 0)
	err := j.str(Key)
	if err == nil {
		j.sel.key(j.name[1:])
	}
	j.name = j.name[:0]
	return err
}

func (j *jsonText) value(c byte) (jsonState, error) {
	if j.sel == nil {
		return j.anyValue(c)
	}
	j.sel.begin(j)
	state, err := j.anyValue(c)
	if err == nil && state == wantNext {
		j.sel.end(j)
	}
	return state, err
}

func (j *jsonText) anyValue(c byte) (jsonState, error) {
	switch {
	case c == '{' || c == '[':
		if len(j.stack) == maxJSONDepth {
			return 0, j.fail("it is nested too deeply")
		}
		if j.sel != nil {
			j.sel.push(c, j.offset)
		}
		j.take(Mark, 1)
		j.stack = append(j.stack, c)
		if j.p != nil {
			j.p.In()
		}
		if c == '{' {
			return wantFirstKey, nil
		}
		return wantFirstElement, nil
	case c == '"':
		return wantNext, j.str(String)
	case c == '-' || c >= '0' && c <= '9':
		return wantNext, j.number()
	case c >= 'a' && c <= 'z':
		return wantNext, j.literal(c)
	}
	return 0, j.unexpected(c, "a value")
}

// str reads a string; quotes and escapes stay as they are. Octets that are not
// UTF-8 are no error: the Style shows them.
func (j *jsonText) str(class Class) error {
	j.take(class, 1)
	for {
		n, stop := stringRun(j.window)
		if stop < 0 { // the window ends within the string
			n = wholeRunes(j.window[:n])
		}
		j.take(class, n)
		switch {
		case stop == '"':
			j.take(class, 1)
			return nil
		case stop == '\\':
			if err := j.escape(class); err != nil {
				return err
			}
		case stop >= 0:
			return j.fail(fmt.Sprintf("a control character (0x%02x) in a string", stop))
		default:
			had := len(j.window)
			if err := j.fill(); err != nil {
				j.take(class, had)
				return j.ended(err)
			}
		}
	}
}

// stringRun is how many octets of a string are ordinary, and what stops them: a
// quote, a backslash, a control character, or -1 for the end of p.
func stringRun(p []byte) (n, stop int) {
	for i, c := range p {
		if c == '"' || c == '\\' || c < 0x20 {
			return i, int(c)
		}
	}
	return len(p), -1
}

// wholeRunes is how much of p is left when a character that is cut at its end
// is left out.
func wholeRunes(p []byte) int {
	for i := len(p) - 1; i >= 0 && i >= len(p)-utf8.UTFMax; i-- {
		if utf8.RuneStart(p[i]) {
			if !utf8.FullRune(p[i:]) {
				return i
			}
			break
		}
	}
	return len(p)
}

func (j *jsonText) escape(class Class) error {
	if err := j.need(2); err != nil {
		return j.ended(err)
	}
	switch j.window[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		j.take(class, 2)
		return nil
	case 'u':
		if err := j.need(6); err != nil {
			return j.ended(err)
		}
		for _, c := range j.window[2:6] {
			if !isHex(c) {
				return j.fail(`\u wants four hexadecimal digits`)
			}
		}
		j.take(class, 6)
		return nil
	}
	return j.fail("an escape that JSON does not have")
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// number reads a number of any length up to a window.
func (j *jsonText) number() error {
	n := 0
	for {
		for n < len(j.window) && (isHex(j.window[n]) || j.window[n] == '+' || j.window[n] == '-' || j.window[n] == '.') {
			n++
		}
		if n < len(j.window) || len(j.window) >= jsonWindow {
			break
		}
		if err := j.fill(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
	}
	if !isNumber(j.window[:n]) {
		return j.fail("this is no number")
	}
	j.take(Number, n)
	return nil
}

// isNumber is the grammar of RFC 8259 §6.
func isNumber(p []byte) bool {
	p = bytes.TrimPrefix(p, []byte("-"))
	digits := func() int {
		n := 0
		for n < len(p) && p[n] >= '0' && p[n] <= '9' {
			n++
		}
		p = p[n:]
		return n
	}
	zero := len(p) > 0 && p[0] == '0'
	if n := digits(); n == 0 || zero && n > 1 {
		return false
	}
	if len(p) > 0 && p[0] == '.' {
		p = p[1:]
		if digits() == 0 {
			return false
		}
	}
	if len(p) > 0 && (p[0] == 'e' || p[0] == 'E') {
		p = p[1:]
		if len(p) > 0 && (p[0] == '+' || p[0] == '-') {
			p = p[1:]
		}
		return digits() > 0 && len(p) == 0
	}
	return len(p) == 0
}

func (j *jsonText) literal(c byte) error {
	for _, word := range []string{"true", "false", "null"} {
		if word[0] != c {
			continue
		}
		err := j.need(len(word))
		if bytes.HasPrefix(j.window, []byte(word)) {
			j.take(Literal, len(word))
			return nil
		}
		if err != nil && bytes.HasPrefix([]byte(word), j.window) {
			return j.ended(err)
		}
	}
	return j.fail("a word that JSON does not have")
}
