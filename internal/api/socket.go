package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"

	"rockxy/internal/flow"
)

// Host is what requests on the socket call the instance.
const Host = "rockxy"

// Instance is what the API serves.
type Instance interface {
	Status() Status
	// RootPEM is the public certificate of the root.
	RootPEM() []byte
	// UpstreamPEM is the certificates of --upstream-ca, may be empty.
	UpstreamPEM() []byte
	// SamplePEM is a chain that the root has issued, leaf first, for a name that
	// no host has: trust stores are asked what they make of it.
	SamplePEM() ([]byte, error)
	// Sync returns when all that was recorded so far can be read from the store.
	Sync(context.Context) error
	// List's error is an *Error when the query is at fault.
	List(context.Context, Query) ([]Flow, error)
	// Get returns ErrNotFound when there is no such entry.
	Get(context.Context, flow.ID) (*Detail, error)
	// Watch calls started once changes are being watched, then changed for each
	// of those that the filter selects, until the context ends or either returns
	// an error. It is an *Error when the filter is at fault.
	Watch(ctx context.Context, filter string, started func() error, changed func([]Event) error) error
	// Import reads an archive into the session that is captured into. The error
	// is an *Error when the file is at fault.
	Import(context.Context, io.Reader) (Imported, error)
	// Lease keeps a transient instance going until release is called.
	Lease() (release func())
	// Policy is what decides now.
	Policy() Policy
	// ReloadPolicy reads its file again; new connections are decided by it when
	// this returns. Its error is an *Error when the file is at fault.
	ReloadPolicy() (Policy, error)
}

// ErrNotFound means that there is no entry with that number (any more).
var ErrNotFound = errors.New("there is no such entry")

// Error is a request that cannot be answered as it is.
type Error struct {
	Status  int    `json:"-"`
	Message string `json:"error"`
	Hint    string `json:"hint,omitempty"`
	// Column is where a filter cannot be read, in characters from 1, and Suggest
	// a filter that may have been meant.
	Column  int    `json:"column,omitempty"`
	Suggest string `json:"suggest,omitempty"`
	// Problems are the places of rules that cannot be read.
	Problems []RuleProblem `json:"problems,omitempty"`
}

func (e *Error) Error() string { return e.Message }

// NewSocketHandler serves inst to those who may connect to the socket.
func NewSocketHandler(inst Instance) http.Handler {
	s := &socket{inst}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/status", s.status)
	mux.HandleFunc("GET /v1/root.pem", func(w http.ResponseWriter, _ *http.Request) { servePEM(w, inst.RootPEM()) })
	mux.HandleFunc("GET /v1/upstream.pem", func(w http.ResponseWriter, _ *http.Request) { servePEM(w, inst.UpstreamPEM()) })
	mux.HandleFunc("GET /v1/sample.pem", s.sample)
	mux.HandleFunc("POST /v1/sync", s.sync)
	mux.HandleFunc("GET /v1/flows", s.list)
	mux.HandleFunc("GET /v1/flows/{id}", s.get)
	mux.HandleFunc("GET /v1/flows/stream", s.stream)
	mux.HandleFunc("POST /v1/import", s.imports)
	mux.HandleFunc("GET /v1/lease", s.lease)
	mux.HandleFunc("GET /v1/policy", s.policy)
	mux.HandleFunc("POST /v1/policy/reload", s.reload)
	if e, ok := inst.(SessionEditor); ok {
		serveEditor(mux, e)
	}
	if k, ok := inst.(RuleKeeper); ok {
		serveRules(mux, k)
	}
	if b, ok := inst.(Breakpoints); ok {
		serveBreakpoints(mux, b)
	}
	return refuseBrowsers(mux)
}

// refuseBrowsers is the first thing every request meets. Programs that speak to
// the socket on purpose have no reason to send what is refused here.
func refuseBrowsers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != Host {
			fail(w, &Error{Status: http.StatusForbidden, Message: "the Host of requests on this socket is " + Host})
			return
		}
		for _, name := range []string{"Origin", "Referer", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"} {
			if _, has := r.Header[name]; has {
				fail(w, &Error{Status: http.StatusForbidden, Message: "this socket is not for browsers"})
				return
			}
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

type socket struct{ inst Instance }

func (s *socket) status(w http.ResponseWriter, _ *http.Request) { reply(w, s.inst.Status()) }

func (s *socket) sample(w http.ResponseWriter, _ *http.Request) {
	chain, err := s.inst.SamplePEM()
	if err != nil {
		fail(w, err)
		return
	}
	servePEM(w, chain)
}

func (s *socket) sync(w http.ResponseWriter, r *http.Request) {
	if err := s.inst.Sync(r.Context()); err != nil {
		fail(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *socket) list(w http.ResponseWriter, r *http.Request) {
	q, err := queryOf(r)
	if err != nil {
		fail(w, err)
		return
	}
	flows, err := s.inst.List(r.Context(), q)
	if err != nil {
		fail(w, err)
		return
	}
	if flows == nil {
		flows = []Flow{}
	}
	reply(w, flows)
}

// queryOf reads the query of a list: filter, limit, sort, oldest.
func queryOf(r *http.Request) (Query, error) {
	bad := func(message string) error { return &Error{Status: http.StatusBadRequest, Message: message} }
	q := Query{Filter: r.FormValue("filter"), Limit: 100, Sort: Sort(r.FormValue("sort"))}
	if text := r.FormValue("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return q, bad("limit is a number, 0 for all")
		}
		q.Limit = n
	}
	if q.Sort != "" && !slices.Contains(Sorts(), q.Sort) {
		return q, bad("there is no order called " + strconv.Quote(string(q.Sort)))
	}
	if text := r.FormValue("oldest"); text != "" {
		oldest, err := strconv.ParseBool(text)
		if err != nil {
			return q, bad("oldest is true or false")
		}
		q.Oldest = oldest
	}
	return q, nil
}

func (s *socket) get(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 63)
	if err != nil || id == 0 {
		fail(w, &Error{Status: http.StatusBadRequest, Message: "an entry is named by its number"})
		return
	}
	d, err := s.inst.Get(r.Context(), flow.ID(id))
	if err != nil {
		fail(w, err)
		return
	}
	reply(w, d)
}

func (s *socket) stream(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	enc := json.NewEncoder(w)
	begun := false
	started := func() error {
		begun = true
		w.Header().Set("Content-Type", "application/x-ndjson")
		w.WriteHeader(http.StatusOK)
		return out.Flush()
	}
	changed := func(events []Event) error {
		for i := range events {
			if err := enc.Encode(&events[i]); err != nil {
				return err
			}
		}
		return out.Flush()
	}
	err := s.inst.Watch(r.Context(), r.FormValue("filter"), started, changed)
	if err != nil && !begun { // later, the reader is gone, or the instance ends
		fail(w, err)
	}
}

// lease is held for as long as the request is open.
func (s *socket) lease(w http.ResponseWriter, r *http.Request) {
	release := s.inst.Lease()
	defer release()
	w.WriteHeader(http.StatusOK)
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

func servePEM(w http.ResponseWriter, pem []byte) {
	w.Header().Set("Content-Type", "application/x-pem-file")
	_, _ = w.Write(pem) // the client is gone
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client is gone
}

// asError is the form in which an error is told.
func asError(err error) *Error {
	var e *Error
	var f *flow.Fault
	switch {
	case errors.As(err, &e):
		return e
	case errors.As(err, &f):
		return &Error{Status: http.StatusServiceUnavailable, Message: f.Message, Hint: f.Hint}
	case errors.Is(err, ErrNotFound):
		return &Error{Status: http.StatusNotFound, Message: err.Error()}
	}
	return &Error{Status: http.StatusInternalServerError, Message: err.Error()}
}

// fail turns an error into a response.
func fail(w http.ResponseWriter, err error) {
	e := asError(err)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(e.Status)
	_ = json.NewEncoder(w).Encode(e) // the client is gone
}
