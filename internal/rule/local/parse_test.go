package local

import (
	"runtime"
	"strings"
	"testing"

	"rockxy/internal/rule/node"
)

func TestWhatIsWrongInARule(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("paths with drives and backslashes are right there")
		return
	}
	for yaml, want := range map[string]string{
		`{}`:                                      `none of body, file, directory, message; expected one of them`,
		`{file: a, body: b}`:                      `"file" besides "body"; expected one of them`,
		`{file: a, staus: 200}`:                   `the key "staus"; expected`,
		`{body: a, status: 100}`:                  `"100"; expected a whole number from 200 to 599`,
		`{body: a, missing: never}`:               `"never"; expected next, server or 404`,
		`{body: a, index: b}`:                     `the key "index" without a directory`,
		`{file: a, strip: /b}`:                    `the key "strip" without a directory`,
		`{directory: a, strip: b}`:                `"b"; expected the beginning of a path such as /static`,
		`{directory: a, index: [../b]}`:           `"../b"; expected the name of a file such as index.html`,
		`{body: a, headers: {"b c": d}}`:          `"b c"; expected the name of a header field`,
		`{body: a, headers: {B: "c\r\nd"}}`:       `a line break or NUL in the value of B; expected none`,
		`{body: a, headers: {content-length: 3}}`: `content-length is not for a rule to say`,
		`{file: ''}`:                              `an empty path; expected a file or directory`,
		`{file: ../up.txt}`:                       `"../up.txt" leads out of the directory of the rule file; expected a path below it, or an absolute one`,
		`{file: a/../../up.txt}`:                  `leads out of the directory of the rule file`,
		`{directory: ..}`:                         `leads out of the directory of the rule file`,
		`{message: "a\0b"}`:                       `"a\x00b" has a NUL; expected a path`,
		`{file: 'C:\mocks\a.json'}`:               `names a drive; expected a path of this system`,
		`{file: 'a\b.json'}`:                      `has a backslash; expected / between directories`,
		`{file: //host/share/a}`:                  `is on another machine`,
		`{file: '\\host\share'}`:                  `is on another machine`,
	} {
		n, err := node.Read("/tmp/rules.yaml", []byte(yaml))
		if err != nil {
			t.Errorf("%s: %v", yaml, err)
			continue
		}
		if _, err := Parse(n); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "/tmp/rules.yaml:1:") {
			t.Errorf("%s: %v", yaml, err)
		}
	}
}

func TestRelativePathsNeedAFile(t *testing.T) {
	n, err := node.Read("", []byte(`{file: a.txt}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse(n); err == nil || !strings.Contains(err.Error(), "the rule is in no file") {
		t.Error(err)
	}
}

func TestHome(t *testing.T) {
	dir := tree(t, map[string]string{"mocks/a.txt": "at home"})
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	if g := ask(t, request("GET / HTTP/1.1"), parsed(t, t.TempDir(), "file: ~/mocks/a.txt")); g.body != "at home" {
		t.Errorf("got %+v", g)
	}
	if g := ask(t, request("GET /a.txt HTTP/1.1"), parsed(t, t.TempDir(), "directory: ~/mocks")); g.body != "at home" {
		t.Errorf("got %+v", g)
	}
}
