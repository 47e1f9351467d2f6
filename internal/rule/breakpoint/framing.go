package breakpoint

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rockxy/internal/flow"
)

// framing is what the end of a message follows from.
type framing struct {
	proto flow.Proto
	was   []Field // as it came: right for the body as it came
	body  bodyFate
	size  int // of a new body, on the wire
	// trailers says that a new body is followed by some.
	trailers bool
}

// bodyFate is what becomes of a body.
type bodyFate uint8

const (
	bodyAsIs bodyFate = iota // it goes on as it came, or there is none
	bodyNew                  // it is another one, of known size
	bodyNone                 // there is none, since the status has none
	bodyHead                 // there is none, and the fields speak of the one that there would be
)

// put returns fields with the framing that f wants, and what was put right.
func (f *framing) put(fields []Field) (right []Field, notes []string) {
	set := func(name string, want []string) {
		got := values(fields, name)
		if slices.Equal(got, want) {
			return
		}
		fields = replace(fields, name, want)
		notes = append(notes, correction(name, got, want))
	}
	if f.proto == flow.HTTP2 || f.proto == flow.HTTP3 {
		for _, name := range []string{"Connection", "Proxy-Connection", "Keep-Alive", "Upgrade", "Transfer-Encoding"} {
			set(name, nil) // RFC 9113 §8.2.2
		}
	}
	switch f.body {
	case bodyAsIs:
		set("Content-Length", values(f.was, "content-length"))
		set("Transfer-Encoding", values(f.was, "transfer-encoding"))
	case bodyNone:
		set("Content-Length", nil)
		set("Transfer-Encoding", nil)
	case bodyNew:
		length, chunked := f.length(fields)
		set("Content-Length", length)
		set("Transfer-Encoding", chunked)
	case bodyHead:
	}
	return fields, notes
}

// length is how the end of a new body is told.
func (f *framing) length(fields []Field) (length, chunked []string) {
	te := values(fields, "transfer-encoding")
	if f.proto == flow.HTTP11 && (f.trailers || len(te) == 1 && strings.EqualFold(te[0], "chunked")) {
		if len(te) != 1 {
			te = []string{"chunked"}
		}
		return nil, te
	}
	return []string{strconv.Itoa(f.size)}, nil
}

func correction(name string, got, want []string) string {
	switch {
	case len(want) == 0:
		return fmt.Sprintf("%s taken out: %s", name, strings.Join(got, ", "))
	case len(got) == 0:
		return fmt.Sprintf("%s added: %s", name, strings.Join(want, ", "))
	}
	return fmt.Sprintf("%s put right: %s → %s", name, strings.Join(got, ", "), strings.Join(want, ", "))
}

func values(fields []Field, name string) (all []string) {
	for _, f := range fields {
		if flow.EqualFold([]byte(f.Name), name) {
			all = append(all, f.Value)
		}
	}
	return all
}

// replace gives the fields called name other values, at the place of the first.
func replace(fields []Field, name string, want []string) []Field {
	at := index(fields, name)
	if at >= 0 {
		name = fields[at].Name
	} else {
		at = len(fields)
	}
	var put []Field
	for _, v := range want {
		put = append(put, Field{name, v})
	}
	return slices.Insert(without(fields, name), at, put...)
}
