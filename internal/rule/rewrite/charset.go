package rewrite

import (
	"bytes"
	"errors"
	"fmt"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// charsetOf is the encoding of a body's text, nil for UTF-8 and what counts as
// that.
func charsetOf(h *flow.Head) encoding.Encoding {
	v, _ := h.Get("content-type")
	return content.Charset(string(v))
}

// errCharset is a body that is not in the charset that it names.
var errCharset = errors.New("the body is not in the charset that its Content-Type names")

// recharged is a rule.Stage that decodes text from a charset, sends it through a stage for
// UTF-8, and encodes it again. What would not be the same after that is not touched: the stage
// ends there.
type recharged struct {
	rule.Stage
	decode         transform.Transformer
	encode, verify transform.Transformer

	came          []byte // and is not decoded
	text, out, by []byte
}

// inCharset returns stage for a text in e; adds is what it puts into texts.
func inCharset(e encoding.Encoding, stage rule.Stage, adds string) (rule.Stage, error) {
	if e == nil {
		return stage, nil
	}
	if _, err := e.NewEncoder().String(adds); err != nil {
		return nil, &rule.Skip{Why: fmt.Sprintf("%q cannot be said in the charset of the body", adds)}
	}
	return &recharged{Stage: stage, decode: e.NewDecoder(), encode: e.NewEncoder(), verify: e.NewEncoder()}, nil
}

func (r *recharged) Report() rule.Report {
	if s, ok := r.Stage.(rule.Reporter); ok {
		return s.Report()
	}
	return rule.Report{}
}

func (r *recharged) Write(dst, p []byte, end bool) ([]byte, error) {
	r.came = append(r.came, p...)
	text, used, err := convert(r.decode, r.text[:0], r.came, end)
	r.text = text
	if err == nil {
		var back []byte
		back, _, err = convert(r.verify, r.by[:0], text, end)
		if r.by = back; err == nil && !bytes.Equal(back, r.came[:used]) {
			err = errCharset
		}
	}
	if err != nil {
		return r.fail(dst), errCharset
	}
	r.came = r.came[:copy(r.came, r.came[used:])]
	return r.edit(dst, text, end)
}

// edit sends decoded text through the stage.
func (r *recharged) edit(dst, text []byte, end bool) ([]byte, error) {
	out, err := r.Stage.Write(r.out[:0], text, end)
	if r.out = out; err != nil {
		return dst, err
	}
	dst, _, err = convert(r.encode, dst, out, end)
	return dst, err
}

// fail appends what was kept back, unchanged.
func (r *recharged) fail(dst []byte) []byte {
	dst, _ = r.edit(dst, nil, true) // what was kept back came from the charset
	return append(dst, r.came...)
}

// convert appends to dst what src becomes, as far as that is decided.
func convert(t transform.Transformer, dst, src []byte, end bool) (out []byte, used int, err error) {
	for {
		if cap(dst)-len(dst) < len(src)-used+64 {
			dst = append(make([]byte, 0, 2*cap(dst)+2*(len(src)-used)+64), dst...)
		}
		nd, ns, err := t.Transform(dst[len(dst):cap(dst)], src[used:], end)
		dst, used = dst[:len(dst)+nd], used+ns
		switch {
		case errors.Is(err, transform.ErrShortDst):
			dst = append(make([]byte, 0, 2*cap(dst)), dst...)
		case errors.Is(err, transform.ErrShortSrc) && !end:
			return dst, used, nil
		default:
			return dst, used, err
		}
	}
}

// asText turns a whole body into UTF-8, and back returns it to its charset.
func asText(e encoding.Encoding, body []byte) (text []byte, back func([]byte) ([]byte, error), err error) {
	if e == nil {
		return body, func(b []byte) ([]byte, error) { return b, nil }, nil
	}
	text, err = e.NewDecoder().Bytes(body)
	if err == nil {
		var again []byte
		if again, err = e.NewEncoder().Bytes(text); err == nil && !bytes.Equal(again, body) {
			err = errCharset
		}
	}
	if err != nil {
		return nil, nil, &rule.Skip{Why: errCharset.Error()}
	}
	return text, func(b []byte) ([]byte, error) {
		out, err := e.NewEncoder().Bytes(b)
		if err != nil {
			return nil, &rule.Skip{Why: "what is to be put in cannot be said in the charset of the body"}
		}
		return out, nil
	}, nil
}
