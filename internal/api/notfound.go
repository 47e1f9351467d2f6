package api

import "net/http"

// withErrors answers what no operation is for in the form of all errors.
func withErrors(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		var only statusOnly
		h.ServeHTTP(&only, r)
		if allow := only.Header().Get("Allow"); allow != "" {
			w.Header().Set("Allow", allow)
			fail(w, &Error{Status: http.StatusMethodNotAllowed, Message: "this is asked with " + allow})
			return
		}
		fail(w, nothingThere())
	})
}

func nothingThere() *Error {
	return &Error{Status: http.StatusNotFound, Message: "there is nothing by that path", Hint: "what there is: /v1/openapi.json"}
}

// statusOnly is a response of which the fields alone count.
type statusOnly struct{ header http.Header }

func (s *statusOnly) Header() http.Header {
	if s.header == nil {
		s.header = http.Header{}
	}
	return s.header
}

func (s *statusOnly) Write(b []byte) (int, error) { return len(b), nil }
func (s *statusOnly) WriteHeader(int)             {}
