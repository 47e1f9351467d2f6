package mitm

// Types of a TLS record (RFC 8446 §5.1).
const (
	recordAlert     = 21
	recordHandshake = 22
)

// records follows the boundaries of TLS records through a stream, in pieces of
// any size, to find the alerts in clear text. It judges nothing: a stream that
// is not TLS makes it skip along at random.
type records struct {
	head [7]byte // header of the present record, with the body if it can be a plain alert
	n    uint8   // how many of head are set
	left uint16  // octets of the present record behind head that are to come
}

const recordHeader = 5

// next takes octets from the front of p, at least one and at most to the end
// of the present record, and returns the rest.
func (r *records) next(p []byte) []byte {
	if r.left > 0 {
		n := min(int(r.left), len(p))
		r.left -= uint16(n)
		return p[n:]
	}
	if r.whole() {
		r.n = 0
	}
	want := r.want()
	n := copy(r.head[r.n:want], p)
	if r.n += uint8(n); r.n == recordHeader {
		r.left = r.length()
		if r.want() > recordHeader {
			r.left = 0 // its body goes to head too
		}
	}
	return p[n:]
}

// want is how many octets head is to have.
func (r *records) want() uint8 {
	if r.n >= recordHeader && r.head[0] == recordAlert && r.length() == 2 {
		return recordHeader + 2
	}
	return recordHeader
}

// whole reports whether head is all that it is to have.
func (r *records) whole() bool { return r.n >= recordHeader && r.n == r.want() }

func (r *records) length() uint16 { return uint16(r.head[3])<<8 | uint16(r.head[4]) }

// plainAlert returns the alert that the record just ended was, if it was one
// in clear text: two octets long, which no encrypted record can be.
func (r *records) plainAlert() (alert uint8, ok bool) {
	if r.n < recordHeader+2 || !r.whole() {
		return 0, false
	}
	return r.head[6], true
}
