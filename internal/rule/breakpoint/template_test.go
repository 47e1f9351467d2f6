package breakpoint

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"rockxy/internal/rule"
)

func TestTemplatesAreFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "templates")
	all := OpenTemplates(dir)
	if names, err := all.Names(); err != nil || len(names) != 0 {
		t.Errorf("%q, %v", names, err)
	}
	var none *NoTemplateError
	if _, err := all.Read("a"); !errors.As(err, &none) {
		t.Errorf("%v", err)
	}
	m := &Message{Method: "PUT", URL: "https://a/", Fields: []Field{{"A", "b"}}, Body: []byte("x")}
	for _, name := range []string{"b 2", "a-1.x", "b 2"} {
		if err := all.Write(name, m); err != nil {
			t.Fatal(err)
		}
	}
	if names, err := all.Names(); err != nil || !slices.Equal(names, []string{"a-1.x", "b 2"}) {
		t.Errorf("%q, %v", names, err)
	}
	if got, err := all.Message("b 2"); err != nil || !same(got, m) {
		t.Errorf("%+v, %v", got, err)
	}
	info, err := os.Stat(filepath.Join(dir, "b 2.http"))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := all.Remove("b 2"); err != nil {
		t.Error(err)
	}
	if err := all.Remove("b 2"); !errors.As(err, &none) {
		t.Errorf("%v", err)
	}
	if err := all.Write("ws", &Message{Kind: 1}); err == nil {
		t.Error("a message of a WebSocket is a template")
	}
}

func TestNamesLeadNowhere(t *testing.T) {
	all := OpenTemplates(t.TempDir())
	for _, name := range []string{"", ".", "..", "../a", "a/b", `a\b`, ".a", "-a", "a\x00", " a", "a ", "a\nb", "é", strings.Repeat("a", 101)} {
		var bad *NameError
		if err := all.Write(name, &Message{Method: "GET", URL: "/"}); !errors.As(err, &bad) {
			t.Errorf("write %q: %v", name, err)
		}
		if _, err := all.Read(name); !errors.As(err, &bad) {
			t.Errorf("read %q: %v", name, err)
		}
		if err := all.Remove(name); !errors.As(err, &bad) {
			t.Errorf("remove %q: %v", name, err)
		}
	}
}

func TestWhatIsNoFileIsNoTemplate(t *testing.T) {
	dir := t.TempDir()
	all := OpenTemplates(dir)
	if err := os.Mkdir(filepath.Join(dir, "d.http"), 0o700); err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("GET /"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "link.http")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"d", "link"} {
		if _, err := all.Read(name); err == nil {
			t.Errorf("%s is read", name)
		}
	}
	if names, err := all.Names(); err != nil || len(names) != 0 {
		t.Errorf("%q, %v", names, err)
	}
	big := filepath.Join(dir, "big.http")
	if err := os.WriteFile(big, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, maxTemplate+1); err != nil {
		t.Fatal(err)
	}
	if _, err := all.Read("big"); err == nil || !strings.Contains(err.Error(), "longer") {
		t.Errorf("%v", err)
	}
}

func TestATemplateIsProposed(t *testing.T) {
	all := OpenTemplates(filepath.Join(t.TempDir(), "templates"))
	m, err := Parse([]byte("PUT /b\nHost: example.com\n\nnew"))
	if err != nil {
		t.Fatal(err)
	}
	if err := all.Write("mine", m); err != nil {
		t.Fatal(err)
	}
	head := h1Request("GET /a HTTP/1.1\nHost: example.com")
	for _, c := range []struct {
		template string
		verb     Verb
		want     string
	}{{"mine", Send, "PUT /b"}, {"mine", Original, "GET /a"}, {"none", Send, "GET /a"}} {
		synctest.Test(t, func(t *testing.T) {
			s := breakAt(t, head, Config{Request: true, Response: true, Template: c.template}, Deps{Templates: all}).request(t.Context(), head, nil)
			if err := s.decide(Decision{Verb: c.verb}, nil); err != nil {
				t.Fatal(err)
			}
			if got := raw(s.out.Head); !strings.HasPrefix(got, c.want) {
				t.Errorf("%+v: %q", c, got)
			}
			if c.template == "none" && !strings.Contains(strings.Join(s.run.Trace()[0].Log, ""), `there is no template "none"`) {
				t.Errorf("nothing is said: %+v", s.run.Trace())
			}
			// It is a request, and proposes nothing for the response.
			s.start(func() {
				s.head, s.body, s.err = s.run.Response(t.Context(), h1Response("HTTP/1.1 200 OK\nContent-Length: 2"), rule.Bytes([]byte("hi"), nil))
			})
			if s.only().Draft != nil {
				t.Error("a request is proposed for a response")
			}
			if err := s.decide(Decision{Verb: Send}, nil); err != nil {
				t.Fatal(err)
			}
		})
	}
}
