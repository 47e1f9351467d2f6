package testkit

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

// These endpoints are about when something is sent, and how it ends.

func serveEvents(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	rc := http.NewResponseController(w)
	for i := range number(r, "n", 3) {
		fmt.Fprintf(w, "id: %d\nevent: tick\ndata: {\"n\":%d}\n\n", i, i)
		if rc.Flush() != nil || !pause(r, duration(r, "gap", 0)) {
			return
		}
	}
	if r.URL.Query().Has("hold") {
		<-r.Context().Done()
	}
}

func serveSlow(w http.ResponseWriter, r *http.Request) {
	rc := http.NewResponseController(w)
	for i := range number(r, "n", 5) {
		if !pause(r, duration(r, "gap", 20*time.Millisecond)) {
			return
		}
		fmt.Fprintf(w, "%d", i%10)
		if rc.Flush() != nil {
			return
		}
	}
}

// pause lets time pass, unless the client leaves.
func pause(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return r.Context().Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

func serveEarly(w http.ResponseWriter, r *http.Request) {
	rc := http.NewResponseController(w)
	_ = rc.EnableFullDuplex()
	_, _ = io.WriteString(w, "early\n")
	_ = rc.Flush()
	_, _ = io.Copy(io.Discard, r.Body)
	_, _ = io.WriteString(w, "late\n")
}

func serveRefuse(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Connection", "close")
	w.WriteHeader(http.StatusExpectationFailed)
}

func serveHints(w http.ResponseWriter, _ *http.Request) {
	for _, style := range []string{"</a.css>", "</b.css>"} {
		w.Header().Set("Link", style+"; rel=preload; as=style")
		w.WriteHeader(http.StatusEarlyHints)
	}
	w.Header().Del("Link")
	_, _ = io.WriteString(w, "hinted\n")
}

// announced is the length that /reset and /truncate promise.
const announced = 1 << 20

func serveCut(w http.ResponseWriter, r *http.Request) {
	after := min(number(r, "after", 1000), announced-1)
	if r.ProtoMajor == 2 {
		w.Header().Set("Content-Length", fmt.Sprint(announced))
		_, _ = w.Write(Pattern(after))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler) // RST_STREAM
	}
	c, rw, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer c.Close()
	fmt.Fprintf(rw, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", announced)
	_, _ = rw.Write(Pattern(after))
	_ = rw.Flush()
	if r.URL.Path == "/reset" {
		resetConn(c)
	}
}

// What /raw/… sends, byte for byte.
const (
	RawChunked = "HTTP/1.1 200 OK\r\ncontent-TYPE: text/plain\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n" +
		"5;ext=1;name=\"a;b\"\r\nhello\r\n" + "0001\r\n \r\n" + "5;spaced\r\nworld\r\n" + "0;last\r\nX-Sum: 42\r\nx-NOTE: done\r\n\r\n"
	RawOdd = "HTTP/1.1 299 Quite Odd\r\nX-UPPER: 1\r\nx-lower: 2\r\nX-Dup: a\r\nSet-Cookie: a=1\r\nX-Dup: b\r\nSet-Cookie: b=2\r\n" +
		"X-Empty:\r\nX-Space:    padded  \r\ncontent-length: 4\r\n\r\nodd\n"
	RawEOF = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end\n"
)

func serveRawBytes(w http.ResponseWriter, name string) {
	text, ok := map[string]string{"chunked": RawChunked, "odd": RawOdd, "eof": RawEOF}[name]
	if !ok {
		http.Error(w, "raw/chunked, raw/odd, raw/eof", http.StatusNotFound)
		return
	}
	c, rw, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "needs HTTP/1", http.StatusHTTPVersionNotSupported)
		return
	}
	defer c.Close()
	_, _ = rw.WriteString(text)
	_ = rw.Flush()
}
