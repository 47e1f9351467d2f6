package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
)

// Breakpoints is the queue of what is paused. An Instance that has one serves it.
type Breakpoints interface {
	Paused() PausedList
	// PausedMessage's error is an *Error when it is not paused (any more), like
	// those of all that follow.
	PausedMessage(id uint64) (PausedDetail, error)
	// Decide returns when the decision counts. The error is an *Error when it cannot
	// be carried out, and then nothing has changed.
	Decide(ctx context.Context, id uint64, d Decision) error
	// Draft keeps an edit that is not sent yet; nil forgets it.
	Draft(id uint64, e *Edit) error
	// Take stops the clock of a message that somebody is about to decide about.
	Take(id uint64) error
	// WatchPaused calls started, then changed with what there is and with each change,
	// until ctx or the instance ends or either returns an error.
	WatchPaused(ctx context.Context, started func() error, changed func([]PausedEvent) error) error

	Templates() ([]Template, error)
	Template(name string) (MessageForm, error)
	SaveTemplate(name string, e Edit) error
	RemoveTemplate(name string) error
}

// maxEdit bounds the body of a request that has a message in it.
const maxEdit = 64 << 20

func serveBreakpoints(mux *http.ServeMux, b Breakpoints) {
	s := pausedServer{b}
	mux.HandleFunc("GET /v1/breakpoints", func(w http.ResponseWriter, _ *http.Request) { reply(w, b.Paused()) })
	mux.HandleFunc("GET /v1/breakpoints/stream", s.stream)
	mux.HandleFunc("GET /v1/breakpoints/{id}", s.with(func(w http.ResponseWriter, _ *http.Request, id uint64) {
		d, err := b.PausedMessage(id)
		answer(w, d, err)
	}))
	mux.HandleFunc("POST /v1/breakpoints/{id}/decide", s.with(func(w http.ResponseWriter, r *http.Request, id uint64) {
		var d Decision
		if decodeEdit(w, r, &d) {
			done(w, b.Decide(r.Context(), id, d))
		}
	}))
	mux.HandleFunc("PUT /v1/breakpoints/{id}/draft", s.with(func(w http.ResponseWriter, r *http.Request, id uint64) {
		var e Edit
		if decodeEdit(w, r, &e) {
			done(w, b.Draft(id, &e))
		}
	}))
	mux.HandleFunc("DELETE /v1/breakpoints/{id}/draft", s.with(func(w http.ResponseWriter, _ *http.Request, id uint64) { done(w, b.Draft(id, nil)) }))
	mux.HandleFunc("POST /v1/breakpoints/{id}/take", s.with(func(w http.ResponseWriter, _ *http.Request, id uint64) { done(w, b.Take(id)) }))

	mux.HandleFunc("GET /v1/templates", func(w http.ResponseWriter, _ *http.Request) {
		all, err := b.Templates()
		if all == nil {
			all = []Template{}
		}
		answer(w, all, err)
	})
	mux.HandleFunc("GET /v1/templates/{name}", func(w http.ResponseWriter, r *http.Request) {
		m, err := b.Template(r.PathValue("name"))
		answer(w, m, err)
	})
	mux.HandleFunc("PUT /v1/templates/{name}", func(w http.ResponseWriter, r *http.Request) {
		var e Edit
		if decodeEdit(w, r, &e) {
			done(w, b.SaveTemplate(r.PathValue("name"), e))
		}
	})
	mux.HandleFunc("DELETE /v1/templates/{name}", func(w http.ResponseWriter, r *http.Request) { done(w, b.RemoveTemplate(r.PathValue("name"))) })
}

type pausedServer struct{ b Breakpoints }

// with reads the number of a message.
func (s pausedServer) with(f func(http.ResponseWriter, *http.Request, uint64)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.ParseUint(r.PathValue("id"), 10, 63)
		if err != nil || id == 0 {
			fail(w, &Error{Status: http.StatusBadRequest, Message: "what is paused is named by its number"})
			return
		}
		f(w, r, id)
	}
}

func (s pausedServer) stream(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	enc := json.NewEncoder(w)
	begun := false
	err := s.b.WatchPaused(r.Context(), func() error {
		begun = true
		w.Header().Set("Content-Type", "application/x-ndjson")
		w.WriteHeader(http.StatusOK)
		return out.Flush()
	}, func(events []PausedEvent) error {
		for i := range events {
			if err := enc.Encode(&events[i]); err != nil {
				return err
			}
		}
		return out.Flush()
	})
	if err != nil && !begun { // later, the reader is gone, or the instance ends
		fail(w, err)
	}
}

func decodeEdit(w http.ResponseWriter, r *http.Request, v any) bool {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxEdit))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		fail(w, &Error{Status: http.StatusBadRequest, Message: "the request is not the JSON that it should be: " + err.Error()})
		return false
	}
	return true
}

// done answers what has nothing to say but that it is done.
func done(w http.ResponseWriter, err error) {
	if err != nil {
		fail(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
