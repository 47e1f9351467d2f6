package compose

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// text is a request in a form that tests can compare.
func text(r *Request) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", r.Method, r.URL)
	if r.Version != "" {
		b.WriteString(" " + r.Version)
	}
	b.WriteString("\n")
	for _, f := range r.Fields {
		fmt.Fprintf(&b, "%s: %s\n", f.Name, f.Value)
	}
	if r.Body != nil {
		fmt.Fprintf(&b, "\n%s", r.Body)
	}
	return b.String()
}

// as is a request with what curl adds of its own.
func as(start, fields, body string) string {
	s := start + "\nUser-Agent: curl/8\nAccept: */*\n"
	if fields != "" {
		s += fields + "\n"
	}
	if body != "" {
		s += "\n" + body
	}
	return s
}

const form = "Content-Type: application/x-www-form-urlencoded"

func TestCurl(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain":            {`curl https://a.test/`, as("GET https://a.test/", "", "")},
		"no scheme":        {`curl a.test/x`, as("GET http://a.test/x", "", "")},
		"prompt":           {"$ /usr/bin/curl https://a.test", as("GET https://a.test/", "", "")},
		"comments":         {"# made by a program\n# more\ncurl https://a.test", as("GET https://a.test/", "", "")},
		"method":           {`curl -XDELETE https://a.test/1`, as("DELETE https://a.test/1", "", "")},
		"letters together": {`curl -sSLX PUT https://a.test/ -HX-A:b`, as("PUT https://a.test/", "X-A: b", "")},
		"data":             {`curl https://a.test/ -d a=1 --data b=2`, as("POST https://a.test/", form, "a=1&b=2")},
		"empty data":       {`curl https://a.test/ -d ''`, "POST https://a.test/\nUser-Agent: curl/8\nAccept: */*\n" + form + "\n\n"},
		"raw data":         {`curl https://a.test/ --data-raw '@x'`, as("POST https://a.test/", form, "@x")},
		"data with type":   {`curl https://a.test/ -H 'content-type: text/plain' --data-binary hello`, as("POST https://a.test/", "content-type: text/plain", "hello")},
		"urlencode":        {`curl https://a.test/ --data-urlencode 'a b' --data-urlencode '=c&d' --data-urlencode 'e=f/ü~'`, as("POST https://a.test/", form, "a%20b&c%26d&e=f%2F%C3%BC~")},
		"get":              {`curl -G 'https://a.test/?x=1' -d y=2 --data-urlencode 'q=a b'`, as("GET https://a.test/?x=1&y=2&q=a%20b", "", "")},
		"query":            {`curl 'https://a.test/#f' --url-query 'q=a b' --url-query +c=%20d`, as("GET https://a.test/?q=a%20b&c=%20d", "", "")},
		"head":             {`curl -I https://a.test/`, as("HEAD https://a.test/", "", "")},
		"json": {`curl --json '{"a":1}' https://a.test/`,
			"POST https://a.test/\nUser-Agent: curl/8\nAccept: application/json\nContent-Type: application/json\n\n{\"a\":1}"},
		"fields kept away": {`curl https://a.test/ -H 'Accept:' -H 'User-Agent:' -H 'X-Empty;' -d x -H 'Content-Type:'`, "POST https://a.test/\nX-Empty: \n\nx"},
		"user":             {`curl -u name:secret https://a.test/`, "GET https://a.test/\nAuthorization: Basic bmFtZTpzZWNyZXQ=\nUser-Agent: curl/8\nAccept: */*\n"},
		"user in the URL":  {`curl https://na%40me:se%3Acret@a.test/`, as("GET https://a.test/", "Authorization: Basic bmFAbWU6c2U6Y3JldA==", "")},
		"bearer":           {`curl --oauth2-bearer tok https://a.test/`, "GET https://a.test/\nAuthorization: Bearer tok\nUser-Agent: curl/8\nAccept: */*\n"},
		"cookies":          {`curl -b 'a=1; b=2' --cookie c=3 https://a.test/`, as("GET https://a.test/", "Cookie: a=1; b=2; c=3", "")},
		"agent and referer": {`curl -A me -e https://b.test/ https://a.test/ -r 0-9`,
			"GET https://a.test/\nUser-Agent: me\nAccept: */*\nReferer: https://b.test/\nRange: bytes=0-9\n"},
		"compressed":           {`curl --compressed https://a.test/`, "GET https://a.test/\nUser-Agent: curl/8\nAccept: */*\nAccept-Encoding: deflate, gzip, br, zstd\n"},
		"compressed, said":     {`curl --compressed https://a.test/ -H 'accept-encoding: gzip'`, as("GET https://a.test/", "accept-encoding: gzip", "")},
		"versions":             {`curl --http1.1 https://a.test/`, as("GET https://a.test/ http/1.1", "", "")},
		"h2c":                  {`curl --http2-prior-knowledge http://a.test/`, as("GET http://a.test/ h2", "", "")},
		"request target":       {`curl --request-target '/a//b?#c' --path-as-is https://a.test/`, as("GET https://a.test/a//b?%23c", "", "")},
		"options of no effect": {`curl -vsS --max-time 3 -o /dev/null -w '%{http_code}' --retry 3 --no-progress-meter --no-keepalive --fail https://a.test/`, as("GET https://a.test/", "", "")},
		"a beginning":          {`curl --heade 'A: b' https://a.test/`, as("GET https://a.test/", "A: b", "")},
		"after --":             {`curl -s -- https://a.test/`, as("GET https://a.test/", "", "")},
		"url option":           {`curl --url https://a.test/`, as("GET https://a.test/", "", "")},
		"unquoted &":           {`curl https://a.test/?a=1&b=2 -H 'A: b'`, as("GET https://a.test/?a=1&b=2", "A: b", "")},
		"a pipe":               {`curl -s https://a.test/ | jq .`, as("GET https://a.test/", "", "")},
		"spaces in the URL":    {`curl 'https://a.test/a b?ü=1'`, as("GET https://a.test/a%20b?%C3%BC=1", "", "")},
		"IDN":                  {`curl 'https://BÜCHER.test/'`, as("GET https://xn--bcher-kva.test/", "", "")},
		"IPv6":                 {`curl 'https://[::1]:8443/x'`, as("GET https://[::1]:8443/x", "", "")},
		"usual port":           {`curl https://a.test:443/x http://ignored.test`, as("GET https://a.test/x", "", "")},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Parse(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if got := text(r); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if r.Form != Curl {
				t.Errorf("form %s", r.Form)
			}
		})
	}
}

// What browsers and Postman write, in the quoting of each shell.
func TestCopiedAsCurl(t *testing.T) {
	const wantJSON = "POST https://a.test/api?x=1&y=%20z\nUser-Agent: curl/8\nAccept: */*\ncontent-type: application/json\nx-q: a\"b\\c'd%41 $e `f` !\n\n{\"a\":\"b\\\"c\",\n\"d\":\"it's 100% ^|&<>\"}"
	if r, err := Parse("curl \"https://a.test/\" -H \"A: C:\\\\\" ^\r\n -H \"B: ^c\""); err != nil || r.Fields[2].Value != `C:\` || r.Fields[3].Value != "^c" {
		t.Errorf("%v, %+v", err, r)
	}
	for name, in := range map[string]string{
		"Chrome, POSIX": "curl 'https://a.test/api?x=1&y=%20z' \\\n  -H 'content-type: application/json' \\\n" +
			"  -H $'x-q: a\"b\\\\c\\'d%41 $e `f` \\u0021' \\\n  --data-raw $'{\"a\":\"b\\\\\"c\",\\n\"d\":\"it\\'s 100% ^|&<>\"}' \\\n  --insecure",
		"Chrome, cmd": "curl ^\"https://a.test/api?x=1^&y=^%^20z^\" ^\n  -H ^\"content-type: application/json^\" ^\n" +
			"  -H ^\"x-q: a\\^\"b\\\\c'd^%^41 ^$e `f` ^!^\" ^\n  --data-raw ^\"^{\\^\"a\\^\":\\^\"b\\\\\\^\"c\\^\",^\n\n\\^\"d\\^\":\\^\"it's 100^% ^^^|^&^<^>\\^\"^}^\" ^\n  --insecure",
		"cmd, double quotes": "curl \"https://a.test/api?x=1&y=%20z\" ^\r\n  -H \"content-type: application/json\" ^\r\n" +
			"  -H \"x-q: a\\\"b\\c'd%41 $e `f` !\" ^\r\n  --data-raw \"{\\\"a\\\":\\\"b\\\\\\\"c\\\",\n\\\"d\\\":\\\"it's 100% ^|&<>\\\"}\"",
		"PowerShell": "curl.exe 'https://a.test/api?x=1&y=%20z' `\n  -H 'content-type: application/json' `\n" +
			"  -H \"x-q: a`\"b\\c'd%41 `$e ``f`` !\" `\n  --data-raw \"{`\"a`\":`\"b\\`\"c`\",`n`\"d`\":`\"it's 100% ^|&<>`\"}\"",
		"Postman": "curl --location --request POST 'https://a.test/api?x=1&y=%20z' \\\n--header 'content-type: application/json' \\\n" +
			"--header 'x-q: a\"b\\c'\\''d%41 $e `f` !' \\\n--data-raw '{\"a\":\"b\\\"c\",\n\"d\":\"it'\\''s 100% ^|&<>\"}'",
		"double quotes": "curl \"https://a.test/api?x=1&y=%20z\" -X \"POST\" -H \"content-type: application/json\" " +
			"-H \"x-q: a\\\"b\\\\c'd%41 \\$e \\`f\\` !\" -d \"{\\\"a\\\":\\\"b\\\\\\\"c\\\",\n\\\"d\\\":\\\"it's 100% ^|&<>\\\"}\"",
	} {
		t.Run(name, func(t *testing.T) {
			for _, in := range []string{in, strings.ReplaceAll(in, "\\\n", "\\\r\n")} {
				r, err := Parse(in)
				if err != nil {
					t.Fatal(err)
				}
				if got := text(r); got != wantJSON {
					t.Errorf("got\n%s\nwant\n%s", got, wantJSON)
				}
			}
		})
	}
}

// A caret before a quote says something about the shell only where the quote is the shell's.
func TestCaretsInValues(t *testing.T) {
	for _, in := range []string{
		"curl 'https://a.test/' \\\n  -H 'X: a ^\"b\\c'",
		"curl \"https://a.test/\" ^\r\n  -H \"X: a ^\\\"b\\c\"",
	} {
		r, err := Parse(in)
		if err != nil || len(r.Fields) == 0 || r.Fields[len(r.Fields)-1].Value != `a ^"b\c` {
			t.Errorf("%s: %+v, %v", in, r, err)
		}
	}
	if r, err := Parse("curl \"https://a.test/\" ^\r\n  -H \"X: \\\\a^\""); err != nil || r.Fields[len(r.Fields)-1].Value != `\\a^` {
		t.Errorf("%+v, %v", r, err)
	}
}

// Browsers double backslashes for cmd.exe, Rockxy puts carets before them.
func TestBackslashesForCmd(t *testing.T) {
	for in, want := range map[string]string{
		`curl ^"https://a.test/^" -H ^"x: a\\\\b ^^\\^"`:                         `a\\b ^\`,
		`curl.exe --url ^"https^:^/^/a^.test^/^" --header ^"x^: a^\^\b ^^^\^\^"`: `a\\b ^\`,
	} {
		r, err := Parse(in)
		if err != nil || r.Fields[len(r.Fields)-1].Value != want {
			t.Errorf("%s: %+v, %v", in, r, err)
		}
	}
}

// What PowerShell before 7.3 hands on bare is written with backslashes.
func TestPowerShellBackslashes(t *testing.T) {
	r, err := Parse("curl.exe -X POST https://a.test/ -d '{\\\"a\\\":''b''}'")
	if err != nil || string(r.Body) != `{"a":'b'}` {
		t.Errorf("%v, %q", err, r.Body)
	}
}

func TestCurlForm(t *testing.T) {
	r, err := Parse(`curl https://a.test/ -F 'a=1;2' --form 'b="x;\"y\"";type=text/css' -F 'c="<z>";filename="n\".txt"' --form-string 'd=@e'`)
	if err != nil {
		t.Fatal(err)
	}
	_, between, _ := strings.Cut(r.Fields[2].Value, "boundary=")
	want := strings.ReplaceAll(strings.ReplaceAll(`--B
Content-Disposition: form-data; name="a"

1;2
--B
Content-Disposition: form-data; name="b"
Content-Type: text/css

x;"y"
--B
Content-Disposition: form-data; name="c"; filename="n%22.txt"

<z>
--B
Content-Disposition: form-data; name="d"

@e
--B--
`, "\n", "\r\n"), "B", between)
	if got := string(r.Body); got != want || len(between) < 40 {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCurlNotes(t *testing.T) {
	for in, want := range map[string]string{
		`curl -k https://a.test/`:                     "verified all the same",
		`curl -L https://a.test/`:                     "not followed",
		`curl -x proxy:1 https://a.test/`:             "straight to the origin",
		`curl --resolve a.test:443:1.2.3.4 a.test`:    "where its URL leads",
		`curl https://a.test/ -H "A: $TOKEN"`:         "filled in $TOKEN;",
		`curl https://a.test/ -H "A: ${TOKEN}x"`:      "filled in ${TOKEN};",
		"curl https://a.test/ -H \"A: `id`\"":         "a command in backticks",
		`curl https://a.test/ -H "A: $(id)"`:          "$(…)",
		`curl https://a.test/ | jq .`:                 "left out: | jq .",
		`curl https://a.test/ --next https://b.test/`: "--next",
		`curl https://a.test/ https://b.test/`:        "2 URLs",
		`curl -u name https://a.test/`:                "password of name",
		`curl --digest -u a:b https://a.test/`:        "Basic and Bearer",
		`curl --cert c.pem https://a.test/`:           "Client certificates",
		`curl --http3 https://a.test/`:                "HTTP/3",
		`curl.exe "https://a.test/%USERNAME%"`:        "%USERNAME%",
		`curl a.test`:                                 "curl takes http",
		`curl https://a.test/ -H 'nothing'`:           "is no field",
		`curl https://a:b@a.test/#x`:                  "What follows # in the URL",
	} {
		r, err := Parse(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if all := strings.Join(r.Notes, "\n"); !strings.Contains(all, want) {
			t.Errorf("%s: notes %q, want %q", in, all, want)
		}
	}
	if r, _ := Parse(`curl -sS https://a.test/ -H 'A: $x' -d '%41'`); len(r.Notes) > 0 {
		t.Errorf("notes for nothing: %q", r.Notes)
	}
}

func TestCurlRefused(t *testing.T) {
	for in, want := range map[string]string{
		`curl`:                                             "no URL",
		`curl https://a.test/ -d @file.json`:               "from a file",
		`curl https://a.test/ -d @-`:                       "standard input",
		`curl https://a.test/ --data-urlencode a@f`:        "from a file",
		`curl https://a.test/ --data-binary @x`:            "from a file",
		`curl https://a.test/ -F f=@x.png`:                 "from a file",
		`curl https://a.test/ -F 'f=<x.txt'`:               "from a file",
		`curl https://a.test/ -H @headers`:                 "from a file",
		`curl https://a.test/ -b cookies.txt`:              "from a file",
		`curl https://a.test/ -T x`:                        "from a file",
		`curl -K x`:                                        "from a file",
		`curl --json @x https://a.test/`:                   "from a file",
		`curl https://a.test/ -H 'A: b`:                    "never closed",
		`curl https://a.test/ -H "A: b`:                    "never closed",
		`curl https://a.test/ -H $'A: b`:                   "never closed",
		`curl ^"https://a.test/`:                           "never closed",
		`curl https://a.test/ -H`:                          "needs a value",
		`curl --frobnicate https://a.test/`:                "--frobnicate is not an option",
		`curl -€ https://a.test/`:                          "is not an option",
		`curl ftp://a.test/`:                               "by http or https",
		`curl https://a.test:99999/`:                       "not a port",
		`curl https:///x`:                                  "not the name of a host",
		`curl https://a.test/ -F a=1 -d b`:                 "--form and --data",
		`curl https://a.test/ -F a=1 -H 'Content-Type: x'`: "Content-Type of its own",
		"curl https://a.test/ -H $'A: b\\nC: d'":           "line break",
		`curl https://a.test/ -H ':path: /'`:               "start line",
	} {
		r, err := Parse(in)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.What, want) {
			t.Errorf("%s: %v, %v; want %q", in, r, err, want)
		}
	}
}

// The names that the tables have are all different, so that none hides another.
func TestOptionsAreDifferent(t *testing.T) {
	names, letters := map[string]bool{}, map[byte]string{}
	for _, o := range options() {
		if names[o.name] {
			t.Errorf("--%s is there twice", o.name)
		}
		names[o.name] = true
		if o.letter != 0 {
			if other := letters[o.letter]; other != "" {
				t.Errorf("-%c is --%s and --%s", o.letter, o.name, other)
			}
			letters[o.letter] = o.name
		}
	}
}
