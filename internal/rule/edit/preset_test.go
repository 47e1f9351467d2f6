package edit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/rule/node"
)

const fromPage = "GET /a HTTP/1.1\nHost: a.example\nOrigin: https://page.example"

func TestOpenCORS(t *testing.T) {
	got := do(t, "request-headers: {set: {Origin: 'https://a.example'}}\npreset: cors-open", message{head: fromPage},
		message{head: ok1 + "\nAccess-Control-Allow-Origin: https://other.example\nVary: Accept\nContent-Length: 0"})
	want := ok1 + "\nAccess-Control-Allow-Origin: https://page.example\nVary: Accept\nContent-Length: 0\nAccess-Control-Allow-Credentials: true\n" +
		"Access-Control-Expose-Headers: Server, ETag, Vary, Content-Length\nVary: Origin"
	if got.response.head != want {
		t.Errorf("%s\nwant\n%s", got.response.head, want)
	}
	got = do(t, "preset: cors-open", message{head: get2}, message{head: ok2 + "\nvary: accept, origin"})
	if got.response.head != ok2+"\nvary: accept, origin" {
		t.Errorf("not asked by a page: %s", got.response.head)
	}
	got = do(t, "preset: cors-open", message{head: get2}, message{head: ok2})
	if got.response.head != ok2+"\nvary: Origin" {
		t.Errorf("what a cache may keep: %s", got.response.head)
	}
}

func TestPreflightsAreAnswered(t *testing.T) {
	preflight := strings.Replace(fromPage, "GET", "OPTIONS", 1) +
		"\nAccess-Control-Request-Method: PURGE\nAccess-Control-Request-Headers: x-a,authorization\nAccess-Control-Request-Private-Network: true"
	got := do(t, "preset: cors-open", message{head: preflight}, message{})
	if got.answer == nil || got.answer.Status != 204 || got.answer.Final {
		t.Fatalf("answer %+v", got.answer)
	}
	var lines []string
	for _, f := range got.answer.Fields {
		lines = append(lines, string(f.Name)+": "+string(f.Value))
	}
	want := `Access-Control-Allow-Origin: https://page.example
Access-Control-Allow-Credentials: true
Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, PURGE
Access-Control-Allow-Headers: x-a,authorization
Access-Control-Allow-Private-Network: true
Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers`
	if s := strings.Join(lines, "\n"); s != want {
		t.Errorf("%s", s)
	}
	for _, not := range []string{fromPage, strings.Replace(fromPage, "GET", "OPTIONS", 1), strings.Replace(preflight, "Origin:", "X:", 1)} {
		if got := do(t, "preset: cors-open", message{head: not}, message{}); got.answer != nil {
			t.Errorf("answered %s", not)
		}
	}
}

func TestSecretsFromElsewhere(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "secret")
	if err := os.WriteFile(name, []byte("word\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("EDIT_TEST_SECRET", "word")
	for text, want := range map[string]string{
		"auth: {basic: {user: a, password-env: EDIT_TEST_SECRET}}": "Basic YTp3b3Jk",
		"auth: {basic: {user: a, password-file: '" + name + "'}}":  "Basic YTp3b3Jk",
		"auth: {bearer: {token-env: EDIT_TEST_SECRET}}":            "Bearer word",
		"auth: {bearer: {token-file: '" + name + "'}}":             "Bearer word",
		"auth: {bearer: {token-env: EDIT_TEST_NOT_SET}}":           "(the environment variable EDIT_TEST_NOT_SET is not set where Rockxy runs)",
		"auth: {bearer: {token-file: '" + dir + "'}}":              "is not a file)",
		"auth: {bearer: {token-file: '" + name + "x'}}":            "cannot be read",
	} {
		got := do(t, text, message{head: get1}, message{})
		if !strings.Contains(got.request.head+"\n"+got.did(), want) {
			t.Errorf("%s\n%s\n%s", text, got.request.head, got.did())
		}
	}
	n, err := node.Read(filepath.Join(dir, "rules.yaml"), []byte("bearer: {token-file: secret}"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := ParseAuth(n)
	if err != nil || a.(*auth).secret.file != name {
		t.Errorf("beside the rules: %+v, %v", a, err)
	}
	if err := os.WriteFile(name, make([]byte, maxSecret+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := do(t, "auth: {bearer: {token-file: '"+name+"'}}", message{head: get1}, message{}); !strings.Contains(got.did(), "longer than") {
		t.Error(got.did())
	}
}
