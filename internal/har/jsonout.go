package har

import (
	"bufio"
	"encoding/base64"
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"rockxy/internal/flow"
)

// out writes JSON without ever holding it. Errors stick in the bufio.Writer.
type out struct {
	w     *bufio.Writer
	fresh bool // nothing stands in the object or array that was begun last
	num   []byte
}

func (o *out) raw(s string)     { _, _ = o.w.WriteString(s) }
func (o *out) begin(c byte)     { _ = o.w.WriteByte(c); o.fresh = true }
func (o *out) end(c byte)       { _ = o.w.WriteByte(c); o.fresh = false }
func (o *out) err() (err error) { _, err = o.w.Write(nil); return err }

// item separates what follows from what stands before it.
func (o *out) item() {
	if !o.fresh {
		_ = o.w.WriteByte(',')
	}
	o.fresh = false
}

// key begins a member. Names are known here and need no escapes.
func (o *out) key(name string) {
	o.item()
	_ = o.w.WriteByte('"')
	o.raw(name)
	o.raw(`":`)
}

func (o *out) open(name string, c byte) { o.key(name); o.begin(c) }

func (o *out) string(name, v string) {
	o.key(name)
	o.text(v)
}

// some writes a member unless it is empty.
func (o *out) some(name, v string) {
	if v != "" {
		o.string(name, v)
	}
}

func (o *out) int(name string, v int64) {
	o.key(name)
	o.num = strconv.AppendInt(o.num[:0], v, 10)
	_, _ = o.w.Write(o.num)
}

// count writes a number unless it is zero.
func (o *out) count(name string, v int64) {
	if v != 0 {
		o.int(name, v)
	}
}

// yes writes a true, and nothing for a false.
func (o *out) yes(name string, v bool) {
	if v {
		o.key(name)
		o.raw("true")
	}
}

// millis writes a span as milliseconds, to the nanosecond.
func (o *out) millis(name string, ns flow.Nanos) {
	o.key(name)
	if ns < 0 {
		o.raw("-1")
		return
	}
	o.decimal(int64(ns), 6)
}

// decimal writes v / 10^places without trailing zeros.
func (o *out) decimal(v int64, places int) {
	unit := int64(1)
	for range places {
		unit *= 10
	}
	b := strconv.AppendInt(o.num[:0], v/unit, 10)
	if frac := v % unit; frac != 0 {
		dot := len(b)
		b = strconv.AppendInt(b, frac+unit, 10)
		b[dot] = '.'
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
	}
	o.num = b
	_, _ = o.w.Write(b)
}

// stamp writes a point in time (RFC 3339), unless it was not measured.
func (o *out) stamp(name string, t flow.Nanos) {
	if t != 0 {
		o.moment(name, t)
	}
}

func (o *out) moment(name string, t flow.Nanos) {
	o.key(name)
	b := append(o.num[:0], '"')
	b = time.Unix(0, int64(t)).UTC().AppendFormat(b, stampLayout)
	o.num = append(b, '"')
	_, _ = o.w.Write(o.num)
}

const stampLayout = "2006-01-02T15:04:05.000000000Z07:00"

// base64 writes octets as a member, unless there are none.
func (o *out) base64(name string, p []byte) {
	if len(p) == 0 {
		return
	}
	o.key(name)
	_ = o.w.WriteByte('"')
	e := base64.NewEncoder(base64.StdEncoding, o.w)
	_, _ = e.Write(p)
	_ = e.Close()
	_ = o.w.WriteByte('"')
}

// text writes a string. What is no UTF-8 is read as ISO 8859-1.
func (o *out) text(s string) {
	_ = o.w.WriteByte('"')
	if utf8.ValidString(s) {
		escape(o.w, s)
	} else {
		for i := range len(s) {
			if c := s[i]; c < utf8.RuneSelf {
				escape(o.w, s[i:i+1])
			} else {
				_, _ = o.w.WriteRune(rune(c))
			}
		}
	}
	_ = o.w.WriteByte('"')
}

// escape writes a part of a string. Only ASCII is escaped, so any cut of the
// octets will do.
func escape[T string | []byte](w *bufio.Writer, s T) {
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c != 0x7f {
			continue
		}
		put(w, s[start:i])
		start = i + 1
		switch c {
		case '"', '\\':
			_ = w.WriteByte('\\')
			_ = w.WriteByte(c)
		case '\n':
			_, _ = w.WriteString(`\n`)
		case '\r':
			_, _ = w.WriteString(`\r`)
		case '\t':
			_, _ = w.WriteString(`\t`)
		default:
			_, _ = w.WriteString(`\u00`)
			_ = w.WriteByte(hexDigits[c>>4])
			_ = w.WriteByte(hexDigits[c&15])
		}
	}
	put(w, s[start:])
}

const hexDigits = "0123456789abcdef"

func put[T string | []byte](w *bufio.Writer, s T) {
	switch s := any(s).(type) {
	case string:
		_, _ = w.WriteString(s)
	case []byte:
		_, _ = w.Write(s)
	}
}

// escaper is escape as an io.Writer.
type escaper struct{ w *bufio.Writer }

func (e escaper) Write(p []byte) (int, error) {
	escape(e.w, p)
	return len(p), nil
}

// copyText writes what r has as a string's inside, copyBase64 as its Base64.
func (o *out) copyText(r io.Reader, buf []byte) error {
	_, err := io.CopyBuffer(escaper{o.w}, r, buf)
	return err
}

func (o *out) copyBase64(r io.Reader, buf []byte) error {
	e := base64.NewEncoder(base64.StdEncoding, struct{ io.Writer }{o.w})
	_, err := io.CopyBuffer(struct{ io.Writer }{e}, struct{ io.Reader }{r}, buf)
	if err != nil {
		return err
	}
	return e.Close()
}
