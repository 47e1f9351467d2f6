package attrib

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/testkit"
)

// childEnv makes the test binary a client: it connects to each address that it
// reads, says so, and keeps the connections until its input ends.
const childEnv = "ATTRIB_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) == "" {
		os.Exit(m.Run())
	}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		c, err := net.Dial("tcp", in.Text())
		if err != nil {
			os.Exit(1)
		}
		defer c.Close()
	}
}

type child struct {
	*exec.Cmd
	in io.WriteCloser
}

func startChild(t *testing.T) *child {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{Cmd: exec.Command(exe)}
	c.Env = append(os.Environ(), childEnv+"=1")
	if c.in, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.end)
	return c
}

// end makes the child close its connections and exit.
func (c *child) end() {
	c.in.Close()
	c.Wait()
}

// connect makes the child connect to l, and returns our end.
func (c *child) connect(t *testing.T, l net.Listener) net.Conn {
	t.Helper()
	if _, err := io.WriteString(c.in, l.Addr().String()+"\n"); err != nil {
		t.Fatal(err)
	}
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func listen(t *testing.T, addr string) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func addrs(c net.Conn) (local, remote netip.AddrPort) {
	return c.LocalAddr().(*net.TCPAddr).AddrPort(), c.RemoteAddr().(*net.TCPAddr).AddrPort()
}

// find asks f, which must answer.
func find(t *testing.T, f *Finder, c net.Conn) *flow.Process {
	t.Helper()
	answer := make(chan *flow.Process, 1)
	local, remote := addrs(c)
	f.Find(local, remote, func(p *flow.Process) { answer <- p })
	select {
	case p := <-answer:
		return p
	case <-time.After(testkit.Patience):
		t.Fatalf("no owner of %v", remote)
		return nil
	}
}

func newFinder(t *testing.T) *Finder {
	f := New(slog.New(slog.DiscardHandler))
	t.Cleanup(f.Close)
	return f
}

// TestConformance runs against the operating system. Where attribution is not
// available, nothing may be found.
func TestConformance(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if exe, err = filepath.EvalSymlinks(exe); err != nil {
		t.Fatal(err)
	}
	v4, v6 := listen(t, "127.0.0.1:0"), listen(t, "[::1]:0")
	one, two := startChild(t), startChild(t)
	f := newFinder(t)
	if !f.Available() {
		nothing(t, f, one.connect(t, v4))
		return
	}
	for _, c := range []struct {
		name  string
		child *child
		l     net.Listener
	}{
		{"IPv4", one, v4},
		{"IPv6", one, v6},
		{"another process", two, v4},
		{"the first again", one, v4},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := find(t, f, c.child.connect(t, c.l))
			want := flow.Process{PID: c.child.Process.Pid, Name: filepath.Base(exe), Path: exe}
			if *got != want {
				t.Errorf("found %+v, want %+v", *got, want)
			}
		})
	}
	t.Run("both ends in this process", func(t *testing.T) {
		c, err := net.Dial("tcp", v4.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		conn, err := v4.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if got := find(t, f, conn); got.PID != os.Getpid() {
			t.Errorf("found %+v, want this process, %d", *got, os.Getpid())
		}
	})
	t.Run("a client that is gone", func(t *testing.T) {
		gone := startChild(t)
		conn := gone.connect(t, v4)
		gone.end()
		nothing(t, f, conn)
	})
}

// nothing asks for a connection whose owner cannot be found, then for one that
// is answered, so that the silence about the first is known to be final.
func nothing(t *testing.T, f *Finder, c net.Conn) {
	t.Helper()
	local, remote := addrs(c)
	f.Find(local, remote, func(p *flow.Process) { t.Errorf("found %+v", *p) })
	if !f.Available() {
		return
	}
	l := listen(t, "127.0.0.1:0")
	find(t, f, startChild(t).connect(t, l))
}

// BenchmarkFind measures a connection of a program that was seen before.
func BenchmarkFind(b *testing.B) {
	r, err := open(slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer r.close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	q := query{client: c.LocalAddr().(*net.TCPAddr).AddrPort(), server: c.RemoteAddr().(*net.TCPAddr).AddrPort()}
	b.ReportAllocs()
	for b.Loop() {
		if r.resolve([]query{q})[0] == nil {
			b.Fatal("not found")
		}
	}
}
