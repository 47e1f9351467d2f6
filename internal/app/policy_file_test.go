package app

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"rockxy/internal/policy"
)

// mustEntry is a bypass of a pattern.
func mustEntry(t testing.TB, pattern string) policy.Entry {
	t.Helper()
	p, err := policy.ParsePattern(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return policy.Entry{Action: policy.Bypass, Pattern: p}
}

func addTo(data string, e policy.Entry) (bool, error) {
	return EditPolicy(data, func(text string) (string, error) { return policy.Add(text, e) })
}

func writePolicy(t testing.TB, data, text string) {
	t.Helper()
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(PolicyFile(data), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func policyText(t testing.TB, data string) string {
	t.Helper()
	text, err := os.ReadFile(PolicyFile(data))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEditPolicy(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	e := mustEntry(t, "*.example.com")
	if changed, err := addTo(data, e); err != nil || !changed {
		t.Fatalf("%v, %v", changed, err)
	}
	if changed, err := addTo(data, e); err != nil || changed {
		t.Errorf("again: %v, %v", changed, err)
	}
	info, err := os.Stat(PolicyFile(data))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	refused := errors.New("no")
	if _, err := EditPolicy(data, func(string) (string, error) { return "", refused }); !errors.Is(err, refused) {
		t.Errorf("%v", err)
	}
	if got := policyText(t, data); got != "bypass *.example.com\n" {
		t.Errorf("%q", got)
	}
}

// What is not understood is not touched, and what would not be is not written.
func TestEditPolicyThatCannotBeRead(t *testing.T) {
	data := t.TempDir()
	const text = "# mine\nbypass a.example\nbypas b.example\ndefault maybe\n"
	writePolicy(t, data, text)
	_, err := addTo(data, mustEntry(t, "c.example"))
	var places *PolicyError
	if !errors.As(err, &places) || len(places.All) != 2 || places.Hint() == "" || places.Source(3) != "bypas b.example" || places.Source(9) != "" {
		t.Fatalf("%v", err)
	}
	want := PolicyFile(data) + `:3:1: "bypas", expected default,`
	if !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "\n"+PolicyFile(data)+`:4:9: "maybe", expected intercept or bypass`) {
		t.Errorf("got %s", err)
	}
	if got := policyText(t, data); got != text {
		t.Errorf("%q", got)
	}
	writePolicy(t, data, "bypass a.example\n")
	if _, err := EditPolicy(data, func(text string) (string, error) { return text + "nonsense\n", nil }); !errors.As(err, &places) || places.All[0].Line != 2 {
		t.Errorf("%v", err)
	}
	if got := policyText(t, data); got != "bypass a.example\n" {
		t.Errorf("%q", got)
	}
}

func TestExpiredLinesGoWithTheNextEdit(t *testing.T) {
	data := t.TempDir()
	over := time.Now().Add(-time.Minute).UTC().Format(time.RFC3339)
	writePolicy(t, data, "# keep\r\nbypass a.example until "+over+"\r\nbypass b.example # why\r\n")
	if _, err := addTo(data, mustEntry(t, "c.example")); err != nil {
		t.Fatal(err)
	}
	if got := policyText(t, data); got != "# keep\r\nbypass b.example # why\r\nbypass c.example\r\n" {
		t.Errorf("%q", got)
	}
}

// Who keeps the file elsewhere, under version control say, keeps the link.
func TestEditPolicyBehindALink(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // links need a right there
	}
	data, elsewhere := t.TempDir(), filepath.Join(t.TempDir(), "policy")
	if err := errors.Join(os.WriteFile(elsewhere, []byte("# mine\n"), 0o600), os.Symlink(elsewhere, PolicyFile(data))); err != nil {
		t.Fatal(err)
	}
	if _, err := addTo(data, mustEntry(t, "a.example")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(PolicyFile(data))
	text, _ := os.ReadFile(elsewhere)
	if err != nil || info.Mode()&os.ModeSymlink == 0 || string(text) != "# mine\nbypass a.example\n" {
		t.Errorf("%v, %v, %q", info.Mode(), err, text)
	}
}

// editor is this test binary again, as another process that edits the policy.
func editor(t *testing.T, data string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"-test.run=^TestEditorProcess$", "--", data}, args...)...)
	cmd.Env = append(os.Environ(), "ROCKXY_TEST_EDITOR=1")
	cmd.Stderr = os.Stderr
	return cmd
}

// TestEditorProcess is the other process: it adds a hundred entries, or edits
// for as long as it lives.
func TestEditorProcess(t *testing.T) {
	if os.Getenv("ROCKXY_TEST_EDITOR") == "" {
		return
	}
	args := os.Args[len(os.Args)-2:]
	data, name := args[0], args[1]
	for i := 0; name == "forever" || i < 25; i++ {
		host := fmt.Sprintf("%s-%d.example", name, i)
		if name == "forever" {
			host = strings.Repeat("x", 1+i%60) + ".example"
		}
		if _, err := addTo(data, mustEntry(t, host)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if i == 0 {
			fmt.Println("going")
		}
	}
	os.Exit(0)
}

func TestConcurrentEditsLoseNothing(t *testing.T) {
	data := t.TempDir()
	writePolicy(t, data, "# a person's\n")
	var editors []*exec.Cmd
	for i := range 8 {
		cmd := editor(t, data, fmt.Sprintf("p%d", i))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		editors = append(editors, cmd)
	}
	for _, cmd := range editors {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	set, err := ReadPolicy(data)
	if err != nil || len(set.File().Bypass) != 8*25 {
		t.Fatalf("%d entries, %v", len(set.File().Bypass), err)
	}
	if got := policyText(t, data); !strings.HasPrefix(got, "# a person's\n") {
		t.Errorf("%.40q", got)
	}
}

// A process that is killed in the middle of an edit leaves the old file or the
// new one, and keeps nobody from the next edit.
func TestKilledDuringAnEdit(t *testing.T) {
	data := t.TempDir()
	known := 0
	for i := range 25 {
		cmd := editor(t, data, "forever")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 1)); err != nil { // it is in the middle of it from now on
			t.Fatal(err)
		}
		spin(i)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed
		set, err := ReadPolicy(data)
		if err != nil || len(set.File().Bypass) < known {
			t.Fatalf("round %d: %d entries after %d, %v", i, len(set.File().Bypass), known, err)
		}
		known = len(set.File().Bypass)
	}
	if _, err := addTo(data, mustEntry(t, "last.example")); err != nil {
		t.Fatal(err)
	}
	names, err := os.ReadDir(data)
	if err != nil || len(names) != 2 {
		t.Errorf("drafts are left: %v, %v", names, err)
	}
}

// spin lets another process run for a little, longer each time, by reading a
// file that it does not touch.
func spin(rounds int) {
	for range rounds * 400 {
		_, _ = os.Stat(os.Args[0])
	}
}
