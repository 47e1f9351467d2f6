package attrib

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"rockxy/internal/flow"
)

// fakeProc builds a /proc with processes that have descriptors open.
type fakeProc struct {
	t    *testing.T
	root string
}

func (f fakeProc) add(pid int, exe string, descriptors ...string) {
	f.t.Helper()
	dir := filepath.Join(f.root, strconv.Itoa(pid))
	if err := os.MkdirAll(filepath.Join(dir, "fd"), 0o700); err != nil {
		f.t.Fatal(err)
	}
	f.put(os.Symlink(exe, filepath.Join(dir, "exe")))
	f.put(os.WriteFile(filepath.Join(dir, "comm"), []byte(filepath.Base(exe)+"\n"), 0o600))
	f.put(os.WriteFile(filepath.Join(dir, "cmdline"), []byte(exe+"\x00-v\x00"), 0o600))
	for i, d := range descriptors {
		f.put(os.Symlink(d, filepath.Join(dir, "fd", strconv.Itoa(i))))
	}
}

func (f fakeProc) put(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f fakeProc) remove(pid int) { f.put(os.RemoveAll(filepath.Join(f.root, strconv.Itoa(pid)))) }

func wanted(inodes ...uint32) map[uint32]uint32 {
	m := map[uint32]uint32{}
	for _, i := range inodes {
		m[i] = uint32(os.Getuid())
	}
	return m
}

func pids(p *procfs) []int {
	var list []int
	for _, r := range p.recent {
		list = append(list, r.PID)
	}
	return list
}

func TestOwners(t *testing.T) {
	f := fakeProc{t, t.TempDir()}
	f.put(os.MkdirAll(filepath.Join(f.root, "sys"), 0o700))
	f.add(10, "/usr/bin/curl", "/dev/null", "socket:[7]", "pipe:[8]", "anon_inode:[eventpoll]")
	f.add(20, "/opt/browser", "socket:[70]", "socket:[71]", "socket:[x]", "socket:[72")
	f.add(30, "/usr/bin/wget (deleted)")
	p := &procfs{root: f.root}

	got := p.owners(wanted(7, 70, 71, 8, 99))
	curl, browser := flow.Process{PID: 10, Name: "curl", Path: "/usr/bin/curl"}, flow.Process{PID: 20, Name: "browser", Path: "/opt/browser"}
	if len(got) != 3 || *got[7] != curl || *got[70] != browser || got[71] != got[70] {
		t.Errorf("owners %+v", got)
	}
	if !slices.Equal(pids(p), []int{10, 20}) {
		t.Errorf("recent %v, want the youngest processes looked at first", pids(p))
	}
	if again := p.owners(wanted(70)); again[70] != got[70] {
		t.Error("the same process came as another value")
	}
	if !slices.Equal(pids(p), []int{20, 10}) {
		t.Errorf("recent %v after another use", pids(p))
	}
	if len(p.owners(nil)) != 0 {
		t.Error("owners of nothing")
	}
}

// TestRecentFirst checks that a program seen before is found without a look at
// the others.
func TestRecentFirst(t *testing.T) {
	f := fakeProc{t, t.TempDir()}
	f.add(10, "/usr/bin/curl", "socket:[7]", "socket:[9]")
	p := &procfs{root: f.root}
	p.owners(wanted(7))
	f.add(20, "/usr/bin/other", "socket:[9]") // a full look would find this one first
	if got := p.owners(wanted(9)); got[9] == nil || got[9].PID != 10 {
		t.Errorf("owner %+v", got[9])
	}
}

func TestProcessReplaced(t *testing.T) {
	f := fakeProc{t, t.TempDir()}
	f.add(10, "/bin/sh", "socket:[7]")
	p := &procfs{root: f.root}
	p.owners(wanted(7))

	f.remove(10)
	f.add(10, "/usr/bin/curl", "socket:[7]")
	if got := p.owners(wanted(7)); got[7].Name != "curl" {
		t.Errorf("%+v after the program was replaced", got[7])
	}
	f.remove(10)
	if got := p.owners(wanted(7)); len(got) != 0 || len(p.recent) != 0 {
		t.Errorf("%v, recent %v after the process ended", got, pids(p))
	}
}

func TestRecentIsBounded(t *testing.T) {
	f := fakeProc{t, t.TempDir()}
	p := &procfs{root: f.root}
	for i := range 3 * maxRecent {
		f.add(100+i, "/bin/x", "socket:["+strconv.Itoa(1000+i)+"]")
		p.owners(wanted(uint32(1000 + i)))
	}
	if len(p.recent) != maxRecent || p.recent[0].PID != 100+3*maxRecent-1 {
		t.Errorf("recent %v", pids(p))
	}
}

func TestCandidates(t *testing.T) {
	f := fakeProc{t, t.TempDir()}
	for _, pid := range []int{5, 200, 31} {
		f.add(pid, "/bin/x")
	}
	p := &procfs{root: f.root}
	for _, users := range []map[uint32]bool{{uint32(os.Getuid()): true}, {}} {
		if got := p.candidates(users); !slices.Equal(got, []int{200, 31, 5}) {
			t.Errorf("users %v: %v", slices.Collect(maps.Keys(users)), got)
		}
	}
	if got := (&procfs{root: filepath.Join(f.root, "none")}).candidates(nil); got != nil {
		t.Errorf("candidates %v without /proc", got)
	}
}

func TestProgramName(t *testing.T) {
	for _, c := range []struct{ exe, comm, cmdline, want string }{
		{"/usr/bin/curl", "curl\n", "curl\x00-v\x00", "curl"},
		{"/usr/bin/curl", "curl\n", "/usr/bin/curl\x00", "curl"},
		{"/bin/busybox", "wget\n", "wget\x00", "wget"},
		{"/usr/bin/node", "MainThread\n", "node\x00app.js\x00", "node"},
		{"/usr/bin/python3.13", "python3\n", "python3\x00x.py\x00", "python3"},
		{"/usr/bin/python3.13", "x.py\n", "/usr/bin/python3\x00./x.py\x00", "python3.13"},
		{"/opt/a/chromium", "chromium\n", "/opt/a/chromium --type=utility --x=/y\x00", "chromium"},
		{"/opt/a/averylongprogramname", "averylongprogra\n", "averylongprogramname\x00", "averylongprogramname"},
		{"", "kworker/0:1\n", "", "kworker/0:1"},
		{"/usr/bin/curl", "", "", "curl"},
		{"", "", "", ""},
	} {
		if got := programName(c.exe, c.comm, c.cmdline); got != c.want {
			t.Errorf("%q %q %q: %q, want %q", c.exe, c.comm, c.cmdline, got, c.want)
		}
	}
}
