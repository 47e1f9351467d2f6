package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"rockxy/internal/flow"
)

// Host is what requests on the socket call the instance.
const Host = "rockxy"

// Instance is what the API serves. Areas that it may have besides are interfaces of their
// own, see [Register].
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
	// Lease keeps a transient instance going until release is called.
	Lease() (release func())
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
	// Problems are the places of rules, or of an edited message, that cannot be read.
	Problems []RuleProblem `json:"problems,omitempty"`
}

func (e *Error) Error() string { return e.Message }

// GetStatus makes it an answer of the API.
func (e *Error) GetStatus() int { return e.Status }

// NewSocketHandler serves inst to those who may connect to the socket.
func NewSocketHandler(inst Instance) http.Handler { return refuseBrowsers(newMux(inst)) }

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

const pemType = "application/x-pem-file"

func servePEM(w http.ResponseWriter, pem []byte) {
	w.Header().Set("Content-Type", pemType)
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
