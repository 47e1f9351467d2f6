package custody_test

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"rockxy/internal/testkit"
)

// desktop is a session bus with GNOME Keyring on it, in a home of its own.
type desktop struct {
	home, address string
	env           []string
	keyring       *exec.Cmd
}

// newBus starts a session bus with nobody on it, or reports false.
func newBus(t *testing.T) (*desktop, bool) {
	t.Helper()
	program, ok := need(t, "dbus-daemon")
	if !ok {
		return nil, false
	}
	home, err := os.MkdirTemp("", "desktop") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	// A configuration of our own: no service is started on demand.
	config := home + "/bus.conf"
	if err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:dir=`+home+`</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600); err != nil {
		t.Fatal(err)
	}
	bus := exec.Command(program, "--config-file="+config, "--print-address", "--nofork", "--nopidfile")
	out, err := bus.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, bus)
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	d := &desktop{home: home, address: strings.TrimSpace(address)}
	d.env = []string{"HOME=" + home, "XDG_DATA_HOME=" + home + "/data", "XDG_RUNTIME_DIR=" + home,
		"XDG_CACHE_HOME=" + home + "/cache", "DBUS_SESSION_BUS_ADDRESS=" + d.address, "PATH=" + os.Getenv("PATH")}
	return d, true
}

// newDesktop is a bus with the login keyring, unlocked.
func newDesktop(t *testing.T) (*desktop, bool) {
	t.Helper()
	if _, ok := need(t, "gnome-keyring-daemon"); !ok {
		return nil, false
	}
	d, ok := newBus(t)
	if ok {
		d.login(t, "--unlock")
	}
	return d, ok
}

// login starts the keyring and is over when it answers on the bus.
func (d *desktop) login(t *testing.T, options ...string) {
	t.Helper()
	conn, err := dbus.Connect(d.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	owners := make(chan *dbus.Signal, 16)
	conn.Signal(owners)
	if err := conn.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, "org.freedesktop.secrets")); err != nil {
		t.Fatal(err)
	}
	d.keyring = exec.Command("gnome-keyring-daemon", append(options, "--components=secrets", "--foreground")...)
	d.keyring.Env = d.env
	d.keyring.Stdin = strings.NewReader("the login password")
	start(t, d.keyring)
	patience := time.After(testkit.Patience)
	for {
		select {
		case s := <-owners:
			if s.Name == "org.freedesktop.DBus.NameOwnerChanged" && s.Body[2] != "" {
				return
			}
		case <-patience:
			t.Fatal("nobody came to own org.freedesktop.secrets")
		}
	}
}

// start starts a program that ends with the test.
func start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(cmd) })
}

// end ends it now; doing it twice does no harm.
func end(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}
