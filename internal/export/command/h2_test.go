package command

import (
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/har"
)

// h2Request is one of HTTP/2 without TLS, as it was captured.
func h2Request(addr, body string) *har.Entry {
	raw := ":method: PUT\r\n:scheme: http\r\n:authority: " + addr + "\r\n:path: /a/../b?c=%20\r\nuser-agent: u\r\naccept: */*\r\nx-v: '; touch pwned\r\ncookie: a=1\r\ncookie: b=2\r\n\r\n"
	host, port, _ := net.SplitHostPort(addr)
	n, _ := strconv.Atoi(port)
	e := &har.Entry{Exchange: &flow.Exchange{Method: "PUT", Scheme: "http", Host: host, Port: uint16(n), Proto: flow.HTTP2}}
	e.Heads = []har.Head{{Head: flow.ParseHead(flow.HTTP2, []byte(raw), flow.Request, false)}}
	e.Exchange.Request = flow.Body{Size: int64(len(body)), Stored: int64(len(body))}
	e.Body[0] = io.NewSectionReader(strings.NewReader(body), 0, int64(len(body)))
	return e
}

func TestHTTP2(t *testing.T) {
	type seen struct {
		proto, uri, value, body string
		cookies                 []string
	}
	got := make(chan seen, 4)
	server := &http.Server{Protocols: new(http.Protocols), Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- seen{r.Method + " " + r.Proto, r.RequestURI, r.Header.Get("X-V"), string(body), r.Header["Cookie"]}
	})}
	server.Protocols.SetUnencryptedHTTP2(true)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(ln) }() // ends with Close
	t.Cleanup(func() { server.Close(); <-done })
	r, err := From(h2Request(ln.Addr().String(), "a\x00b"))
	if err != nil {
		t.Fatal(err)
	}
	check := func(tool string) {
		t.Helper()
		g := <-got
		if g.proto != "PUT HTTP/2.0" || g.uri != "/a/../b?c=%20" || g.value != "'; touch pwned" || g.body != "a\x00b" || strings.Join(g.cookies, "; ") != "a=1; b=2" {
			t.Errorf("%s sent %+v", tool, g)
		}
	}
	if need(t, "curl") {
		command, err := r.Curl()
		if err != nil {
			t.Fatal(err)
		}
		newArena(t).run(t, command, "sh", "-s")
		check("curl")
	}
	program, err := r.Go()
	if err != nil {
		t.Fatal(err)
	}
	a := newArena(t, "GOCACHE="+goEnv(t, "GOCACHE"), "GOTOOLCHAIN=local", "CGO_ENABLED=0")
	if err := os.WriteFile(filepath.Join(a.dir, "main.go"), []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	a.run(t, "", "go", "run", "main.go")
	check("Go")
	if !slices.Contains(strings.Fields(program), "transport.Protocols.SetUnencryptedHTTP2(true)") {
		t.Error("the program speaks another version")
	}
}
