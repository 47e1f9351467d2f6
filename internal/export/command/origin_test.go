package command

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rockxy/internal/flow"
	"rockxy/internal/har"
)

// origin receives requests and keeps their octets.
type origin struct {
	addr     string
	received chan received
}

type received struct {
	line   string
	fields []string // "Name: value"
	body   []byte
}

func newOrigin(t testing.TB) *origin {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &origin{ln.Addr().String(), make(chan received, 4)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			o.serve(c)
		}
	}()
	t.Cleanup(func() { ln.Close(); <-done })
	return o
}

func (o *origin) serve(c net.Conn) {
	defer c.Close()
	r := bufio.NewReader(c)
	var got received
	line := func() string {
		s, _ := r.ReadString('\n')
		return strings.TrimSuffix(s, "\r\n")
	}
	got.line = line()
	length, chunks := 0, false
	for s := line(); s != ""; s = line() {
		got.fields = append(got.fields, s)
		name, value, _ := strings.Cut(s, ": ")
		switch strings.ToLower(name) {
		case "content-length":
			length, _ = strconv.Atoi(value)
		case "transfer-encoding":
			chunks = true
		}
	}
	for n := int64(1); chunks && n > 0; {
		n, _ = strconv.ParseInt(line(), 16, 64)
		part, _ := io.ReadAll(io.LimitReader(r, n))
		got.body = append(got.body, part...)
		line()
	}
	if !chunks {
		got.body, _ = io.ReadAll(io.LimitReader(r, int64(length)))
	}
	fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
	if got.line != "" {
		o.received <- got
	}
}

// sent is a request as it was captured.
type sent struct {
	method, target string
	fields         []string
	body           string
	chunked        bool
}

func (s sent) entry(addr string) *har.Entry {
	var raw bytes.Buffer
	fmt.Fprintf(&raw, "%s %s HTTP/1.1\r\nHost: %s\r\n", s.method, s.target, addr)
	for _, f := range s.fields {
		raw.WriteString(f + "\r\n")
	}
	if s.chunked {
		raw.WriteString("Transfer-Encoding: chunked\r\n")
	} else if s.body != "" {
		fmt.Fprintf(&raw, "Content-Length: %d\r\n", len(s.body))
	}
	raw.WriteString("\r\n")
	host, port, _ := net.SplitHostPort(addr)
	n, _ := strconv.Atoi(port)
	e := &har.Entry{Exchange: &flow.Exchange{Method: s.method, Scheme: "http", Host: host, Port: uint16(n)}}
	e.Heads = []har.Head{{Head: flow.ParseHead(flow.HTTP11, raw.Bytes(), flow.Request, false)}}
	e.Exchange.Request = flow.Body{Size: int64(len(s.body)), Stored: int64(len(s.body)), Chunked: s.chunked}
	e.Body[0] = io.NewSectionReader(strings.NewReader(s.body), 0, int64(len(s.body)))
	return e
}

func nastyMethods() []string {
	return []string{"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "M-SEARCH", "`id`", "X$HOME", "A'B", "A|B&C", "!x", "%PATH%", "-X"}
}

func nastyTargets() []string {
	return []string{"/", "/a?b=c&d=e", "/$(touch${IFS}pwned)", "/';touch${IFS}pwned;'", "/`touch${IFS}pwned`", "/a/../../b/./c", "/[1-3]{a,b}", "/%2e%2e/%00%0a",
		"/a|b&c;d", "/a\\b", "/\"q\"", "/%PATH%^&", "/!!", "/~user/*", "/?", "/a?u=http://x/../y", "/a'b", "/#x", "/@/etc/passwd", "/:=x==y", "/\xc3\xbc", "/%41%6d"}
}

func nastyValues() []string {
	return []string{"plain", "'; touch pwned; '", "$(touch pwned)", "`touch pwned`", "@/etc/passwd", "=1", ":=[1]", `a\:b\\c\`, `"quoted"`, "%s%n%PATH%", "caf\xe9", "caf\xc3\xa9",
		"tab\tin", "!!", ";", "a;b=c", `\`, "${jndi:x}", "x: y", "", "--help", "^&|<>", "\\\"", "a'b'c''", "# no comment", "*"}
}

func nastyBodies() []string {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	return []string{"", `{"a":"b"}`, "@/etc/passwd", "a\x00b", string(all), "'", "it''s", "%d%%\\n", "\n\n", "a\r\nb\r\n", "-n", "`touch pwned`$(touch pwned)", "\\", "\x1b[31m",
		"caf\xc3\xa9 \u2028 </script>", strings.Repeat("x'", 120_000), "a=b&c=d", "\\101\\x41", "\"", "\t"}
}

func draw(t *rapid.T) sent {
	s := sent{method: rapid.SampledFrom(nastyMethods()).Draw(t, "method"), target: rapid.SampledFrom(nastyTargets()).Draw(t, "target"),
		body: rapid.SampledFrom(nastyBodies()).Draw(t, "body"), chunked: rapid.IntRange(0, 5).Draw(t, "chunked") == 0}
	value := rapid.OneOf(rapid.SampledFrom(nastyValues()), rapid.StringMatching(`[!-~\x80-\xff][ -~\t]{0,20}[!-~]`))
	names := rapid.SampledFrom([]string{"X-A", "x-b", "X'`$|C", "Accept", "User-Agent", "Cookie", "Content-Type", "Accept-Encoding", "Accept-Language", "Authorization"})
	for _, name := range rapid.SliceOfNDistinct(names, 0, 5, rapid.ID[string]).Draw(t, "names") {
		s.fields = append(s.fields, name+": "+value.Draw(t, "value"))
	}
	s.chunked = s.chunked && s.body != ""
	if s.method == "HEAD" {
		s.body, s.chunked = "", false
	}
	return s
}

// arena is an empty directory in which nothing may appear.
type arena struct {
	dir string
	env []string
}

func newArena(t testing.TB, more ...string) *arena {
	dir := t.TempDir()
	return &arena{dir, append([]string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "http_proxy=http://127.0.0.1:1", "HTTP_PROXY=http://127.0.0.1:1", "LC_ALL=C.UTF-8"}, more...)}
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

func (a *arena) run(t failer, stdin string, argv ...string) {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdin = a.dir, a.env, strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s\n%.2000s", err, out, stdin)
	}
	if found, _ := filepath.Glob(filepath.Join(a.dir, "pwned*")); len(found) > 0 {
		t.Fatalf("it ran a command:\n%.2000s", stdin)
	}
}

// need finds a program; see docs/decisions/0003.
func need(t *testing.T, name string) bool {
	t.Helper()
	if _, err := exec.LookPath(name); err == nil {
		return true
	}
	if os.Getenv("ROCKXY_E2E") == "1" {
		t.Errorf("%s is not installed", name)
	}
	t.Logf("LEFT OUT: %s is not installed", name)
	return false
}

// as is how a tool's request may differ from what was captured.
type as struct {
	unordered bool
	lower     bool // names of fields become small
	drop      []string
}

func (o *origin) want(t failer, s sent, how as) {
	t.Helper()
	got := <-o.received
	if want := s.method + " " + s.target + " HTTP/1.1"; got.line != want {
		t.Fatalf("sent %q, want %q", got.line, want)
	}
	if string(got.body) != s.body {
		t.Fatalf("body %.200q, want %.200q", got.body, s.body)
	}
	fields := normal(got.fields, how)
	want := normal(append([]string{"Host: " + o.addr}, s.fields...), how)
	if !slices.Equal(fields, want) {
		t.Fatalf("fields\n%q\nwant\n%q", fields, want)
	}
}

func normal(fields []string, how as) (all []string) {
	for _, f := range fields {
		name, value, _ := strings.Cut(f, ":")
		lower := strings.ToLower(name)
		if lower == "content-length" || lower == "transfer-encoding" || slices.Contains(how.drop, lower) {
			continue
		}
		if how.lower || lower == "host" || lower == "user-agent" && how.unordered {
			name = lower
		}
		all = append(all, name+":"+strings.TrimSpace(value))
	}
	if how.unordered {
		slices.Sort(all)
	}
	return all
}
