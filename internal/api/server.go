package api

import (
	"log"
	"net/http"
	"time"
)

// How long who talks to the API may take: with the head of a request, between requests, and
// with each part of an answer. bodyTime and writeTime are those of bodies.
const (
	headTime = 10 * time.Second
	restTime = time.Second // of a body that was not wanted
	idleTime = 2 * time.Minute
)

// maxHead bounds the head of a request, in octets.
const maxHead = 32 << 10

// NewServer serves a handler of this package to programs on this machine, which have no
// reason to be slow. errors hears of connections that failed.
func NewServer(h http.Handler, errors *log.Logger) *http.Server {
	return &http.Server{Handler: steady(h), ReadHeaderTimeout: headTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHead, ErrorLog: errors}
}

// steady ends answers that are not read.
func steady(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := &steadyWriter{w, http.NewResponseController(w)}
		defer func() { // for what is still to be sent, and what is left of a body; a deadline of before would end the next answer
			s.more()
			_ = s.out.SetReadDeadline(time.Now().Add(restTime))
		}()
		next.ServeHTTP(s, r)
	})
}

type steadyWriter struct {
	http.ResponseWriter
	out *http.ResponseController
}

func (s *steadyWriter) more() { _ = s.out.SetWriteDeadline(time.Now().Add(writeTime)) } // not every connection has one

func (s *steadyWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *steadyWriter) Write(p []byte) (int, error) {
	s.more()
	return s.ResponseWriter.Write(p)
}

func (s *steadyWriter) FlushError() error {
	s.more()
	return s.out.Flush()
}
