package har

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// Read reads an archive and calls each with its entries, in their order. An
// entry may be kept; it shares no memory with others, connections excepted.
//
// A damaged entry is left out and told in the report, and so is the end of a
// file that is cut. The error is each's own, one of reading, or a *FormatError
// when there is nothing that looks like an archive.
func Read(r io.Reader, l Limits, each func(*Entry) error) (Report, error) {
	plain, err := unpack(r)
	if err != nil {
		return Report{}, err
	}
	a := &archive{s: scanner{r: plain}, limits: l, each: each, conns: newConns()}
	err = a.read()
	if err == nil && a.s.err != nil && !errors.Is(a.s.err, io.EOF) && !isDamage(a.s.err) {
		err = a.s.err
	}
	return a.report, err
}

// archive is an archive that is being read.
type archive struct {
	s      scanner
	limits Limits
	each   func(*Entry) error
	report Report
	index  int
	conns  *conns
	found  bool // there was a "log" or "entries"
	astray bool // after damage no further entry was found
}

func (a *archive) read() error {
	switch a.s.peek() {
	case '{':
		if err := a.members(0); err != nil {
			return err
		}
	case '[': // entries alone
		a.found = true
		if err := a.entries(); err != nil {
			return err
		}
	default:
		return a.format("it does not begin as JSON does")
	}
	if !a.found {
		return a.format(`it has no "log"`)
	}
	return nil
}

func (a *archive) format(reason string) error {
	offset, line := a.s.where(a.s.start)
	return &FormatError{offset, line, reason}
}

// damaged notes what is wrong with the file itself.
func (a *archive) damaged(err error) {
	offset, line := a.s.where(a.s.start)
	a.note(Damage{-1, offset, line, err.Error()})
}

func (a *archive) note(d Damage) {
	if len(a.report.Damages) < maxDamages {
		a.report.Damages = append(a.report.Damages, d)
	}
}

// cut notes that the file ends too early.
func (a *archive) cut() {
	if !a.report.Truncated {
		a.report.Truncated = true
		a.damaged(errEnd)
	}
}

// members reads an object: the file's own, or its log.
func (a *archive) members(depth int) error {
	a.s.pos++
	for {
		switch a.s.peek() {
		case ',':
			a.s.pos++
			continue
		case '}':
			a.s.pos++
			return nil
		case '"':
		case 0:
			if a.found && !a.astray {
				a.cut()
			}
			return nil
		default:
			if a.found {
				a.damaged(errors.New("the rest of the file is no JSON"))
				return nil
			}
			return a.format("it is no JSON")
		}
		done, err := a.member(depth)
		if done || err != nil {
			return err
		}
	}
}

const maxSmall = 4 << 20 // of the log's creator, browser, comment and pages

// member reads one; done says that nothing can follow.
func (a *archive) member(depth int) (done bool, err error) {
	name, err := a.s.value(maxSmall)
	if err != nil {
		return true, a.lost(err)
	}
	key := string(name)
	if a.s.peek() != ':' {
		return true, a.lost(errors.New("a colon was expected"))
	}
	a.s.pos++
	next := a.s.peek()
	switch {
	case key == `"log"` && depth == 0 && next == '{':
		a.found = true
		return false, a.members(depth + 1)
	case key == `"entries"` && next == '[':
		a.found = true
		return false, a.entries()
	case key == `"creator"`, key == `"browser"`, key == `"comment"`, key == `"pages"`:
		p, err := a.s.value(maxSmall)
		if err == nil {
			a.about(key, p)
			return false, nil
		}
		if !errors.Is(err, errLarge) {
			return true, a.lost(err)
		}
		a.s.pos = a.s.start
	}
	m := matcher{}
	if err := a.s.skip(&m); err != nil {
		return true, a.lost(err)
	}
	return false, nil
}

// lost ends the reading of the file's frame.
func (a *archive) lost(err error) error {
	if !a.found {
		return a.format(err.Error())
	}
	if errors.Is(err, errEnd) {
		a.cut()
		return nil
	}
	a.damaged(err)
	return nil
}

func (a *archive) about(key string, p []byte) {
	v, err := parseValue(p)
	if err != nil {
		return
	}
	switch key {
	case `"creator"`:
		a.report.Creator = named(&v)
	case `"browser"`:
		a.report.Browser = named(&v)
	case `"comment"`:
		a.report.Comment = v.string()
	default:
		a.report.Pages = nil
		if v.kind == array && len(v.items) > 0 {
			var b bytes.Buffer
			o := out{w: bufio.NewWriter(&b)}
			v.appendTo(&o)
			_ = o.w.Flush()
			a.report.Pages = b.Bytes()
		}
	}
}

func named(v *value) string {
	if v.kind == text {
		return v.string()
	}
	return strings.TrimSpace(v.get("name").string() + " " + v.get("version").string())
}

// entries reads the array; after damage it goes on at the next entry.
func (a *archive) entries() error {
	a.s.pos++
	for {
		switch a.s.peek() {
		case ',':
			a.s.pos++
			continue
		case ']':
			a.s.pos++
			return nil
		case 0:
			a.cut()
			return nil
		case '}': // the array's end is missing
			return nil
		}
		p, err := a.s.value(a.limits.entry())
		if err == nil {
			err = a.entry(p)
			if stop := (stopped{}); errors.As(err, &stop) {
				return stop.err
			}
		}
		if err != nil && !a.pass(err) {
			a.astray = true
			return nil
		}
		a.index++
	}
}

// stopped is an error of the function that was given the entry.
type stopped struct{ err error }

func (s stopped) Error() string { return s.err.Error() }

func (a *archive) entry(p []byte) error {
	v, err := parseValue(p)
	if err != nil {
		return err
	}
	e, err := a.decode(&v)
	if err != nil {
		return err
	}
	a.report.Entries++
	if err := a.each(e); err != nil {
		return stopped{err}
	}
	return nil
}

// pass notes a damaged entry and finds the next; false when there is none.
func (a *archive) pass(err error) bool {
	a.report.Skipped++
	offset, line := a.s.where(a.s.start)
	if at := (*syntaxError)(nil); errors.As(err, &at) {
		offset, line = a.s.where(a.s.start + at.at)
	}
	a.note(Damage{a.index, offset, line, err.Error()})
	if e := (*contentError)(nil); errors.As(err, &e) {
		return true // it is whole as JSON
	}
	if a.s.resync() {
		return true
	}
	a.report.Truncated = a.report.Truncated || errors.Is(err, errEnd)
	return false
}

// contentError is an entry that is JSON and yet none.
type contentError struct{ reason string }

func (e *contentError) Error() string { return e.reason }
