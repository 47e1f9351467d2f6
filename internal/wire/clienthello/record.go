package clienthello

// Limits. Real hellos have 200 to 2,000 bytes in one record or two.
const (
	MaxSize    = 64 << 10 // bytes of the message
	MaxRecords = 2048     // records that it may be split over
)

const (
	recordHeader    = 5
	recordHandshake = 22
	maxFragment     = 1 << 14 // RFC 8446 §5.1

	messageHeader   = 4
	typeClientHello = 1
)

// records walks over the TLS records at the start of rest.
type records struct {
	rest  []byte
	count int // records begun
}

// next returns the fragment of the next record as far as it is there, nil
// without a whole record header, and how many bytes of the record are missing.
func (r *records) next() (fragment []byte, missing int, err *Error) {
	b := r.rest
	switch {
	case len(b) > 0 && b[0] != recordHandshake:
		return nil, 0, errorf(alertUnexpectedMessage, "record of type %d", b[0])
	case len(b) > 1 && b[1] != 3:
		return nil, 0, errorf(alertDecodeError, "record of version %d.x", b[1])
	case r.count == MaxRecords:
		return nil, 0, errorf(alertIllegalParameter, "split over more than %d records", MaxRecords)
	case len(b) < recordHeader:
		return nil, recordHeader + 1 - len(b), nil // empty records are not allowed
	}
	n := int(u16(b[3:]))
	switch {
	case n == 0:
		return nil, 0, errorf(alertUnexpectedMessage, "empty record")
	case n > maxFragment:
		return nil, 0, errorf(alertRecordOverflow, "record of %d bytes", n)
	}
	r.count++
	b = b[recordHeader:]
	have := min(n, len(b))
	r.rest = b[have:]
	return b[:have], n - have, nil
}

// envelope is where the first handshake message lies in the bytes of a
// connection.
type envelope struct {
	total   int // length of the message with its header
	records int
	size    int // from the first record header to the end of the message
}

// measure finds the first handshake message in b, or says how many bytes at
// least are missing. It copies nothing, so that calling it again after every
// byte stays cheap.
func measure(b []byte) (e envelope, need int, err *Error) {
	var header [messageHeader]byte
	got := 0
	for r := (records{rest: b}); ; {
		fragment, missing, err := r.next()
		if err != nil {
			return e, 0, err
		}
		copy(header[min(got, messageHeader):], fragment)
		got += len(fragment)
		if got > 0 && header[0] != typeClientHello {
			return e, 0, errorf(alertUnexpectedMessage, "handshake message of type %d", header[0])
		}
		wanted := messageHeader
		if got >= messageHeader {
			wanted += int(header[1])<<16 | int(header[2])<<8 | int(header[3])
			if wanted > MaxSize {
				return e, 0, errorf(alertIllegalParameter, "longer than %d bytes", MaxSize)
			}
			if got >= wanted {
				end := len(b) - len(r.rest) - (got - wanted)
				return envelope{total: wanted, records: r.count, size: end}, 0, nil
			}
		}
		if missing > 0 {
			if fragment != nil {
				missing = min(missing, wanted-got)
			}
			return e, missing, nil
		}
	}
}

// message returns the message without its header. When it lies in one record,
// which is usual, it is a view of b.
func (e envelope) message(b []byte) []byte {
	if e.records == 1 {
		return b[recordHeader+messageHeader : recordHeader+e.total]
	}
	m := make([]byte, 0, e.total)
	for r := (records{rest: b}); len(m) < e.total; {
		fragment, _, _ := r.next()
		m = append(m, fragment[:min(len(fragment), e.total-len(m))]...)
	}
	return m[messageHeader:]
}

func u16(b []byte) uint16 { return uint16(b[0])<<8 | uint16(b[1]) }
