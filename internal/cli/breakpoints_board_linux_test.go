package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/app"
	"rockxy/internal/config"
	"rockxy/internal/testkit"
)

// seat is a terminal with a person at it.
type seat struct {
	t                *testing.T
	person, terminal *os.File
	read             string
}

func sit(t *testing.T) *seat {
	t.Helper()
	person, terminal, err := testkit.Terminal()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		person.Close()
		terminal.Close()
	})
	return &seat{t: t, person: person, terminal: terminal}
}

// sees reads until a text has been written.
func (s *seat) sees(text string) {
	s.t.Helper()
	b := make([]byte, 4096)
	for {
		if _, after, ok := strings.Cut(s.read, text); ok {
			s.read = after
			return
		}
		n, err := s.person.Read(b)
		if err != nil {
			s.t.Fatalf("%v; no %q in %q", err, text, s.read)
		}
		s.read += string(b[:n])
	}
}

func (s *seat) types(text string) {
	s.t.Helper()
	if _, err := s.person.WriteString(text); err != nil {
		s.t.Fatal(err)
	}
}

// pausingInstance is an instance that pauses requests, and a function that posts a body to
// its echoing origin.
func pausingInstance(t *testing.T) (dir string, post func(body string) <-chan string) {
	t.Helper()
	o := testkit.NewOrigin(t, testkit.Options{})
	cfg := config.Default()
	cfg.Data, cfg.Custody, cfg.NoUI = filepath.Join(t.TempDir(), "data"), config.CustodyMemory, true
	cfg.Proxy = netip.MustParseAddrPort("127.0.0.1:0")
	file := app.RulesFile(cfg.Data, "g")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("rules: [{name: r, actions: [{breakpoint: {on: request, timeout: 1h, then: abort}}]}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(cfg, app.Options{ExtraRoots: []*x509.Certificate{o.CA.Cert}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	tr := &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: a.ProxyAddr().String()}), TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	t.Cleanup(tr.CloseIdleConnections)
	return cfg.Data, func(body string) <-chan string {
		got := make(chan string, 1)
		go func() {
			resp, err := (&http.Client{Transport: tr}).Post("https://localhost:"+o.Port()+"/echo", "text/plain", strings.NewReader(body))
			if err != nil {
				got <- err.Error()
				return
			}
			defer resp.Body.Close()
			text, err := io.ReadAll(resp.Body)
			if err != nil {
				text = []byte(err.Error())
			}
			got <- resp.Status + " " + string(text)
		}()
		return got
	}
}

func TestAPersonDecidesAtTheTerminal(t *testing.T) {
	dir, post := pausingInstance(t)
	t.Setenv("EDITOR", "sed -i s/hello/edited/")
	t.Setenv("VISUAL", "")
	s := sit(t)
	status := make(chan int, 1)
	go func() { status <- main([]string{"breakpoints", "--data", dir}, IO{s.terminal, s.terminal, s.terminal}) }()
	s.sees("Nothing is paused")
	first := post("hello")
	s.sees("▶")
	s.sees("abort in 1h0m0s")
	second := post("world")
	s.sees("2 messages paused")
	s.types("\r")
	s.sees("1 is edited. [s]end")
	s.types("t mine\r") // in the terminal's own mode, in which Enter is a line feed
	s.sees("1 is edited. [s]end")
	s.types("s\r")
	s.sees("1 sent")
	if got := <-first; got != "200 OK edited" {
		t.Errorf("%q", got)
	}
	s.sees("▶")
	s.types("e")
	s.sees("2 is not changed. [s]end")
	s.types("l\r")
	s.sees("2 left paused")
	s.types("a")
	s.sees("2 aborted")
	if got := <-second; !strings.HasPrefix(got, "503 ") {
		t.Errorf("%q", got)
	}
	s.sees("Nothing is paused")
	s.types("q")
	if got := <-status; got != exitOK {
		t.Errorf("status %d", got)
	}
	s.sees(boardOff)
	if m, err := app.Templates(dir).Message("mine"); err != nil || string(m.Body) != "edited" {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestTheBoardIsLeft(t *testing.T) {
	dir, _ := pausingInstance(t)
	s := sit(t)
	status := make(chan int, 1)
	go func() { status <- main([]string{"breakpoints", "--data", dir}, IO{s.terminal, s.terminal, s.terminal}) }()
	s.sees("Nothing is paused")
	s.types("\x03")
	if got := <-status; got != exitOK {
		t.Errorf("status %d", got)
	}
}

func TestEditedWithoutTheBoard(t *testing.T) {
	dir, post := pausingInstance(t)
	t.Setenv("VISUAL", "sed -i s/POST/G@T/")
	got := post("hello")
	if status := main([]string{"breakpoints", "list", "--wait", "1m", "--data", dir}, IO{nil, io.Discard, io.Discard}); status != exitOK {
		t.Fatal(status)
	}
	s := sit(t)
	status := make(chan int, 1)
	go func() {
		status <- main([]string{"breakpoints", "edit", "1", "--data", dir}, IO{s.terminal, s.terminal, s.terminal})
	}()
	s.sees("1 is edited. [s]end")
	s.types("s\r")
	s.sees(`"G@T" is not a method`)
	s.sees("1 is edited. [s]end")
	s.types("o\r")
	s.sees("1 sent as it came")
	if code := <-status; code != exitOK {
		t.Errorf("status %d", code)
	}
	if text := <-got; text != "200 OK hello" {
		t.Errorf("%q", text)
	}
	if status := main([]string{"breakpoints", "edit", "1", "--data", dir}, IO{nil, io.Discard, io.Discard}); status != exitFailed {
		t.Errorf("status %d", status)
	}
}
