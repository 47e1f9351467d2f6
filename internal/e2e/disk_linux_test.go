package e2e

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rockxy/internal/testkit"
)

// life is a user's life with a root: every directory that a program may write
// to is below top.
type life struct {
	t         *testing.T
	top, kept string
	vault     bool
	env       []string
	stand     *stand
}

// secretPhrase opens the vault.
const secretPhrase = "correct horse battery staple\n"

func (l *life) dir(name string) string { return filepath.Join(l.top, name) }

func (l *life) command(words ...string) *exec.Cmd {
	l.t.Helper()
	built, err := binary()
	if err != nil {
		l.t.Fatal(err)
	}
	changes := words[0] == "serve" || words[0] == "uninstall" || words[0] == "ca" && words[1] == "rotate"
	cmd := exec.CommandContext(l.t.Context(), built, append([]string{"--data", l.dir("data")}, words...)...)
	if l.vault && changes {
		r, w, err := os.Pipe()
		if err != nil {
			l.t.Fatal(err)
		}
		if _, err := w.WriteString(secretPhrase); err != nil {
			l.t.Fatal(err)
		}
		w.Close()
		l.t.Cleanup(func() { r.Close() })
		cmd.Args, cmd.ExtraFiles = append(cmd.Args, "--passphrase-fd", "3"), []*os.File{r}
	}
	cmd.Env, cmd.Dir = l.env, l.dir("home")
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

func (l *life) rockxy(words ...string) string {
	l.t.Helper()
	out, err := l.command(words...).CombinedOutput()
	if err != nil {
		l.t.Fatalf("%v: %v\n%s", words, err, out)
	}
	return string(out)
}

// serve runs an instance, sends a client through it, and ends it by a signal.
func (l *life) serve(signal syscall.Signal) (root *x509.Certificate) {
	l.t.Helper()
	ready := l.dir("ready.json")
	_ = os.Remove(ready) // of the one before
	i := &instance{ended: make(chan struct{})}
	i.cmd = l.command("serve", "--custody", l.kept, "--proxy", "127.0.0.1:0", "--no-ui", "--quiet", "--upstream-ca", l.stand.originCA, "--ready-file", ready)
	i.cmd.Stderr = &i.stderr
	if err := i.cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	go func() {
		i.err = i.cmd.Wait()
		close(i.ended)
	}()
	if err := i.becomeReady(ready); err != nil {
		l.t.Fatal(err)
	}
	run(l.t, nil, "curl", "--silent", "--fail", "--noproxy", "", "--proxy", i.Proxy, "--cacert", i.RootFile, "--max-time", "60", l.stand.origin.URL("/bytes/1000"))
	l.rockxy("ca", "show")
	block, _ := pem.Decode([]byte(l.rockxy("ca", "export")))
	root, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		l.t.Fatal(err)
	}
	l.rockxy("ca", "issued")
	l.rockxy("trust", "--dry-run")
	l.rockxy("doctor")
	l.rockxy("run", "--", "true")
	_ = i.cmd.Process.Signal(signal)
	<-i.ended
	return root
}

// TestNoPrivateKeyOnTheDisk lives such a life with each keeper that this machine
// has, walks the disk, uninstalls and walks it again. It needs no knowledge of the keys: everything
// that could be one is tried.
func TestNoPrivateKeyOnTheDisk(t *testing.T) {
	t.Parallel()
	if blind() {
		return
	}
	if _, ok := need(t, "curl"); !ok {
		return
	}
	for _, keeper := range []string{"memory", "vault", "kernel-keyring", "secret-service"} {
		t.Run(keeper, func(t *testing.T) {
			l := &life{t: t, top: t.TempDir(), kept: keeper, vault: keeper == "vault", stand: theStand(t)}
			l.env = append(cleanEnv(), "HOME="+l.dir("home"), "TMPDIR="+l.dir("tmp"), "XDG_DATA_HOME="+l.dir("share"), "XDG_CACHE_HOME="+l.dir("cache"),
				"XDG_CONFIG_HOME="+l.dir("config"), "XDG_RUNTIME_DIR="+l.dir("run"), "XDG_STATE_HOME="+l.dir("state"))
			for _, dir := range []string{"home", "tmp", "share", "cache", "config", "run", "state"} {
				if err := os.Mkdir(l.dir(dir), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			switch keeper {
			case "kernel-keyring":
				if _, err := unix.KeyctlGetKeyringID(unix.KEY_SPEC_USER_KEYRING, true); err != nil {
					missing(t, "the kernel's keyring ("+err.Error()+")")
					return
				}
			case "secret-service":
				if !l.desktop() {
					return
				}
			}
			roots := []*x509.Certificate{l.serve(syscall.SIGTERM)}
			if keeper != "memory" {
				l.rockxy("ca", "rotate", "--approve", sum(string(roots[0].Raw)))
			}
			roots = append(roots, l.serve(syscall.SIGKILL))
			l.wantNoKey(roots)
			words := []string{"uninstall", "--delete-data"}
			if keeper != "memory" {
				words = append(words, "--approve", sum(string(roots[1].Raw)))
			}
			if said := l.rockxy(words...); !strings.Contains(said, "Looked again: nothing else is left") {
				t.Errorf("uninstall says\n%s", said)
			}
			if _, err := os.Stat(l.dir("data")); err == nil {
				t.Error("the data directory is left")
			}
			l.wantNoKey(roots)
		})
	}
}

// desktop starts a session bus with GNOME Keyring on it, unlocked, whose files
// are walked too.
func (l *life) desktop() bool {
	l.t.Helper()
	for _, program := range []string{"dbus-daemon", "gnome-keyring-daemon", "dbus-send"} {
		if _, ok := need(l.t, program); !ok {
			return false
		}
	}
	short, err := os.MkdirTemp("", "bus") // a socket's path must be short
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { os.RemoveAll(short) })
	address := "unix:path=" + filepath.Join(short, "s")
	l.env = append(l.env, "DBUS_SESSION_BUS_ADDRESS="+address)
	start := func(stdin string, argv ...string) {
		cmd := exec.CommandContext(context.WithoutCancel(l.t.Context()), argv[0], argv[1:]...)
		cmd.Env, cmd.Stdin = l.env, strings.NewReader(stdin)
		if err := cmd.Start(); err != nil {
			l.t.Fatal(err)
		}
		l.t.Cleanup(func() {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		})
	}
	config := filepath.Join(short, "bus.conf")
	if err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>`+address+`</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600); err != nil {
		l.t.Fatal(err)
	}
	start("", "dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile")
	asks := func(words ...string) bool {
		cmd := exec.Command("dbus-send", append([]string{"--session", "--print-reply"}, words...)...)
		cmd.Env = l.env
		return cmd.Run() == nil
	}
	if _, ok := testkit.Settle(func() (struct{}, bool) {
		return struct{}{}, asks("--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetId")
	}); !ok {
		l.t.Fatal("the session bus did not start")
	}
	start("the login password", "gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground")
	if _, ok := testkit.Settle(func() (struct{}, bool) {
		return struct{}{}, asks("--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetNameOwner", "string:org.freedesktop.secrets")
	}); !ok {
		l.t.Fatal("the keyring did not start")
	}
	return true
}

// wantNoKey walks every directory of the life.
func (l *life) wantNoKey(roots []*x509.Certificate) {
	l.t.Helper()
	var points [][]byte
	for _, r := range roots {
		point, err := r.PublicKey.(*ecdsa.PublicKey).Bytes()
		if err != nil {
			l.t.Fatal(err)
		}
		points = append(points, point)
	}
	files, octets := 0, 0
	err := filepath.WalkDir(l.top, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files, octets = files+1, octets+len(content)
		if what := privateKeyIn(content, points); what != "" {
			l.t.Errorf("%s holds a private key: %s", path, what)
		}
		if strings.HasPrefix(d.Name(), "core") {
			l.t.Errorf("%s is a core file", path)
		}
		return nil
	})
	if err != nil || files == 0 {
		l.t.Errorf("%d files walked, %v", files, err)
	}
	l.t.Logf("%s: %d files, %d octets", l.kept, files, octets)
}

// derKey begins the private key in SEC 1's ECPrivateKey of P-256, and so in PKCS #8:
// version 1, then 32 octets.
var derKey = []byte{0x02, 0x01, 0x01, 0x04, 0x20}

// Text that could hide 32 octets.
var (
	hexText    = regexp.MustCompile(`[0-9a-fA-F]{64,}`)
	base64Text = regexp.MustCompile(`[0-9A-Za-z+/_-]{43,}`)
)

// privateKeyIn says in which form content holds any private key, or those of
// points; or "".
func privateKeyIn(content []byte, points [][]byte) string {
	switch {
	case bytes.Contains(content, []byte("PRIVATE KEY")):
		return "PEM"
	case bytes.Contains(content, derKey):
		return "DER"
	case hasScalarOf(content, points):
		return "its scalar"
	}
	for _, text := range hexText.FindAll(content, -1) {
		b := make([]byte, len(text)/2)
		if n, _ := hex.Decode(b, text[:len(text)&^1]); bytes.Contains(b[:n], derKey) || hasScalarOf(b[:n], points) {
			return "hex"
		}
	}
	for _, text := range base64Text.FindAll(content, -1) {
		text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("-"), []byte("+")), []byte("_"), []byte("/"))
		for skip := range 4 {
			b := make([]byte, base64.RawStdEncoding.DecodedLen(len(text)))
			if n, _ := base64.RawStdEncoding.Decode(b, text[skip:]); bytes.Contains(b[:n], derKey) || hasScalarOf(b[:n], points) {
				return "base64"
			}
		}
	}
	return ""
}

// hasScalarOf tries every 32 octets in a row, in both orders. What has fewer than
// 14 different octets is no random number: one in 10^10 has.
func hasScalarOf(content []byte, points [][]byte) bool {
	backwards := slices.Clone(content)
	slices.Reverse(backwards)
	for _, b := range [][]byte{content, backwards} {
		var seen [256]int
		different := 0
		for n := range b {
			if seen[b[n]]++; seen[b[n]] == 1 {
				different++
			}
			if n >= 32 {
				if seen[b[n-32]]--; seen[b[n-32]] == 0 {
					different--
				}
			}
			if n < 31 || different < 14 {
				continue
			}
			key, err := ecdh.P256().NewPrivateKey(b[n-31 : n+1])
			if err == nil && slices.ContainsFunc(points, func(p []byte) bool { return bytes.Equal(p, key.PublicKey().Bytes()) }) {
				return true
			}
		}
	}
	return false
}

// TestPrivateKeysAreFound shows the walk what it must find.
func TestPrivateKeysAreFound(t *testing.T) {
	t.Parallel()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	scalar, point := key.Bytes(), key.PublicKey().Bytes()
	reversed := slices.Clone(scalar)
	slices.Reverse(reversed)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	junk := []byte("some text before it, and \x00\x01\x02 ")
	for what, form := range map[string][]byte{
		"scalar": scalar, "reversed": reversed, "PKCS #8": pkcs8, "hex": []byte(hex.EncodeToString(scalar)),
		"base64": []byte(base64.StdEncoding.EncodeToString(scalar)), "base64url": []byte(base64.RawURLEncoding.EncodeToString(scalar)),
		"PKCS #8 in base64": []byte(base64.StdEncoding.EncodeToString(pkcs8)),
		"PEM":               pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}),
	} {
		if privateKeyIn(slices.Concat(junk, form, junk), [][]byte{point}) == "" {
			t.Errorf("%s is not found", what)
		}
	}
	if what := privateKeyIn(slices.Concat(junk, point, []byte(fmt.Sprintf("%x", point))), [][]byte{point}); what != "" {
		t.Errorf("a public key is taken for a private one: %s", what)
	}
}
