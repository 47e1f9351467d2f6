package command

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func (s sent) request(t failer, o *origin) *Request {
	r, err := From(s.entry(o.addr))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return r
}

// unsupported reports whether a tool rightly says no; seldom is how many in a
// hundred that may be.
func unsupported(t failer, err error) bool {
	var u *UnsupportedError
	if err != nil && !errors.As(err, &u) {
		t.Fatalf("%v", err)
	}
	return err != nil
}

func TestCurl(t *testing.T) {
	if !need(t, "curl") {
		return
	}
	o, a := newOrigin(t), newArena(t)
	shells := []string{"sh"}
	if _, err := exec.LookPath("bash"); err == nil {
		shells = append(shells, "bash")
	}
	n := 0
	check := func(t failer, s sent) {
		command, err := s.request(t, o).Curl()
		if err != nil {
			t.Fatalf("%v", err)
		}
		n++
		a.run(t, command, shells[n%len(shells)], "-s")
		o.want(t, s, as{})
	}
	for _, body := range nastyBodies() {
		check(t, sent{method: "POST", target: "/", body: body})
	}
	for _, target := range nastyTargets() {
		check(t, sent{method: "GET", target: target})
	}
	for _, value := range nastyValues() {
		check(t, sent{method: "GET", target: "/", fields: []string{"X-Value: " + value}})
	}
	rapid.Check(t, func(t *rapid.T) { check(t, draw(t)) })
}

// TestCurlConfiguration is what PowerShell gives curl.
func TestCurlConfiguration(t *testing.T) {
	if !need(t, "curl") {
		return
	}
	o, a := newOrigin(t), newArena(t)
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		command, err := s.request(t, o).CurlPowerShell()
		if unsupported(t, err) || !showable([]byte(s.body)) {
			return
		}
		_, config, _ := strings.Cut(command, "\n'")
		config, ok := strings.CutSuffix(config, "' | curl.exe --config -\n")
		if !ok || strings.Contains(strings.ReplaceAll(config, "''", ""), "'") {
			t.Fatalf("not one literal: %q", command)
		}
		a.run(t, strings.ReplaceAll(config, "''", "'"), "curl", "-sS", "--config", "-")
		o.want(t, s, as{})
	})
}

func TestHTTPie(t *testing.T) {
	if !need(t, "http") {
		return
	}
	o, a := newOrigin(t), newArena(t)
	check := func(t failer, s sent) {
		command, err := s.request(t, o).HTTPie()
		if !unsupported(t, err) {
			a.run(t, command, "sh", "-s")
			o.want(t, s, as{unordered: true, drop: []string{"user-agent", "accept-encoding"}})
		}
	}
	for _, body := range []string{"@/etc/passwd", "a\x00'b", "it's", "%d\\n"} {
		check(t, sent{method: "POST", target: "/a?b=c", body: body, fields: []string{"X-V: " + body[:1], "Content-Type: text/plain"}})
	}
	for _, value := range []string{"@/etc/passwd", "=1", ":=[1]", `a\:b\\c\`, `\\:x`, `a\\c\`, "'; touch pwned; '", "=@/etc/passwd", ""} {
		check(t, sent{method: "GET", target: "/", fields: []string{"X-V: " + value}})
	}
}

func TestRequests(t *testing.T) {
	python := "/usr/bin/python3"
	if exec.Command(python, "-c", "import requests").Run() != nil {
		python = "python3"
	}
	if !need(t, python) {
		return
	}
	if exec.Command(python, "-c", "import requests").Run() != nil {
		if os.Getenv("ROCKXY_E2E") == "1" {
			t.Error("Python has no requests")
		}
		t.Log("LEFT OUT: Python has no requests")
		return
	}
	o, a := newOrigin(t), newArena(t, "PYTHONDONTWRITEBYTECODE=1")
	for _, s := range samples(t) {
		program, err := s.request(t, o).Requests()
		if unsupported(t, err) {
			continue
		}
		a.run(t, program, python, "-")
		o.want(t, s, as{unordered: true})
	}
}

func TestFetch(t *testing.T) {
	if !need(t, "node") {
		return
	}
	o, a := newOrigin(t), newArena(t)
	for _, s := range samples(t) {
		program, err := s.request(t, o).Fetch()
		if unsupported(t, err) {
			continue
		}
		a.run(t, program, "node", "--input-type=module", "-")
		// What fetch adds of its own can be replaced, not removed.
		drop := []string{"connection", "sec-fetch-mode"}
		for _, name := range []string{"accept", "accept-language", "accept-encoding", "user-agent"} {
			if !strings.Contains(strings.ToLower(strings.Join(s.fields, "\n")), name+":") {
				drop = append(drop, name)
			}
		}
		o.want(t, s, as{unordered: true, lower: true, drop: drop})
	}
}

func TestGo(t *testing.T) {
	if testing.Short() {
		t.Log("LEFT OUT: compiles programs")
		return
	}
	o, a := newOrigin(t), newArena(t, "GOCACHE="+goEnv(t, "GOCACHE"), "GOTOOLCHAIN=local", "CGO_ENABLED=0", "GOFLAGS=-mod=mod")
	for _, s := range samples(t)[:6] {
		program, err := s.request(t, o).Go()
		if unsupported(t, err) {
			continue
		}
		if err := os.WriteFile(filepath.Join(a.dir, "main.go"), []byte(program), 0o600); err != nil {
			t.Fatal(err)
		}
		a.run(t, "", "go", "run", "main.go")
		o.want(t, s, as{unordered: true})
	}
}

func goEnv(t *testing.T, name string) string {
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// samples are a few requests with all that is nasty in them.
func samples(t *testing.T) (all []sent) {
	values, bodies := nastyValues(), nastyBodies()
	fields := []string{"User-Agent: test/1", "Accept: */*", "Accept-Encoding: identity", "Content-Type: text/plain"}
	for i, v := range values {
		if v != "" {
			fields = append(fields, "X-V"+string(rune('a'+i))+": "+v)
		}
	}
	all = append(all, sent{method: "POST", target: "/a?b=c&d=%20", fields: fields, body: bodies[4]},
		sent{method: "GET", target: "/$(touch${IFS}pwned)", fields: fields[:3]},
		sent{method: "PUT", target: "/`x`", body: strings.Join(bodies[5:8], "|"), chunked: true, fields: fields[:4]},
		sent{method: "DELETE", target: "/", fields: []string{"User-Agent: x", "Accept: y", "Accept-Encoding: z"}},
		sent{method: "POST", target: "/", body: bodies[14], fields: fields[:3]},
		sent{method: "PATCH", target: "/", body: bodies[11], fields: fields[:4]})
	for _, body := range bodies[1:15] {
		all = append(all, sent{method: "POST", target: "/", body: body, fields: fields[:4]})
	}
	return all
}
