package redact

import (
	"strings"
	"testing"
	"unicode/utf8"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

// Octets of characters in other charsets are those of quotes and escapes.
func TestTextInOtherCharsets(t *testing.T) {
	for charset, character := range map[string]string{"shift_jis": "表", "gbk": "乗", "gb18030": "乗", "big5": "功", "iso-2022-jp": "表「", "euc-kr": "한", "windows-1251": "я", "csISO2022JP": "あ"} {
		for _, json := range []string{
			`{"name":"` + character + `","password":"correct-horse-7"}`,
			`{"name":"` + character + character + `","a":"` + character + `","password":"correct-horse-7","b":"x"}`,
			`{"password":"` + character + `-correct-horse-7` + character + `","b":"` + character + `"}`,
		} {
			contentType := "application/json; charset=" + charset
			wire, err := content.Charset(contentType).NewEncoder().String(json)
			if err != nil {
				t.Fatal(charset, err)
			}
			e := entry(t, "GET / HTTP/1.1", "", "HTTP/1.1 200 OK\nContent-Type: "+contentType, wire)
			got, out := redacted(t, New(), e)
			if strings.Contains(got, "correct-horse-7") {
				t.Errorf("%s: %q is in clear", charset, json)
			}
			body := make([]byte, out.Body[flow.Response].Size())
			if _, err := out.Body[flow.Response].ReadAt(body, 0); err != nil {
				t.Fatal(err)
			}
			if text, ok := content.Text(body, contentType); !ok || strings.ContainsRune(text, utf8.RuneError) || !strings.Contains(text, `"password":"`) {
				t.Errorf("%s: %q became %q", charset, json, text)
			}
		}
	}
}

func TestTextThatIsDamagedInItsCharset(t *testing.T) {
	e := entry(t, "GET / HTTP/1.1", "", "HTTP/1.1 200 OK\nContent-Type: application/json; charset=iso-2022-jp", "{\"a\":\"\x1b$B\x7f\x7f\x1b(B\",\"password\":\"correct-horse-7\"}")
	got, out := redacted(t, New(), e)
	if strings.Contains(got, "correct-horse-7") || !strings.Contains(got, `{"a":"?`) || out.Incomplete != "" {
		t.Errorf("%q, %s", out.Incomplete, got)
	}
}
