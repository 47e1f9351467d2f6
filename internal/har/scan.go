package har

import (
	"bytes"
	"errors"
	"io"
)

// scanner finds the extents of JSON values in a stream, and holds one of them.
type scanner struct {
	r     io.Reader
	buf   []byte
	start int // of what is held
	pos   int
	base  int64 // offset of buf[0]
	lines int   // before buf[0]
	err   error // how reading ended
}

const readSize = 64 << 10

// fill reads more; false at the end.
func (s *scanner) fill() bool {
	if s.err != nil {
		return false
	}
	if s.start > 0 && cap(s.buf)-len(s.buf) < readSize {
		s.lines += bytes.Count(s.buf[:s.start], []byte{'\n'})
		s.base += int64(s.start)
		n := copy(s.buf, s.buf[s.start:])
		s.buf, s.pos, s.start = s.buf[:n], s.pos-s.start, 0
	}
	if cap(s.buf) > 16<<20 && len(s.buf) < 1<<20 { // a large entry has passed
		s.buf = append(make([]byte, 0, 2<<20), s.buf...)
	}
	if cap(s.buf)-len(s.buf) < readSize {
		bigger := make([]byte, len(s.buf), max(2*cap(s.buf), 2*readSize))
		copy(bigger, s.buf)
		s.buf = bigger
	}
	for range 100 {
		n, err := s.r.Read(s.buf[len(s.buf):min(cap(s.buf), len(s.buf)+readSize)])
		s.buf = s.buf[:len(s.buf)+n]
		if err != nil {
			s.err = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// peek skips white space and returns the octet that follows, 0 at the end.
func (s *scanner) peek() byte {
	for {
		for ; s.pos < len(s.buf); s.pos++ {
			if c := s.buf[s.pos]; c != ' ' && c != '\n' && c != '\r' && c != '\t' {
				s.start = s.pos
				return c
			}
		}
		s.start = s.pos
		if !s.fill() {
			return 0
		}
	}
}

// where is the offset and line of a position in buf.
func (s *scanner) where(pos int) (offset int64, line int) {
	return s.base + int64(pos), s.lines + 1 + bytes.Count(s.buf[:pos], []byte{'\n'})
}

var (
	errEnd      = errors.New("the file ends inside it")
	errBrackets = errors.New("its brackets do not match")
	errLarge    = errors.New("it is larger than an entry may be")
)

// value takes the extent of one value, beginning at the next octet that is not
// white space; limit bounds it. What it returns is valid until the next call.
func (s *scanner) value(limit int) ([]byte, error) {
	s.peek()
	m := matcher{}
	for {
		for s.pos < len(s.buf) {
			n, done, err := m.feed(s.buf[s.pos:])
			s.pos += n
			if err != nil {
				return nil, err
			}
			if done {
				return s.buf[s.start:s.pos], nil
			}
		}
		if s.pos-s.start > limit {
			return nil, errLarge
		}
		if !s.fill() {
			if m.scalar && s.err == io.EOF {
				return s.buf[s.start:s.pos], nil
			}
			return nil, errEnd
		}
	}
}

// skip passes over the rest of a value that is not to be held.
func (s *scanner) skip(m *matcher) error {
	for {
		for s.pos < len(s.buf) {
			n, done, err := m.feed(s.buf[s.pos:])
			s.pos += n
			if s.start = s.pos; err != nil || done {
				return err
			}
		}
		if !s.fill() {
			return errEnd
		}
	}
}

// matcher finds the end of a value: the bracket that closes its first one.
type matcher struct {
	stack   []byte
	quoted  bool
	slash   bool
	scalar  bool
	started bool
}

// feed returns how much of p belongs to the value, and whether it ends there.
func (m *matcher) feed(p []byte) (n int, done bool, err error) {
	for i := 0; i < len(p); i++ {
		c := p[i]
		if m.quoted {
			switch {
			case m.slash:
				m.slash = false
			case c == '\\':
				m.slash = true
			case c == '"':
				m.quoted = false
				if len(m.stack) == 0 {
					return i + 1, true, nil
				}
			default:
				i += plainRun(p[i+1:])
			}
			continue
		}
		switch c {
		case '"':
			if m.scalar {
				return i, true, nil
			}
			m.quoted = true
		case '{', '[':
			if len(m.stack) > maxDepth {
				return i, false, errBrackets
			}
			m.stack = append(m.stack, c+2) // the closing one
		case '}', ']':
			if m.scalar {
				return i, true, nil
			}
			k := len(m.stack)
			if k == 0 || m.stack[k-1] != c {
				return i, false, errBrackets
			}
			if m.stack = m.stack[:k-1]; k == 1 {
				return i + 1, true, nil
			}
		case ',', ' ', '\n', '\r', '\t':
			if len(m.stack) == 0 && m.started {
				return i, true, nil
			}
		default:
			m.scalar = len(m.stack) == 0
		}
		m.started = true
	}
	return len(p), false, nil
}

// plainRun is how many octets come before the next quote or backslash.
func plainRun(p []byte) int {
	n := bytes.IndexByte(p, '"')
	if n < 0 {
		n = len(p)
	}
	if b := bytes.IndexByte(p[:n], '\\'); b >= 0 {
		return b
	}
	return n
}

// resync looks for the next entry after damage: an object whose first member
// is one that entries begin with. It drops what stands before.
func (s *scanner) resync() bool {
	s.pos = s.start + 1
	for {
		if at := entryStart(s.buf[min(s.pos, len(s.buf)):]); at >= 0 {
			s.pos += at
			s.start = s.pos
			return true
		}
		s.pos = max(s.pos, len(s.buf)-64) // the pattern may have been cut
		s.start = s.pos
		if !s.fill() {
			s.pos, s.start = len(s.buf), len(s.buf)
			return false
		}
	}
}

// entryStart is where an entry begins in p, -1 if nowhere.
func entryStart(p []byte) int {
	for at := 0; ; at++ {
		i := bytes.IndexByte(p[at:], '{')
		if i < 0 {
			return -1
		}
		at += i
		rest := bytes.TrimLeft(p[at+1:], " \t\r\n")
		for _, name := range []string{
			`"startedDateTime"`, `"pageref"`, `"request"`, `"serverIPAddress"`,
			`"_initiator"`, `"_connectionId"`, `"_resourceType"`, `"_priority"`, `"_fromCache"`,
		} {
			if bytes.HasPrefix(rest, []byte(name)) {
				return at
			}
		}
	}
}
