package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// bodyTime is how long a request that is read whole may take to arrive.
const bodyTime = 30 * time.Second

type inner huma.Context

// frame is a request on its way through huma, made to behave as this API does.
type frame struct {
	inner
	status int // of an error of huma's own, 0 for none
}

// Unwrap is the context of the adapter.
func (f *frame) Unwrap() huma.Context { return f.inner }

// Header hides what the client would accept: there is one format.
func (f *frame) Header(name string) string {
	switch name {
	case "Accept":
		return ""
	case "Content-Type": // a body is JSON, or octets that no type is asked of
		return "application/json"
	}
	return f.inner.Header(name)
}

// SetStatus sends the status, that of an error as this API has it.
func (f *frame) SetStatus(code int) {
	if f.status != 0 {
		code, f.status = f.status, 0
	}
	f.inner.SetStatus(code)
}

// BodyReader ends the time for a body where the body ends: else the deadline would be that
// of the operation.
func (f *frame) BodyReader() io.Reader {
	return &timed{f.inner.BodyReader(), func() { _ = f.inner.SetReadDeadline(time.Time{}) }} // not every connection has one
}

type timed struct {
	io.Reader
	ended func()
}

func (t *timed) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	if err == io.EOF {
		t.ended()
	}
	return n, err
}

// ownErrors gives huma's errors the form of all others. What was sent is not told back.
func ownErrors(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	e := toError(ctx.Operation(), m)
	if f, ok := ctx.(*frame); ok {
		f.status = e.Status
	}
	ctx.SetHeader("Content-Type", "application/json")
	return e, nil
}

func toError(op *huma.Operation, m *huma.ErrorModel) *Error {
	e := &Error{Status: m.Status}
	switch m.Status {
	case http.StatusRequestEntityTooLarge:
		e.Message = "the request is too large"
		return e
	case http.StatusRequestTimeout:
		e.Message = "the request did not arrive in time"
		return e
	case http.StatusInternalServerError:
		e.Message = "the request could not be read"
		return e
	}
	e.Status = http.StatusBadRequest
	e.Message = "the request is not the JSON that it should be"
	for _, d := range m.Errors {
		place, name, _ := strings.Cut(d.Location, ".")
		if place == "body" {
			e.Message += ": " + d.Message
			return e
		}
		for _, p := range op.Parameters {
			if p.In == place && p.Name == name {
				if e.Message = p.Description; p.Description == "" {
					e.Message = name + ": " + d.Message
				}
				return e
			}
		}
	}
	return e
}

// jsonFormat reads strictly, and writes what can be written at once.
func jsonFormat() huma.Format {
	return huma.Format{
		Marshal: func(w io.Writer, v any) error {
			text, err := json.Marshal(v)
			if err == nil {
				_, _ = w.Write(append(text, '\n')) // the client is gone
			}
			return err
		},
		Unmarshal: decode,
	}
}

var errMore = errors.New("there is more after it")

// decode reads one value. What it does not know is an error: who sends it would think that
// it counts.
func decode(text []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errMore
	}
	return nil
}
