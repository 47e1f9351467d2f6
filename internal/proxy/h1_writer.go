package proxy

import (
	"io"
	"sync"
)

const outBuf = 16 << 10

var outBufs = sync.Pool{New: func() any { return new([outBuf]byte) }}

// h1Writer collects what goes out until flush, through a borrowed buffer. It
// belongs to one goroutine at a time.
type h1Writer struct {
	nc  io.Writer
	buf []byte
	err error // the first one; sticky
}

// space returns the pending output, to append a head to; give the result back
// with set.
func (w *h1Writer) space() []byte {
	if w.buf == nil {
		w.buf = outBufs.Get().(*[outBuf]byte)[:0]
	}
	return w.buf
}

func (w *h1Writer) set(b []byte) { w.buf = b }

// write adds p to the output. Large pieces are not copied.
func (w *h1Writer) write(p []byte) error {
	if w.err != nil {
		return w.err
	}
	if len(p) >= outBuf/4 {
		if len(w.buf) > 0 && len(w.buf)+len(p) > outBuf {
			if err := w.flush(); err != nil {
				return err
			}
		}
		if len(w.buf) == 0 {
			_, w.err = w.nc.Write(p)
			return w.err
		}
	}
	if len(w.buf)+len(p) > outBuf {
		if err := w.flush(); err != nil {
			return err
		}
	}
	w.buf = append(w.space(), p...)
	return nil
}

// flush sends everything pending and gives the buffer back.
func (w *h1Writer) flush() error {
	if len(w.buf) > 0 && w.err == nil {
		_, w.err = w.nc.Write(w.buf)
	}
	if cap(w.buf) == outBuf {
		outBufs.Put((*[outBuf]byte)(w.buf[:outBuf]))
	}
	w.buf = nil
	return w.err
}
