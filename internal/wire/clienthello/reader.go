package clienthello

// reader takes fields off the front of b. After a field that is not there it
// is bad, and everything that it returns is empty.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if len(r.b) < n {
		r.b, r.bad = nil, true
		return nil
	}
	p := r.b[:n:n]
	r.b = r.b[n:]
	return p
}

func (r *reader) u8() uint8 {
	if p := r.take(1); p != nil {
		return p[0]
	}
	return 0
}

func (r *reader) u16() uint16 {
	if p := r.take(2); p != nil {
		return u16(p)
	}
	return 0
}

// vector8 and vector16 take a vector with a length of one or two bytes
// (RFC 8446 §3.4).
func (r *reader) vector8() []byte  { return r.take(int(r.u8())) }
func (r *reader) vector16() []byte { return r.take(int(r.u16())) }

// all8 and all16 take a vector that must be all that is left; if it is not,
// the result is empty.
func (r *reader) all8() []byte {
	if p := r.vector8(); len(r.b) == 0 {
		return p
	}
	return nil
}

func (r *reader) all16() []byte {
	if p := r.vector16(); len(r.b) == 0 {
		return p
	}
	return nil
}

// list takes all that is left as numbers of two bytes.
func (r *reader) list(lists *arena) []uint16 {
	from := len(*lists)
	for len(r.b) > 0 {
		if v := r.u16(); !r.bad {
			*lists = append(*lists, v)
		}
	}
	return lists.since(from)
}

// arena is where the lists of a Hello lie one behind the other. When it grows,
// the lists made before stay where they are.
type arena []uint16

func (a *arena) since(from int) []uint16 { return (*a)[from:len(*a):len(*a)] }
