package testkit

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// serve is the origin's handler. Its paths:
//
//	/               a small HTML page
//	/bytes/N        N bytes of Pattern; ?chunked leaves out Content-Length
//	/echo           the request's body and Content-Type, streamed back
//	/upload         reads the body; answers {"size":…,"sha256":…}
//	/status/N       status N, with a small body where N allows one
//	/headers        the request's fields as JSON
//	/redirect?to=…  302
//	/gzip /br /zstd the text of Compressible, encoded; ?n=BYTES
//	/trailers       "trailers follow\n" and the trailer fields X-Sum, X-Note
//	/sse            ?n=EVENTS (default 3), each flushed alone; ?hold waits for the client to leave
//	/slow           ?n=PIECES&gap=DURATION: one byte at a time
//	/early          answers 200 at once, before the request's body was read
//	/continue       100 Continue as soon as the body is asked for, then as /upload
//	/refuse         417 to Expect: 100-continue, without reading the body
//	/hints          103 Early Hints twice, then 200
//	/reset          ?after=N: N bytes of a body of 1 MiB, then RST (RST_STREAM on h2)
//	/truncate       ?after=N: N bytes of an announced 1 MiB, then an orderly close
//	/raw/chunked    HTTP/1: chunk extensions, odd chunk sizes and trailers, byte for byte
//	/raw/odd        HTTP/1: odd case, duplicates and reason phrase, byte for byte
//	/raw/eof        HTTP/1.0: a body that ends with the connection
//	/ws             WebSocket echo; see websocket.go
//	/hang           no answer until the client leaves
//
// gRPC requests go to the Echo service; see grpc.go.
func (o *Origin) serve(w http.ResponseWriter, r *http.Request) {
	defer o.noteRequest(r)()
	if r.ProtoMajor == 2 && strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc") {
		o.grpc.ServeHTTP(w, r)
		return
	}
	name, arg, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch name {
	case "":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, "<!doctype html><title>origin</title><p>It works.</p>\n")
	case "bytes":
		serveBytes(w, r, arg)
	case "status":
		serveStatus(w, arg)
	case "raw":
		serveRawBytes(w, arg)
	default:
		h, ok := endpoints()[name]
		switch {
		case ok:
			h(w, r)
		case o.extra != nil:
			o.extra.ServeHTTP(w, r)
		default:
			http.NotFound(w, r)
		}
	}
}

func endpoints() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"echo": serveEcho, "upload": serveUpload, "continue": serveUpload,
		"headers": serveHeaders, "redirect": serveRedirect,
		"gzip": serveEncoded, "br": serveEncoded, "zstd": serveEncoded,
		"trailers": serveTrailers, "sse": serveEvents, "slow": serveSlow,
		"early": serveEarly, "refuse": serveRefuse, "hints": serveHints,
		"reset": serveCut, "truncate": serveCut, "ws": serveWebSocket,
		"hang": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	}
}

// Pattern is n bytes that differ along the way, so that a lost or doubled piece
// shows.
func Pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i) ^ byte(i>>8) ^ byte(i>>16)
	}
	return b
}

// Compressible is n bytes of text.
func Compressible(n int) string {
	const line = "the quick brown fox jumps over the lazy dog\n"
	return strings.Repeat(line, n/len(line)+1)[:n]
}

func serveBytes(w http.ResponseWriter, r *http.Request, arg string) {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 0 {
		http.Error(w, "bytes/N", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	if !r.URL.Query().Has("chunked") {
		w.Header().Set("Content-Length", arg)
	}
	const piece = 1 << 20
	p := Pattern(min(n, piece)) // the pattern of i>>16 repeats after 16 MiB, of the piece after 1 MiB
	for n > 0 {
		k := min(n, len(p))
		if _, err := w.Write(p[:k]); err != nil {
			return
		}
		n -= k
	}
}

func serveStatus(w http.ResponseWriter, arg string) {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 200 || n > 999 {
		http.Error(w, "status/N", http.StatusBadRequest)
		return
	}
	if n == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Basic realm="origin"`)
	}
	w.WriteHeader(n)
	if n != http.StatusNoContent && n != http.StatusNotModified {
		fmt.Fprintf(w, "status %d\n", n)
	}
}

func serveEcho(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", r.Header.Get("Content-Type"))
	rc := http.NewResponseController(w)
	_ = rc.EnableFullDuplex()
	_ = rc.Flush()
	buf := make([]byte, 32<<10)
	for {
		n, err := r.Body.Read(buf)
		if n > 0 {
			if _, werr := w.Write(buf[:n]); werr != nil {
				return
			}
			_ = rc.Flush()
		}
		if err != nil {
			return
		}
	}
}

func serveUpload(w http.ResponseWriter, r *http.Request) {
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		return
	}
	body := r.Body.(*notedBody)
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, "{\"size\":%d,\"sha256\":\"%x\"}\n", n, body.sum.Sum(nil))
}

func serveHeaders(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"method": r.Method, "target": r.RequestURI, "proto": r.Proto, "host": r.Host, "fields": r.Header,
	})
}

func serveRedirect(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusFound)
}

func serveEncoded(w http.ResponseWriter, r *http.Request) {
	coding := strings.TrimPrefix(r.URL.Path, "/")
	var enc io.WriteCloser
	switch coding {
	case "gzip":
		enc = gzip.NewWriter(w)
	case "br":
		enc = brotli.NewWriter(w)
	case "zstd":
		enc, _ = zstd.NewWriter(w, zstd.WithEncoderConcurrency(1)) // options are constant
	}
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("Content-Encoding", coding)
	_, _ = io.WriteString(enc, Compressible(number(r, "n", 10_000)))
	_ = enc.Close()
}

func serveTrailers(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Trailer", "X-Sum, X-Note")
	_, _ = io.WriteString(w, "trailers follow\n")
	w.Header().Set("X-Sum", "42")
	w.Header().Set("X-Note", "done")
}

// number reads a query parameter.
func number(r *http.Request, name string, or int) int {
	if n, err := strconv.Atoi(r.URL.Query().Get(name)); err == nil && n >= 0 {
		return n
	}
	return or
}

// duration reads a query parameter.
func duration(r *http.Request, name string, or time.Duration) time.Duration {
	if d, err := time.ParseDuration(r.URL.Query().Get(name)); err == nil {
		return d
	}
	return or
}
