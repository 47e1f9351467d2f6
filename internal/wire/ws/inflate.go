package ws

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
)

// tail ends a compressed message: the four bytes that the sender took off
// (RFC 7692 §7.2.1), then an empty final block, so that the decoder sees an
// orderly end.
const tail = "\x00\x00\xff\xff" + "\x01\x00\x00\xff\xff"

// inflater is a decoder with what it needs to work. Those not in use wait in a
// pool: they are six times the size of the window that a connection keeps
// between messages.
type inflater struct {
	flate   io.ReadCloser
	src     bytes.Reader
	scratch [8 << 10]byte
}

var inflaters = sync.Pool{New: func() any {
	i := new(inflater)
	i.flate = flate.NewReader(&i.src)
	return i
}}

var errInflateLimit = errors.New("more than the limit for decoded messages")

// window is the text that the next compressed message of a direction may refer
// to: the last size bytes (RFC 7692 §7.2.1).
type window struct {
	size int
	text []byte
}

func (w *window) add(p []byte) {
	p = p[max(len(p)-w.size, 0):]
	if over := len(w.text) + len(p) - w.size; over > 0 {
		w.text = w.text[:copy(w.text, w.text[over:])]
	}
	w.text = append(w.text, p...)
}

func (w *window) clear() { w.text = w.text[:0] }

// inflate decodes one message to out, and moves the window on. compressed ends
// with the tail. It stops with errInflateLimit when more than limit bytes came
// out; on any other error out has the text before the damage.
func (w *window) inflate(compressed []byte, limit int64, out io.Writer) error {
	i := inflaters.Get().(*inflater)
	defer inflaters.Put(i)
	i.src.Reset(compressed)
	defer i.src.Reset(nil)
	if err := i.restart(w.text); err != nil {
		return err
	}
	for total := int64(0); ; {
		n, err := i.flate.Read(i.scratch[:])
		total += int64(n)
		w.add(i.scratch[:n])
		if _, err := out.Write(i.scratch[:n]); err != nil {
			return err
		}
		switch {
		case total > limit:
			return errInflateLimit
		case err == nil:
		case !errors.Is(err, io.EOF):
			return err
		case i.src.Len() <= len(tail):
			return nil
		default:
			// The sender ended its stream with a final block and began another
			// (RFC 7692 §7.2.3.4).
			if err := i.restart(w.text); err != nil {
				return err
			}
		}
	}
}

func (i *inflater) restart(text []byte) error {
	return i.flate.(flate.Resetter).Reset(&i.src, text)
}
