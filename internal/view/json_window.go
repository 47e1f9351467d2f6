package view

import (
	"errors"
	"fmt"
	"io"
	"strconv"
)

// peek returns the next octet that is not white space, without taking it.
func (j *jsonText) peek() (byte, error) {
	for {
		for i, c := range j.window {
			switch c {
			case '\n':
				j.line++
				j.lineStart = j.offset + int64(i) + 1
			case ' ', '\t', '\r', 0x1e: // the last one separates the texts of RFC 7464
				if c == 0x1e && (!j.many || len(j.stack) > 0) {
					j.skip(i)
					return c, nil
				}
			case 0xef:
				if j.offset+int64(i) == 0 && len(j.window) >= 3 && j.window[1] == 0xbb && j.window[2] == 0xbf {
					j.skip(3)
					return j.peek()
				}
				j.skip(i)
				return c, nil
			default:
				j.skip(i)
				return c, nil
			}
		}
		j.skip(len(j.window))
		if err := j.fill(); err != nil {
			return 0, err
		}
	}
}

func (j *jsonText) skip(n int) {
	j.window = j.window[n:]
	j.offset += int64(n)
}

// maxName is how much of the name of a member is looked at.
const maxName = 4 << 10

// take writes the next n octets.
func (j *jsonText) take(c Class, n int) {
	if j.p != nil {
		j.p.Bytes(c, j.window[:n])
	}
	if len(j.name) > 0 && len(j.name) < maxName {
		j.name = append(j.name, j.window[:n]...)
	}
	j.skip(n)
}

// need makes sure that the window has n octets.
func (j *jsonText) need(n int) error {
	for len(j.window) < n {
		if err := j.fill(); err != nil {
			return err
		}
	}
	return nil
}

// fill reads more behind what is in the window, which has room.
func (j *jsonText) fill() error {
	if j.eof != nil {
		return j.eof
	}
	if j.buf == nil {
		size := jsonWindow
		if r, ok := j.r.(interface{ Len() int }); ok {
			size = min(size, r.Len()) // most messages are short
		}
		j.buf = make([]byte, size+64)
	}
	kept := copy(j.buf, j.window)
	n, err := io.ReadAtLeast(j.r, j.buf[kept:], 1)
	j.window = j.buf[:kept+n]
	if err != nil {
		j.eof = err
		return err
	}
	return nil
}

// rest writes everything that was not read, as it is.
func (j *jsonText) rest() {
	for !j.done() {
		whole := len(j.window)
		if j.eof == nil {
			whole = wholeRunes(j.window)
			if whole > 0 && j.window[whole-1] == '\r' { // a line feed may follow
				whole--
			}
		}
		j.p.linesOf(Bad, j.window[:whole])
		j.skip(whole)
		if j.fill() != nil {
			j.p.linesOf(Bad, j.window)
			return
		}
	}
}

func (j *jsonText) fail(reason string) *SyntaxError {
	return &SyntaxError{Line: j.line, Column: int(j.offset-j.lineStart) + 1, Offset: j.offset, Reason: reason}
}

func (j *jsonText) unexpected(c byte, want string) error {
	shown := strconv.QuoteRune(rune(c))
	if c >= 0x80 {
		shown = fmt.Sprintf("0x%02x", c)
	}
	return j.fail(shown + " where " + want + " should be")
}

// ended is the error for text that ends too early, or that of reading.
func (j *jsonText) ended(err error) error {
	if !errors.Is(err, io.EOF) {
		return err
	}
	e := j.fail("it ends too early")
	e.early = true
	return e
}
