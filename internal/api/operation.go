package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// The functions here add one operation each. In is a struct with fields for what is asked,
// as huma has them: `path:"id"`, `query:"filter"`, `header:"…"`, and Body of any type. The
// doc of a parameter is a sentence that says what it may be, such as "limit is a number, 0
// for all": a request with another value is answered with it. An error of f is told
// as [asError] has it.

// answer adds an operation that answers with JSON.
func answer[In, Out any](api huma.API, where, summary string, f func(context.Context, *In) (Out, error), opts ...option) {
	op := operation(where, summary, opts)
	complete[In](api, &op)
	type answered struct{ Body Out }
	huma.Register(api, op, func(ctx context.Context, in *In) (*answered, error) {
		out, err := f(ctx, in)
		if err != nil {
			return nil, asError(err)
		}
		return &answered{out}, nil
	})
}

// act adds an operation that answers with nothing but that it was done.
func act[In any](api huma.API, where, summary string, f func(context.Context, *In) error, opts ...option) {
	op := operation(where, summary, opts)
	op.DefaultStatus = http.StatusNoContent
	complete[In](api, &op)
	huma.Register(api, op, func(ctx context.Context, in *In) (*struct{}, error) {
		if err := f(ctx, in); err != nil {
			return nil, asError(err)
		}
		return nil, nil
	})
}

// raw adds an operation whose function writes the answer itself, and reads the body of the
// request itself. Its answer has one of the content types, each with its schema.
func raw[In any](api huma.API, where, summary string, content map[string]*huma.MediaType, f func(http.ResponseWriter, *http.Request, *In), opts ...option) {
	op := operation(where, summary, opts)
	op.Responses["200"] = &huma.Response{Description: http.StatusText(http.StatusOK), Content: content}
	complete[In](api, &op)
	huma.Register(api, op, func(_ context.Context, in *In) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(ctx huma.Context) {
			r, w := humago.Unwrap(ctx)
			f(w, r, in)
		}}, nil
	})
}

// lines adds an operation that answers with a line of JSON for each of many things, as they
// come.
func lines[In, Line any](api huma.API, where, summary string, f func(context.Context, *In, *Lines[Line]) error, opts ...option) {
	raw(api, where, summary, map[string]*huma.MediaType{ndjson: {Schema: schemaOf[Line](api)}}, func(w http.ResponseWriter, r *http.Request, in *In) {
		out := &Lines[Line]{w: w, enc: json.NewEncoder(w)}
		if err := f(r.Context(), in, out); err != nil && !out.begun { // later, the reader is gone, or the instance ends
			fail(w, err)
		}
	}, opts...)
}

// events adds an operation that answers with a stream of server-sent events. data has a
// value of the type of each event's data, by the event's name.
func events[In any](api huma.API, where, summary string, data map[string]any, f func(context.Context, *In, *Events) error, opts ...option) {
	named := map[string]any{}
	for name, v := range data {
		named[name] = api.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(v), true, name+"Event")
	}
	content := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}, Extensions: map[string]any{"x-events": named}}
	raw(api, where, summary, map[string]*huma.MediaType{"text/event-stream": content}, func(w http.ResponseWriter, r *http.Request, in *In) {
		out := &Events{w: w}
		if err := f(r.Context(), in, out); err != nil && !out.begun {
			fail(w, err)
		}
	}, opts...)
}

// octets adds an operation that answers with octets of one of these media types, or a range
// of them. They go out as [Octets] says.
func octets[In any](api huma.API, where, summary string, types []string, f func(context.Context, *In) (*Octets, error), opts ...option) {
	raw(api, where, summary, octetTypes(types), func(w http.ResponseWriter, r *http.Request, in *In) {
		o, err := f(r.Context(), in)
		if err != nil {
			fail(w, err)
			return
		}
		o.serve(w, r)
	}, opts...)
}

// upload adds an operation that reads the octets of its request as they come, and answers
// with JSON.
func upload[In, Out any](api huma.API, where, summary string, types []string, f func(context.Context, *In, io.Reader) (Out, error), opts ...option) {
	content := map[string]*huma.MediaType{"application/json": {Schema: schemaOf[Out](api)}}
	raw(api, where, summary, content, func(w http.ResponseWriter, r *http.Request, in *In) {
		body := &patient{r: r.Body, out: http.NewResponseController(w)}
		out, err := f(r.Context(), in, body)
		if err != nil {
			_, _ = io.Copy(io.Discard, body) // who still sends would not hear the answer
			fail(w, err)
			return
		}
		reply(w, out)
	}, opts...)
	// huma would read the body if it had been told of it.
	method, path := split(where)
	described(api, method, path).RequestBody = &huma.RequestBody{Required: true, Content: octetTypes(types)}
}

func described(api huma.API, method, path string) *huma.Operation {
	item := api.OpenAPI().Paths[path]
	if method == http.MethodPut {
		return item.Put
	}
	return item.Post
}

func schemaOf[T any](api huma.API) *huma.Schema {
	return api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, "")
}

// complete says what an answer is that is not the one asked for, and checks what is
// asked: huma passes over fields that are not exported, embedded ones too.
func complete[In any](api huma.API, op *huma.Operation) {
	op.Responses["default"] = &huma.Response{
		Description: "Why it could not be answered",
		Content:     map[string]*huma.MediaType{"application/json": {Schema: schemaOf[Error](api)}},
	}
	if ok := strconv.Itoa(max(op.DefaultStatus, http.StatusOK)); op.Responses[ok] == nil {
		op.Responses[ok] = &huma.Response{Description: http.StatusText(max(op.DefaultStatus, http.StatusOK))}
	}
	for f := range reflect.TypeFor[In]().Fields() {
		if !f.IsExported() {
			panic(op.OperationID + ": the field " + f.Name + " is not exported")
		}
	}
}

func split(where string) (method, path string) {
	method, path, _ = strings.Cut(where, " ")
	return method, path
}

// operationID is "get-flows-id" of "GET /v1/flows/{id}".
func operationID(method, path string) string {
	words := strings.FieldsFunc(strings.TrimPrefix(path, "/v1"), func(r rune) bool { return strings.ContainsRune("/{}.", r) })
	return strings.ToLower(method) + "-" + strings.Join(words, "-")
}

// tag is the area of a path: "flows" of "/v1/flows/{id}".
func tag(path string) string {
	area, _, _ := strings.Cut(strings.TrimPrefix(path, "/v1/"), "/")
	area, _, _ = strings.Cut(area, ".")
	return area
}
