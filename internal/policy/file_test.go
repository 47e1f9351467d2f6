package policy

import (
	"errors"
	"strings"
	"testing"
	"time"
)

const sample = `# what is left alone
default intercept
group apple   # switched on
bypass app:"Google Chrome" client:10.0.0.0/8 *.example.com:443 until 2030-01-01T00:00:00Z auto "certificate pinning ""detected"""
bypass !www.example.com
  intercept .example.org "ours"
allow-invalid old.example sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff until 2030-01-01T00:00:00+02:00 "until it is replaced"
client-certificate *.corp.example:8443 pem "C:\certs\me.pem" "C:\certs\me.key"
client-certificate a.corp.example pkcs12 me.p12 passphrase-file "pass phrase.txt"
client-certificate b.corp.example keeper login
`

func TestParseFile(t *testing.T) {
	for _, text := range []string{sample, strings.ReplaceAll(sample, "\n", "\r\n"), byteOrderMark + sample, strings.TrimSuffix(sample, "\n")} {
		f, err := ParseFile(text)
		if err != nil {
			t.Fatal(err)
		}
		if f.Default != Intercept || len(f.Groups) != 1 || len(f.Bypass) != 2 || len(f.Intercept) != 1 || len(f.Exceptions) != 1 || len(f.ClientCerts) != 3 {
			t.Fatalf("got %+v", f)
		}
		e := f.Bypass[0]
		if e.Line != 4 || !e.Auto || e.Note != `certificate pinning "detected"` || !e.Until.Equal(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("got %+v", e)
		}
		if got := f.ClientCerts[0]; got.File != `C:\certs\me.pem` || got.Key != `C:\certs\me.key` || got.Kind != PEM {
			t.Errorf("got %+v", got)
		}
		if got := f.ClientCerts[1]; got.Passphrase != "pass phrase.txt" || got.Kind != PKCS12 || got.Line != 9 {
			t.Errorf("got %+v", got)
		}
	}
}

func TestParseFileErrors(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"bypas x", `line 1, column 1: "bypas", expected default, group, bypass, intercept, allow-invalid or client-certificate`},
		{"\n bypass  ", `line 2, column 8: nothing, expected a host such as`},
		{"bypass https://example.com/", `line 1, column 8: "https://example.com/", expected a host alone, without scheme and path`},
		{"bypass example.com/path", `line 1, column 19: "/path", expected the end of the host`},
		{"bypass user@example.com", `line 1, column 12: "@example.com", expected the end of the host`},
		{"bypass a..b", `line 1, column 10: nothing, expected a label`},
		{"bypass *.a..b", `line 1, column 12: nothing, expected a label`},
		{"bypass 10.0.0.256", `line 1, column 8: "10.0.0.256", expected an address`},
		{"bypass 10.0.0.0/33", `line 1, column 8: "10.0.0.0/33", expected an address`},
		{"bypass [::1", `line 1, column 8: "[::1", expected`},
		{"bypass example.com:0", `line 1, column 20: "0", expected a port from 1 to 65535`},
		{"bypass example.com:65536", `line 1, column 20: "65536", expected a port`},
		{"bypass bücher.example:x", `line 1, column 23: "x", expected a port`},
		{"bypass client:x y", `line 1, column 15: "x", expected one address or prefix of the client`},
		{"bypass app: y", `line 1, column 12: nothing, expected one application`},
		{"bypass app:a app:b y", `line 1, column 18: "b", expected one application`},
		{"bypass x until tomorrow", `line 1, column 16: "tomorrow", expected a time such as 2030-01-31T12:00:00Z`},
		{"bypass x until", `line 1, column 15: nothing, expected a time`},
		{"bypass x y", `line 1, column 10: "y", expected until, auto, "note" or the end of the line`},
		{`bypass x "a" b`, `line 1, column 14: "b", expected the end of the line`},
		{`bypass x "a`, `line 1, column 10: "\"a", expected a closing quotation mark`},
		{"bypass x\x00", `line 1, column 9: "\x00", expected no control character`},
		{"bypass x\xff", `line 1, column 9: "\xff", expected UTF-8`},
		{"default maybe", `line 1, column 9: "maybe", expected intercept or bypass`},
		{"default bypass\ndefault bypass", `line 2, column 1: "default bypass", expected one default; line 1 has it`},
		{"group apples", `line 1, column 7: "apples", expected one of the groups apple, google-play, windows-update, certificate-status, private-ranges`},
		{"group apple\ngroup apple", `line 2, column 7: "apple", expected each group once; line 1 has this one`},
		{"allow-invalid *.x sha256:00 until 2030-01-01T00:00:00Z", `line 1, column 15: "*.x", expected the name or address of one host`},
		{"allow-invalid x:443", `line 1, column 16: ":443", expected the end of the host`},
		{"allow-invalid x sha256:00", `line 1, column 17: "sha256:00", expected sha256: and the 64`},
		{"allow-invalid x sha256:" + strings.Repeat("0", 64), `line 1, column 88: nothing, expected until: an exception has an end`},
		{"client-certificate app:x y keeper z", `line 1, column 20: "app:x", expected a host and perhaps a port alone`},
		{"client-certificate x key y", `line 1, column 22: "key", expected pem, pkcs12 or keeper`},
		{"client-certificate x pkcs12 y z", `line 1, column 31: "z", expected passphrase-file or the end of the line`},
		{"client-certificate x pem", `line 1, column 25: nothing, expected the file with the certificate`},
		{"bypass " + strings.Repeat("a", 64), `expected a label of 1 to 63`},
		{"bypass " + strings.Repeat("a.", 130) + "b", `expected a name of at most 253 bytes`},
		{"bypass " + strings.Repeat("x", MaxLine), `expected a line of at most 4096 bytes; it has 4103`},
		{"bypass bü*.example", `column 8: "bü*", expected a label`},
		{"bypass a[b.example", `column 8: "a[b.example", expected letters and ranges`},
	} {
		_, err := ParseFile(test.text)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q:\n got %v\nwant %s", test.text, err, test.want)
		}
	}
}

func TestAllErrorsAreTold(t *testing.T) {
	f, err := ParseFile("bypass a\nnonsense\nbypass b\n" + strings.Repeat("x\n", 60))
	var all *Errors
	var first *SyntaxError
	if !errors.As(err, &all) || len(all.All) != maxErrors || all.More != 11 || !errors.As(err, &first) || first.Line != 2 {
		t.Fatalf("got %v", err)
	}
	if len(f.Bypass) != 2 {
		t.Errorf("the lines that can be read are missing: %+v", f)
	}
	if !strings.HasSuffix(err.Error(), "and 11 more") {
		t.Errorf("got %v", err)
	}
}

func TestLimits(t *testing.T) {
	for name, text := range map[string]string{
		"one line of a megabyte": strings.Repeat("a", 1<<20),
		"a file too long":        strings.Repeat("#\n", MaxFile),
		"too many statements":    strings.Repeat("bypass x\n", MaxStatements+1),
		"a million":              strings.Repeat("bypass x\n", 1_000_000),
	} {
		_, err := ParseFile(text)
		if err == nil || len(err.Error()) > 1000 {
			t.Errorf("%s: %.1000v", name, err)
		}
	}
	if _, err := ParseFile(strings.Repeat("bypass x\n", MaxStatements)); err != nil {
		t.Error(err)
	}
}
