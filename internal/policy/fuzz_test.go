package policy

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

var q0 = time.Unix(0, 0)

// FuzzParseFile: what is read is written as lines that read the same, and edits
// change nothing else.
func FuzzParseFile(f *testing.F) {
	f.Add(sample)
	f.Add(strings.ReplaceAll(sample, "\n", "\r\n"))
	f.Add(byteOrderMark + "bypass x")
	f.Add("bypass \"\nbypass app:\"a\"b\"c\" auto \"\"\n#")
	f.Add("\r\rdefault bypass\r")
	f.Fuzz(func(t *testing.T, text string) {
		if joinLines(splitLines(text)) != text {
			t.Fatal("lines do not add up")
		}
		file, err := ParseFile(text)
		if err != nil && len(err.Error()) > 1<<15 {
			t.Fatalf("an error of %d bytes", len(err.Error()))
		}
		var out []string
		for _, list := range [][]Entry{file.Bypass, file.Intercept} {
			for _, e := range list {
				out = append(out, e.String())
			}
		}
		for _, x := range file.Exceptions {
			out = append(out, x.String())
		}
		for _, c := range file.ClientCerts {
			out = append(out, c.String())
		}
		for _, line := range out {
			if _, err := readLine(line); err != nil && len(line) <= MaxLine {
				t.Fatalf("%q cannot be read: %v", line, err)
			}
		}
		probe := Entry{Action: Bypass, Pattern: Pattern{kind: exact, host: "probe.invalid"}}
		if _, n := Remove(text, probe.Pattern); n > 0 {
			return
		}
		added, err := Add(text, probe)
		if err != nil {
			t.Fatal(err)
		}
		if back, n := Remove(added, probe.Pattern); n != 1 || back != text {
			t.Fatalf("%d removed: %q became %q", n, text, back)
		}
	})
}

func FuzzImport(f *testing.F) {
	f.Add([]byte(charlesConfig))
	f.Add([]byte(`{"sslProxyingData":{"isEnabled":false,"includeEntries":[{"domain":"*.example.com","port":443,"isEnabled":true},"x"],"excludeEntries":[{"appName":"a\"b"}]}}`))
	f.Add([]byte(`{"server-store":"{\"tlsInterceptOnly\":[{\"hostname\":\"a.example\"}]}"}`))
	f.Add([]byte(`[[["x"]]]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Import(bytes.NewReader(data))
		if err != nil {
			return
		}
		text, err := AddAll("", got.Entries)
		if err != nil {
			t.Fatal(err)
		}
		if file, err := ParseFile(text); err != nil || len(file.Bypass)+len(file.Intercept) != len(got.Entries) {
			t.Fatalf("%d entries, of which %q, %v", len(got.Entries), text, err)
		}
	})
}
