package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/rule/foreign"
	"rockxy/internal/store"
)

const charlesBlocks = `<?xml version='1.0' encoding='UTF-8' ?>
<blacklist><toolEnabled>true</toolEnabled><action>1</action><locations><locationPatterns>
<locationMatch><location><host>ads.example.com</host></location><enabled>true</enabled></locationMatch>
<locationMatch><location><protocol>ftp</protocol></location><enabled>true</enabled></locationMatch>
</locationPatterns></locations></blacklist>`

const proxymanLocal = `[{"name":"me","url":"https://api.example.com/me","isEnabled":true,"localFile":{"importFileData":"SFRUUC8xLjEgMjAxIE9LCgpoaQ=="}}]`

func TestRulesOfOtherToolsAreTakenOver(t *testing.T) {
	data := t.TempDir()
	file := filepath.Join(t.TempDir(), "blocks.xml")
	if err := os.WriteFile(file, []byte(charlesBlocks), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := ReadForeignRules(file)
	if err != nil || in.From != "Charles" || len(in.Groups) != 1 || len(in.Left) != 1 {
		t.Fatalf("%+v, %v", in, err)
	}
	written, err := TakeForeignRules(data, in, "Charles, blocks.xml", false)
	if err != nil || len(written) != 1 || written[0] != RulesFile(data, "charles-block-list") {
		t.Fatal(written, err)
	}
	r, _ := startRules(t, data)
	if got := inForce(r); got != "charles-block-list/block ads.example.com" {
		t.Errorf("in force: %s", got)
	}

	var taken *TakenError
	if _, err := TakeForeignRules(data, in, "x", false); !errors.As(err, &taken) || taken.Hint() == "" {
		t.Errorf("a second time: %v", err)
	}
	if _, err := TakeForeignRules(data, in, "x", true); err != nil {
		t.Errorf("replaced: %v", err)
	}
	text, err := os.ReadFile(written[0])
	if err != nil || !strings.HasPrefix(string(text), "# Imported from x.\n# Not carried over") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestFilesComeAlong(t *testing.T) {
	data := t.TempDir()
	in, err := foreign.Read([]byte(proxymanLocal), foreign.Options{Kinds: Kinds()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := TakeForeignRules(data, in, "Proxyman", false); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(RulesDir(data), "proxyman-files", "me.http"))
	if err != nil || string(got) != "HTTP/1.1 201 OK\n\nhi" {
		t.Errorf("%s, %v", got, err)
	}
}

func TestNoRulesOfOtherTools(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.xml")
	if err := os.WriteFile(file, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	var unknown *foreign.UnknownError
	if _, err := ReadForeignRules(file); !errors.As(err, &unknown) {
		t.Error(err)
	}
	if _, err := ReadForeignRules(t.TempDir()); err == nil || !strings.Contains(err.Error(), "not a file, but a directory") {
		t.Error(err)
	}
	if _, err := ReadForeignRules(file + ".gone"); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func TestResponsesAreGivenAgain(t *testing.T) {
	data, _ := imported(t, someArchive)
	s, dir := openTest(t, data), t.TempDir()
	e, err := s.Entry(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.example-two.http", "a.example-two-2.http"} {
		again, err := GiveAgain(e, dir)
		if err != nil {
			t.Fatal(err)
		}
		if again.Name != "GET a.example/two" || again.Match != "method:GET host:a.example path:/two" || again.Message != "responses/"+name || again.Note != "" {
			t.Errorf("%+v", again)
		}
		text, err := os.ReadFile(again.File)
		if err != nil || !strings.HasPrefix(string(text), "HTTP/1.1 500 No\n") || !strings.HasSuffix(string(text), "\n\n") {
			t.Errorf("%q, %v", text, err)
		}
	}
}

// TestCodingsAreTakenOffWhenTheyCan: a body that cannot be decoded keeps its coding.
func TestCodingsAreTakenOffWhenTheyCan(t *testing.T) {
	gzipped, err := content.Encode([]byte("hello, hello"), "gzip")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		coding, body, want string
		noted              bool
	}{
		"gzip":    {"gzip", string(gzipped), "HTTP/1.1 200 OK\nA: b\n\nhello, hello", false},
		"unknown": {"own", "\x01\x02", "HTTP/1.1 200 OK\nContent-Encoding: own\nA: b\n\n\x01\x02", true},
		"damaged": {"gzip", string(gzipped[:len(gzipped)-9]), "HTTP/1.1 200 OK\nContent-Encoding: gzip\nA: b\n\n" + string(gzipped[:len(gzipped)-9]), true},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			recordResponse(t, data, "HTTP/1.1 200 OK\r\nContent-Encoding: "+c.coding+"\r\nA: b\r\n\r\n", c.body)
			e, err := openTest(t, data).Entry(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			again, err := GiveAgain(e, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(again.File)
			if err != nil || string(got) != c.want || (again.Note != "") != c.noted {
				t.Errorf("%q, %q, %v", got, again.Note, err)
			}
		})
	}
}

// recordResponse makes a session with one exchange.
func recordResponse(t *testing.T, data, head, body string) {
	t.Helper()
	s, err := store.Open(store.SessionDir(data, store.DefaultSession), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	x := &flow.Exchange{Method: "GET", Scheme: "http", Host: "a.example", URL: "http://a.example/", Client: &flow.ClientConn{}}
	tape := s.Open(x)
	tape.Head(flow.Request, flow.ParseHead(flow.HTTP11, []byte("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"), flow.Request, false))
	tape.Head(flow.Response, flow.ParseHead(flow.HTTP11, []byte(head), flow.Response, false))
	tape.Body(flow.Response, []byte(body))
	x.State, x.Status, x.Response.Size = flow.Complete, 200, int64(len(body))
	tape.Done()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
