//go:build unix

package local

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestOnlyRegularFilesBelowTheDirectory: each is contained, with its own message,
// whether the rule or a request names it.
func TestOnlyRegularFilesBelowTheDirectory(t *testing.T) {
	dir := tree(t, map[string]string{"rules/site/ok.txt": "ok", "rules/site/sub/in.txt": "in", "secret.txt": "secret"})
	site := filepath.Join(dir, "rules", "site")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, name string) { t.Helper(); must(os.Symlink(to, filepath.Join(site, name))) }
	link("../../secret.txt", "out.txt")
	link(filepath.Join(dir, "secret.txt"), "absolute.txt")
	link("../..", "up")
	link("sub/in.txt", "inside.txt")
	link("loop", "loop")
	link("gone.txt", "dangling.txt")
	link("/dev/zero", "zero")
	must(syscall.Mkfifo(filepath.Join(site, "pipe"), 0o644))
	must(os.WriteFile(filepath.Join(site, "locked.txt"), nil, 0))
	short, err := os.MkdirTemp("", "s") // a socket's path has to be short
	must(err)
	defer os.RemoveAll(short)
	l, err := net.Listen("unix", filepath.Join(short, "s"))
	must(err)
	defer l.Close()
	must(os.Link(filepath.Join(short, "s"), filepath.Join(site, "socket")))

	for name, want := range map[string]string{
		"ok.txt":        "ok",
		"inside.txt":    "in",
		"out.txt":       "the symbolic link out.txt leads out of",
		"absolute.txt":  "the symbolic link absolute.txt leads out of",
		"up/secret.txt": "the symbolic link up leads out of",
		"loop":          "the symbolic link loop leads out of",
		"zero":          "the symbolic link zero leads out of",
		"dangling.txt":  "there is no ",
		"pipe":          "pipe is a named pipe, not a file",
		"socket":        "socket is a socket, not a file",
		"sub":           "",
		"nope/../../x":  "",
	} {
		done := make(chan struct{})
		stuck := time.AfterFunc(time.Minute, func() { panic(name + " blocks") })
		go func() {
			defer close(done)
			g := ask(t, request("GET /"+name+" HTTP/1.1"), parsed(t, filepath.Join(dir, "rules"), "directory: site"))
			if strings.Contains(g.body, "secret") || g.body != want && !strings.Contains(g.why, want) {
				t.Errorf("/%s: %+v", name, g)
			}
			if strings.Contains(name, "..") {
				return
			}
			g = ask(t, request("GET / HTTP/1.1"), parsed(t, site, "file: "+name))
			if strings.Contains(g.body, "secret") || g.body != want && !strings.Contains(g.why, want) {
				t.Errorf("file: %s: %+v", name, g)
			}
			g = ask(t, request("GET / HTTP/1.1"), parsed(t, site, "message: "+name))
			if strings.Contains(g.body, "secret") || g.answered {
				t.Errorf("message: %s: %+v", name, g)
			}
		}()
		<-done
		stuck.Stop()
	}
}

func TestDevicesAndPipesAsWhatTheRuleNames(t *testing.T) {
	dir := tree(t, map[string]string{"a.txt": "a"})
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("pipe", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for yaml, want := range map[string]string{
		"file: /dev/zero":                       "/dev/zero is a device, not a file",
		"message: /dev/null":                    "/dev/null is a device, not a file",
		"file: pipe":                            "pipe is a named pipe, not a file",
		"file: link":                            "link is a named pipe, not a file",
		"directory: pipe":                       "pipe is a named pipe, not a directory",
		"directory: a.txt":                      "a.txt is a file, not a directory",
		"directory: " + dir + "/pipe":           "there is no directory " + dir + "/pipe",
		"directory: /dev":                       "the directory /dev has no index.html",
		"file: " + dir:                          dir + " is a directory, not a file",
		"file: .":                               ". is a directory, not a file",
		"file: " + filepath.Join(dir, "a.txt"):  "",
		"file: " + dir + "/x/../a.txt":          "",
		"file: " + dir + "/../nowhere-at-all/x": "there is no directory",
	} {
		if g := ask(t, request("GET / HTTP/1.1"), parsed(t, dir, yaml)); !strings.Contains(g.why, want) || g.answered != (want == "") {
			t.Errorf("%s: %+v", yaml, g)
		}
	}
}

func TestUnreadableFile(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Log("root may read everything")
		return
	}
	dir := tree(t, map[string]string{"a.txt": "a"})
	if err := os.Chmod(filepath.Join(dir, "a.txt"), 0); err != nil {
		t.Fatal(err)
	}
	if g := ask(t, request("GET / HTTP/1.1"), parsed(t, dir, "file: a.txt")); g.answered || g.why != "a.txt may not be read" {
		t.Errorf("got %+v", g)
	}
}
