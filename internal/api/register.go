package api

import (
	_ "embed"
	"net/http"
	"reflect"
	"slices"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// document is the description of all operations, as [Describe] makes it; a test holds
// them together.
//
//go:embed openapi.json
var document []byte

// Register adds the operations of inst to an API. Each area has a file of its own, with
// its types, an interface that an Instance may be, and a function that registers what
// there is to ask. Nil registers all areas, to be described and not to be asked:
// a register function calls nothing of what it is given, and takes no method value of it.
func Register(api huma.API, inst Instance) {
	area(api, inst, registerInstance)
	area(api, inst, registerPolicy)
	area(api, inst, registerImport)
	area(api, inst, registerEditor)
	area(api, inst, registerRules)
	area(api, inst, registerBreakpoints)
	area(api, inst, registerPreferences)
	area(api, inst, registerDoorKeeper)
	if inst == nil {
		registerDoor(api) // the door itself answers
	}
	area(api, inst, registerLists)
	area(api, inst, registerChanges)
	area(api, inst, registerEntries)
	area(api, inst, registerBodies)
	area(api, inst, registerViews)
	area(api, inst, registerCompare)
	area(api, inst, registerExport)
	area(api, inst, registerFilters)
	area(api, inst, registerSender)
	area(api, inst, registerRuleTrial)
	area(api, inst, registerRuleForms)
	area(api, inst, registerRuleCounter)
	area(api, inst, registerPolicyEditor)
	area(api, inst, registerSessions)
	area(api, inst, registerRecorder)
	area(api, inst, registerThrottler)
	area(api, inst, registerDoctor)
	area(api, inst, registerAuthorities)
	area(api, inst, registerSetups)
}

// area registers operations if the instance has what they ask.
func area[X any](api huma.API, inst Instance, register func(huma.API, X)) {
	x, ok := inst.(X)
	if ok || inst == nil {
		register(api, x)
	}
}

// newMux serves the operations of inst, and the document that describes all there are.
// It checks nothing of who asks. What it consists of is made with the first
// request: that takes milliseconds, and an instance may live no longer than one command.
func newMux(inst Instance) http.Handler {
	made := sync.OnceValue(func() http.Handler {
		mux := http.NewServeMux()
		Register(newAPI(mux), inst)
		mux.HandleFunc("GET /v1/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/openapi+json")
			_, _ = w.Write(document) // the client is gone
		})
		return withErrors(mux)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { made().ServeHTTP(w, r) })
}

// Describe is the OpenAPI document of all operations.
func Describe() *huma.OpenAPI {
	api := newAPI(http.NewServeMux())
	Register(api, nil)
	all := api.OpenAPI()
	for _, s := range all.Components.Schemas.Map() {
		neverNull(s)
	}
	for _, op := range operations(all) {
		for _, r := range op.Responses {
			for _, c := range r.Content {
				neverNull(c.Schema)
			}
		}
	}
	return all
}

func operations(all *huma.OpenAPI) (ops []*huma.Operation) {
	for _, item := range all.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
			if op != nil {
				ops = append(ops, op)
			}
		}
	}
	return ops
}

// neverNull says of lists in answers that they may be empty, and never null.
func neverNull(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	for _, p := range s.Properties {
		neverNull(p)
	}
	neverNull(s.Items)
	if values, ok := s.AdditionalProperties.(*huma.Schema); ok {
		neverNull(values)
	}
}

func newAPI(mux *http.ServeMux) huma.API {
	config := huma.DefaultConfig("Rockxy", "1")
	config.Info.Description = "What a running instance answers: over its socket to programs of its user, and on loopback to its own page."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", "" // the document is served as it is committed
	config.CreateHooks = nil
	config.Formats = map[string]huma.Format{"application/json": jsonFormat(), "application/problem+json": jsonFormat()}
	config.Components.Schemas.RegisterTypeAlias(reflect.TypeFor[huma.ErrorModel](), reflect.TypeFor[Error]())
	config.Transformers = []huma.Transformer{ownErrors}
	api := humago.New(mux, config)
	api.UseMiddleware(func(ctx huma.Context, next func(huma.Context)) { next(&frame{inner: ctx}) })
	return api
}

// operation describes one; where is the method and the path, "GET /v1/flows/{id}".
func operation(where, summary string, more []option) huma.Operation {
	method, path := split(where)
	op := huma.Operation{
		OperationID: operationID(method, path), Method: method, Path: path, Summary: summary, Tags: []string{tag(path)},
		SkipValidateBody: true, // the decoder is strict, and what a value may be is for who is asked to say
		MaxBodyBytes:     maxRequest + 1, BodyReadTimeout: bodyTime,
		Responses: map[string]*huma.Response{},
	}
	for _, o := range more {
		o(&op)
	}
	return op
}

// option changes the description of an operation.
type option func(*huma.Operation)

// upTo bounds the body of a request, in octets.
func upTo(max int64) option { return func(op *huma.Operation) { op.MaxBodyBytes = max + 1 } }

// more describes an operation in sentences.
func more(text string) option { return func(op *huma.Operation) { op.Description = text } }

func octetTypes(types []string) map[string]*huma.MediaType {
	content := map[string]*huma.MediaType{}
	for _, t := range slices.Sorted(slices.Values(types)) {
		content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	return content
}
