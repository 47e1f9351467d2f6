package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rockxy/internal/testkit"
)

// machine is this very machine: its own system store, a home of a user, an
// instance of theirs and the built program, as people have them.
type machine struct {
	t       *testing.T
	stand   *stand
	program string // root's own, as when it is installed
	home    string
	user    *syscall.Credential // nil: root
	proxy   *instance
	before  map[string]string
}

// storeDirs are those of Debian's system store and of its journal.
var storeDirs = []string{"/etc/ssl/certs", "/usr/local/share/ca-certificates", "/var/lib/rockxy"}

// ofThisMachine says whether this machine's own trust may be changed, for a
// moment. It is put back in any case.
func ofThisMachine(t *testing.T) bool {
	t.Helper()
	if os.Getenv("ROCKXY_E2E") == "" {
		t.Log("LEFT OUT: it changes the trust of this machine for a moment, which only ROCKXY_E2E=1 allows")
		return false
	}
	if os.Getuid() != 0 {
		t.Log("LEFT OUT: the system's store is root's")
		return false
	}
	for _, program := range []string{"update-ca-certificates", "certutil", "curl", "chromium"} {
		if _, ok := need(t, program); !ok {
			return false
		}
	}
	return !blind()
}

// newMachine starts an instance of a user, in a home that has a database for
// browsers.
func newMachine(t *testing.T, user *syscall.Credential) *machine {
	t.Helper()
	top, err := os.MkdirTemp("", "rockxy-machine-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(top) })
	if err := os.Chmod(top, 0o755); err != nil {
		t.Fatal(err)
	}
	built, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{t: t, stand: theStand(t), program: filepath.Join(top, "rockxy"), home: filepath.Join(top, "home"), user: user}
	run(t, nil, "install", "-m", "755", built, m.program)
	if err := os.Mkdir(m.home, 0o755); err != nil {
		t.Fatal(err)
	}
	if user != nil {
		if err := os.Chown(m.home, int(user.Uid), int(user.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	m.must("mkdir", "-p", filepath.Join(m.home, ".pki/nssdb"))
	m.must("certutil", "-N", "-d", "sql:"+filepath.Join(m.home, ".pki/nssdb"), "--empty-password")
	run(t, nil, "install", "-m", "644", m.stand.originCA, filepath.Join(m.home, "origin.pem"))
	m.serve()
	m.before = m.stores()
	t.Cleanup(m.restore)
	return m
}

// command is a program as the user runs it.
func (m *machine) command(argv ...string) *exec.Cmd {
	ctx := m.t.Context()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = append(cleanEnv(), "HOME="+m.home, "XDG_DATA_HOME=", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	cmd.Dir = m.home
	cmd.WaitDelay = 5 * time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: m.user}
	return cmd
}

func (m *machine) must(argv ...string) {
	m.t.Helper()
	if out, err := m.command(argv...).CombinedOutput(); err != nil {
		m.t.Fatalf("%v: %v\n%s", argv, err, out)
	}
}

// rockxy runs a command of the user's on their data directory.
func (m *machine) rockxy(words ...string) (said string, err error) {
	out, err := m.command(append([]string{m.program, "--data", m.data()}, words...)...).CombinedOutput()
	return string(out), err
}

func (m *machine) data() string { return filepath.Join(m.home, "data") }

func (m *machine) serve() {
	m.t.Helper()
	i := &instance{data: m.data(), ended: make(chan struct{})}
	ready := filepath.Join(m.home, "ready.json")
	i.cmd = m.command(m.program, "serve", "--custody", "memory", "--proxy", "127.0.0.1:0", "--ui", "127.0.0.1:0", "--data", i.data, "--quiet",
		"--upstream-ca", filepath.Join(m.home, "origin.pem"), "--ready-file", ready)
	i.cmd.Stderr = &i.stderr
	if err := i.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	go func() {
		i.err = i.cmd.Wait()
		close(i.ended)
	}()
	m.t.Cleanup(func() {
		if !i.gone() {
			_ = i.cmd.Process.Signal(syscall.SIGTERM)
			<-i.ended
		}
	})
	if err := i.becomeReady(ready); err != nil {
		m.t.Fatal(err)
	}
	m.proxy = i
}

// stores is the machine's trust: the system's store and the user's.
func (m *machine) stores() map[string]string {
	m.t.Helper()
	all := map[string]string{}
	for _, dir := range append(storeDirs, filepath.Join(m.home, ".pki"), filepath.Join(m.data(), "trust")) {
		if unix.Access(dir, unix.R_OK) != nil {
			continue // it is not there, or root's journal
		}
		for path, what := range files(m.t, dir) {
			all[path] = what
		}
	}
	return all
}

// restore puts the system's store back, whatever has happened.
func (m *machine) restore() {
	left, err := filepath.Glob("/usr/local/share/ca-certificates/rockxy-*.crt")
	for _, f := range left {
		if m.before[f] == "" {
			err = errors.Join(err, os.Remove(f), exec.Command("update-ca-certificates", "--fresh").Run())
		}
	}
	if m.before["/var/lib/rockxy"] == "" {
		err = errors.Join(err, os.RemoveAll("/var/lib/rockxy"))
	}
	if err != nil {
		m.t.Error(err)
	}
	for _, f := range left {
		if m.before[f] == "" {
			m.t.Errorf("%s was left in the system's store", f)
		}
	}
}

func (m *machine) wantAsBefore(what string) {
	m.t.Helper()
	wantSame(m.t, what, m.before, m.stores())
}

// accepts says whether curl, which has no flag and no variable about
// certificates, accepts an intercepted host.
func (m *machine) curlAccepts(address, key string) bool {
	m.t.Helper()
	out, err := m.command("curl", "--silent", "--noproxy", "", "--proxy", m.proxy.Proxy, "--max-time", "60", address).Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 60) { // 60: the certificate cannot be verified
		m.t.Fatalf("curl: %v", err)
	}
	return err == nil && strings.Contains(string(out), key)
}

func (m *machine) chromiumAccepts(address, key string) bool {
	m.t.Helper()
	return strings.Contains(dumpDOM(m.t, "chromium", m.home, m.proxy, address), key+"<")
}

// TestTrustThroughTheCommands is a day with trust: refused, trusted by the
// fingerprint, accepted by curl and Chromium without flags, untrusted, refused;
// then the same with what a person types.
func TestTrustThroughTheCommands(t *testing.T) {
	if !ofThisMachine(t) {
		return
	}
	m := newMachine(t, nil)
	address, key, _ := m.stand.intercepted(t)
	accepted := func(when string, want bool) {
		t.Helper()
		if got := m.curlAccepts(address, key); got != want {
			t.Errorf("%s: curl accepts: %v", when, got)
		}
		if got := m.chromiumAccepts(address, key); got != want {
			t.Errorf("%s: Chromium accepts: %v", when, got)
		}
	}
	accepted("at first", false)
	m.wantAsBefore("clients that refuse")

	for _, words := range [][]string{{"trust"}, {"trust", "--approve", m.proxy.RootHash[:8]}, {"trust", "--dry-run"}, {"trust", "--dialog"}} {
		said, err := m.rockxy(words...)
		if (err == nil) != (words[len(words)-1] == "--dry-run") {
			t.Errorf("%v: %v\n%s", words, err, said)
		}
		m.wantAsBefore(fmt.Sprint(words))
	}
	for _, how := range []struct {
		name string
		do   func(command string) (string, error)
	}{
		{"approved", func(command string) (string, error) { return m.rockxy(command, "--approve", m.proxy.RootHash) }},
		{"typed", m.typed},
	} {
		said, err := how.do("trust")
		if err != nil || !strings.Contains(said, "✓ the system's store (update-ca-certificates): trusts it") {
			t.Errorf("%s: %v\n%s", how.name, err, said)
		}
		accepted("trusted", true)
		if said, err := how.do("untrust"); err != nil || !strings.Contains(said, "has it no more") {
			t.Errorf("%s: %v\n%s", how.name, err, said)
		}
		accepted("untrusted", false)
		m.wantAsBefore("trust and untrust, " + how.name)
	}
}

// typed runs a command at a terminal, at which a person types what is asked for.
func (m *machine) typed(command string) (string, error) {
	m.t.Helper()
	person, terminal, err := testkit.Terminal()
	if err != nil {
		m.t.Fatal(err)
	}
	defer person.Close()
	defer terminal.Close()
	if _, err := person.WriteString(strings.ToUpper(m.proxy.RootHash[:8]) + "\n"); err != nil {
		m.t.Fatal(err)
	}
	cmd := m.command(m.program, command, "--data", m.data())
	var said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, &said, &said
	err = cmd.Run()
	if !strings.Contains(said.String(), "Type the first eight digits") {
		m.t.Errorf("nobody was asked:\n%s", said.String())
	}
	return said.String(), err
}

// TestTrustByTheDialog has polkit itself decide: with a rule that stands for an
// administrator who agrees, and without one.
func TestTrustByTheDialog(t *testing.T) {
	if !ofThisMachine(t) {
		return
	}
	for _, program := range []string{"pkexec", "dbus-daemon", polkitd} {
		if _, ok := need(t, program); !ok {
			return
		}
	}
	m := newMachine(t, &syscall.Credential{Uid: 65534, Gid: 65534})
	address, key, _ := m.stand.intercepted(t)
	startPolkit(t)

	said, err := m.rockxy("trust", "--dialog")
	if err == nil || !strings.Contains(said, "not authorised: nothing was changed") || !strings.Contains(said, "polkit agent") {
		t.Errorf("with nobody to ask: %v\n%s", err, said)
	}
	m.wantAsBefore("an authorisation that was refused")

	agree(t, m.program)
	if said, err = m.rockxy("trust", "--dialog"); err != nil || !strings.Contains(said, "✓ the system's store (update-ca-certificates): trusts it") {
		t.Errorf("%v\n%s", err, said)
	}
	if !m.curlAccepts(address, key) || !m.chromiumAccepts(address, key) {
		t.Error("refused after the dialog")
	}
	if said, err = m.rockxy("untrust", "--dialog"); err != nil || !strings.Contains(said, "has it no more") {
		t.Errorf("%v\n%s", err, said)
	}
	if m.curlAccepts(address, key) || m.chromiumAccepts(address, key) {
		t.Error("accepted after untrust")
	}
	m.wantAsBefore("the dialog, both ways")
}

// polkitd is where Debian has it.
const polkitd = "/usr/lib/polkit-1/polkitd"

// startPolkit starts polkit and, where none runs, a system bus.
func startPolkit(t *testing.T) {
	t.Helper()
	const socket = "/run/dbus/system_bus_socket"
	start := func(argv ...string) {
		cmd := exec.Command(argv[0], argv[1:]...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = cmd.Process.Kill() // it may have ended
			_ = cmd.Wait()
		})
	}
	if exec.Command("dbus-send", "--system", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetId").Run() == nil {
		start(polkitd, "--no-debug", "--replace")
		return
	}
	if err := os.MkdirAll(filepath.Dir(socket), 0o755); err != nil {
		t.Fatal(err)
	}
	_ = os.Remove(socket) // of a bus that is no more
	t.Cleanup(func() { _ = os.Remove(socket) })
	start("dbus-daemon", "--system", "--nofork", "--nopidfile")
	if _, ok := testkit.Settle(func() (struct{}, bool) {
		_, err := os.Stat(socket)
		return struct{}{}, err == nil
	}); !ok {
		t.Fatal("the system bus did not start")
	}
	start(polkitd, "--no-debug")
	if _, ok := testkit.Settle(func() (struct{}, bool) {
		err := exec.Command("dbus-send", "--system", "--print-reply", "--dest=org.freedesktop.PolicyKit1",
			"/org/freedesktop/PolicyKit1/Authority", "org.freedesktop.DBus.Peer.Ping").Run()
		return struct{}{}, err == nil
	}); !ok {
		t.Fatal("polkit did not start")
	}
}

// agree stands for an administrator who authenticates for a command of program
// that names a whole fingerprint, and for no other.
func agree(t *testing.T, program string) {
	t.Helper()
	rule := filepath.Join("/etc/polkit-1/rules.d", "00-"+filepath.Base(filepath.Dir(program))+".rules")
	text := fmt.Sprintf(`polkit.addRule(function(action, subject) {
	if (action.id == "org.freedesktop.policykit.exec" && subject.user == "nobody" && action.lookup("program") == %q &&
		/^\S+ (un)?trust --system( --approve [0-9a-f]{64})+$/.test(action.lookup("command_line"))) return polkit.Result.YES;
});
`, program)
	if err := os.WriteFile(rule, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Remove(rule); err != nil {
			t.Error(err)
		}
	})
	if _, ok := testkit.Settle(func() (struct{}, bool) { // polkit looks at the directory in its own time
		cmd := exec.Command("pkexec", "--disable-internal-agent", program, "trust", "--system", "--approve", strings.Repeat("0", 64))
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		cmd.Dir = "/"
		out, _ := cmd.CombinedOutput()
		return struct{}{}, strings.Contains(string(out), "does not hold certificates")
	}); !ok {
		t.Fatal("polkit does not take the rule")
	}
}
