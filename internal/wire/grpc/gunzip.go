package grpc

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"rockxy/internal/flow"
)

// decode puts the decompressed message into out, or leaves it as it was on the
// wire, with the reason in a note.
func (t *Tap) decode(out *flow.Message, cut bool, n *notes) {
	out.Encoded = true
	switch encoding := strings.ToLower(strings.TrimSpace(t.conf.Encoding)); {
	case encoding == "" || encoding == "identity":
		n.add("not decoded: marked as compressed, without a grpc-encoding")
		return
	case encoding != "gzip":
		n.add("not decoded: grpc-encoding " + strconv.QuoteToASCII(encoding) + " is not read here")
		return
	case t.data.Clipped():
		n.add("not decoded: more than " + strconv.Itoa(MaxCompressed) + " compressed bytes")
		return
	}
	err := gunzip(t.data.Bytes(), t.conf.InflateLimit, &t.decoded)
	switch {
	case errors.Is(err, errLimit):
		n.add("decoding stopped after " + strconv.FormatInt(t.conf.InflateLimit, 10) + " bytes")
	case err != nil && (!cut || t.decoded.Size() == 0):
		n.add("not decoded: the compressed data is damaged")
		return
	}
	out.Encoded, out.Data, out.Size = false, t.decoded.Bytes(), t.decoded.Size()
}

var errLimit = errors.New("more than the limit for decoded messages")

// gunzipper is a decoder with what it needs to work. Those not in use wait in
// a pool, because they are large and messages are many.
type gunzipper struct {
	gzip    gzip.Reader
	src     bytes.Reader
	scratch [8 << 10]byte
}

var gunzippers = sync.Pool{New: func() any { return new(gunzipper) }}

// gunzip decodes p to out. It stops with errLimit when more than limit bytes
// came out; on any other error out has the text before the damage.
func gunzip(p []byte, limit int64, out io.Writer) error {
	g := gunzippers.Get().(*gunzipper)
	defer gunzippers.Put(g)
	g.src.Reset(p)
	defer g.src.Reset(nil)
	if err := g.gzip.Reset(&g.src); err != nil {
		return err
	}
	for total := int64(0); ; {
		n, err := g.gzip.Read(g.scratch[:])
		total += int64(n)
		if _, err := out.Write(g.scratch[:n]); err != nil {
			return err
		}
		switch {
		case total > limit:
			return errLimit
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}
