package e2e

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// unprivileged is somebody who cannot change the system's store.
func unprivileged() *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	return &syscall.Credential{Uid: 65534, Gid: 65534}
}

// attempt is a command line without a person, and what its input says.
type attempt struct {
	words []string
	input string
	fails bool
}

// approvals are all but the root's whole fingerprint.
func approvals(root, older string) []string {
	last := "0"
	if strings.HasSuffix(root, "0") {
		last = "1"
	}
	return []string{"", " ", "yes", "*", root[:8], root[:63], root[:63] + last, root + "00", root[:32] + "…", strings.Repeat("0", 64), older, root + "," + older}
}

// without are the attempts to have a command change trust.
func without(root, older string, command ...string) (all []attempt) {
	add := func(input string, words ...string) {
		all = append(all, attempt{append(append([]string{}, command...), words...), input, true})
	}
	code := strings.ToUpper(root[:8])
	for _, input := range []string{"", "\n", "yes\n", "y\ny\ny\n", code + "\n", code + "\n" + code + "\n", root + "\n"} {
		add(input)
	}
	for _, given := range approvals(root, older) {
		add(code+"\n", "--approve", given)
	}
	add(code+"\n", "--approve", root, "--approve", older) // more than there is
	return all
}

func (m *machine) try(when string, a attempt) {
	m.t.Helper()
	cmd := m.command(append([]string{m.program, "--data", m.data()}, a.words...)...)
	cmd.Stdin = strings.NewReader(a.input) // a pipe
	cmd.SysProcAttr.Setsid = true          // and no terminal to open behind its back
	out, err := cmd.CombinedOutput()
	if a.fails && err == nil {
		m.t.Errorf("%s: %q with input %q succeeded:\n%s", when, a.words, a.input, out)
	}
	wantSame(m.t, fmt.Sprintf("%s: %q with input %q", when, a.words, a.input), m.before, m.stores())
}

// TestNothingWithoutAPersonChangesTrust tries every way that there is, before
// and after a person has trusted the root.
func TestNothingWithoutAPersonChangesTrust(t *testing.T) {
	t.Parallel()
	if blind() {
		return
	}
	if _, ok := need(t, "certutil"); !ok {
		return
	}
	m := newMachine(t, unprivileged())
	older := m.proxy.RootHash
	m.stopServing()
	m.serve()
	root := m.proxy.RootHash
	if older == root {
		t.Fatal("the second instance has the first one's root")
	}
	harmless := []attempt{
		{words: []string{"doctor"}}, {words: []string{"ca", "show"}}, {words: []string{"ca", "export"}}, {words: []string{"ca", "issued"}}, {words: []string{"flows"}},
		{words: []string{"run", "--", "true"}}, {words: []string{"run", "--dry-run", "--", "true"}},
		{words: []string{"trust", "--dry-run"}}, {words: []string{"trust", "--dry-run", "--approve", root}}, {words: []string{"untrust", "--dry-run", "--approve", root}},
		{words: []string{"trust", "--dialog"}, fails: true}, {words: []string{"trust", "--dialog", "--approve", root}, fails: true},
		{words: []string{"trust", "--system", "--approve", root}, fails: true}, {words: []string{"untrust", "--system", "--approve", root}, fails: true},
	}
	trust := append(harmless, without(root, older, "trust")...)
	for _, a := range append(trust, without(root, older, "uninstall")...) { // which refuses while an instance runs
		m.try("not trusted", a)
	}
	m.asksTheInstance()

	if said, err := m.rockxy("trust", "--approve", root); err != nil || !strings.Contains(said, "✓") {
		t.Fatalf("%v\n%s", err, said)
	}
	m.before = m.stores()
	for _, a := range append(harmless, without(root, older, "untrust")...) {
		m.try("trusted", a)
	}
	m.asksTheInstance()
	m.stopServing()
	for _, command := range [][]string{{"untrust"}, {"uninstall"}, {"uninstall", "--delete-data"}, {"ca", "rotate"}, {"ca", "destroy"}} {
		for _, a := range without(root, older, command...) {
			m.try("trusted, stopped", a)
		}
	}
	m.try("trusted, stopped", attempt{words: []string{"demo"}})
	m.serve()
	m.stopServing()
	wantSame(t, "another start", m.before, m.stores())
}

func (m *machine) stopServing() {
	m.t.Helper()
	_ = m.proxy.cmd.Process.Signal(syscall.SIGTERM)
	<-m.proxy.ended
}

// asksTheInstance asks for trust on the socket, the page and the proxy port.
func (m *machine) asksTheInstance() {
	m.t.Helper()
	socket := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return net.Dial("unix", filepath.Join(m.data(), "rockxy.sock"))
	}}}
	defer socket.CloseIdleConnections()
	for where, client := range map[string]*http.Client{"http://rockxy": socket, "http://" + m.proxy.Proxy: http.DefaultClient, m.proxy.page(): http.DefaultClient} {
		for _, path := range []string{"/trust", "/untrust", "/v1/trust", "/v1/untrust", "/v1/root", "/v1/uninstall", "/v1/ca/rotate", "/v1/status", "/"} {
			for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
				body := strings.NewReader(`{"approve":"` + m.proxy.RootHash + `","sha256":"` + m.proxy.RootHash + `"}`)
				request, err := http.NewRequestWithContext(m.t.Context(), method, where+path, body)
				if err != nil {
					m.t.Fatal(err)
				}
				response, err := client.Do(request)
				if err != nil {
					continue // it hung up
				}
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
				if response.StatusCode < 400 {
					m.t.Errorf("%s %s%s: %s", method, where, path, response.Status)
				}
			}
		}
	}
	wantSame(m.t, "requests to the instance", m.before, m.stores())
}
