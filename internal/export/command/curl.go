package command

import (
	"encoding/base64"
	"strings"

	"rockxy/internal/flow"
)

// option is one of curl's: its name, and its value if it has one.
type option struct {
	name, value string
	flag        bool
}

// curlOptions are what curl is told; body says how it gets the body.
func (r *Request) curlOptions(body option) []option {
	opts := []option{{name: "url", value: r.curlURL()}, {name: "noproxy", value: "*"}, r.curlVersion()}
	if !exactURL(r.Target) {
		opts = append(opts, option{name: "request-target", value: r.Target})
	}
	if strings.Contains(r.Target, "/.") {
		opts = append(opts, option{name: "path-as-is", flag: true})
	}
	if strings.ContainsAny(r.curlURL(), "[]{}") {
		opts = append(opts, option{name: "globoff", flag: true})
	}
	switch {
	case r.Method == "HEAD" && !r.HasBody:
		opts = append(opts, option{name: "head", flag: true})
	case r.HasBody && len(r.Body) > 0 && r.Method != "POST", (!r.HasBody || len(r.Body) == 0) && r.Method != "GET":
		opts = append(opts, option{name: "request", value: r.Method})
	}
	for _, f := range r.curlFields() {
		opts = append(opts, option{name: "header", value: f})
	}
	if _, ok := r.Get("Accept-Encoding"); ok {
		opts = append(opts, option{name: "compressed", flag: true})
	}
	if len(r.Body) > 0 {
		opts = append(opts, body)
	}
	return opts
}

// curlFields are in order; those that curl would add of its own are kept away.
func (r *Request) curlFields() (all []string) {
	if r.Host != r.Authority {
		all = append(all, "Host: "+r.Host)
	}
	for _, f := range r.Fields {
		if strings.TrimLeft(f.Value, " \t") == "" {
			all = append(all, f.Name+";")
		} else {
			all = append(all, f.Name+": "+f.Value)
		}
	}
	own := []string{"User-Agent", "Accept"}
	if len(r.Body) > 0 {
		own = append(own, "Content-Type", "Expect")
	}
	for _, name := range own {
		if _, ok := r.Get(name); !ok {
			all = append(all, name+":")
		}
	}
	if r.Chunked && r.Proto != flow.HTTP2 && len(r.Body) > 0 {
		all = append(all, "Transfer-Encoding: chunked")
	}
	return all
}

func (r *Request) curlVersion() option {
	switch {
	case r.Proto == flow.HTTP10:
		return option{name: "http1.0", flag: true}
	case r.Proto == flow.HTTP2 && r.Scheme == "http":
		return option{name: "http2-prior-knowledge", flag: true}
	case r.Proto == flow.HTTP2 || r.Proto == flow.HTTP3:
		return option{name: "http2", flag: true}
	}
	return option{name: "http1.1", flag: true}
}

func (r *Request) curlURL() string {
	if !exactURL(r.Target) {
		return r.Scheme + "://" + r.Authority + "/"
	}
	return r.URL()
}

// exactURL reports whether curl sends the target of a URL as it is: nothing in
// it is encoded, cut off or resolved.
func exactURL(target string) bool {
	for i := range len(target) {
		if c := target[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"#<>\\^`{|}", c) >= 0 {
			return false
		}
	}
	return target != "" && target[0] == '/'
}

// Curl returns a command for a POSIX shell.
func (r *Request) Curl() (string, error) {
	if strings.ContainsFunc(r.Target, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		return "", &UnsupportedError{"curl", "its target has control characters"}
	}
	var b strings.Builder
	b.WriteString(comments("#", r.Notes))
	body := option{name: "data-raw", value: string(r.Body)}
	if !showable(r.Body) {
		body = option{name: "data-binary", value: "@-"}
		b.WriteString("printf " + printfFormat(string(r.Body)) + " |\n")
	}
	b.WriteString("curl")
	for i, o := range r.curlOptions(body) {
		switch {
		case i == 0:
			b.WriteString(" " + posix(o.value))
		case o.flag:
			b.WriteString(" \\\n  --" + o.name)
		default:
			b.WriteString(" \\\n  --" + o.name + " " + posix(o.value))
		}
	}
	b.WriteByte('\n')
	return b.String(), nil
}

// CurlPowerShell returns a command for PowerShell. What was captured goes to
// curl.exe through its standard input as a configuration: how PowerShell
// passes arguments to programs depends on its version. Experimental: never run
// on Windows, but its configuration is, elsewhere.
func (r *Request) CurlPowerShell() (string, error) {
	var b strings.Builder
	b.WriteString(comments("#", r.Notes))
	b.WriteString("$OutputEncoding = [Text.UTF8Encoding]::new($false)\n")
	body := option{name: "data-raw", value: string(r.Body)}
	if !showable(r.Body) {
		b.WriteString("$body = New-TemporaryFile\n[IO.File]::WriteAllBytes($body, [Convert]::FromBase64String('" +
			base64.StdEncoding.EncodeToString(r.Body) + "'))\n")
		body.name = ""
	}
	var lines []string
	for _, o := range r.curlOptions(body) {
		if o.name == "" {
			continue
		}
		if !isUTF8(o.value) {
			return "", &UnsupportedError{"PowerShell", "a field is not in UTF-8"}
		}
		lines = append(lines, configLine(o))
	}
	b.WriteString("'" + strings.ReplaceAll(strings.Join(lines, "\n"), "'", "''") + "' | curl.exe --config -")
	if body.name == "" {
		b.WriteString(` --data-binary "@$body"`)
	}
	b.WriteByte('\n')
	return b.String(), nil
}

// configLine is an option in a configuration file of curl.
func configLine(o option) string {
	if o.flag {
		return o.name
	}
	return o.name + ` = "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(o.value) + `"`
}

// CurlCmd returns a command for cmd.exe, as typed, not for a batch file.
// Experimental: never run on Windows.
func (r *Request) CurlCmd() (string, error) {
	if !showable(r.Body) || len(r.Body) > 6000 {
		return "", &UnsupportedError{"cmd.exe", "its body is not a short text; PowerShell can"}
	}
	parts := []string{"curl.exe"}
	for _, o := range r.curlOptions(option{name: "data-raw", value: string(r.Body)}) {
		parts = append(parts, "--"+o.name)
		if !o.flag {
			if strings.ContainsAny(o.value, "\n\t") || !isUTF8(o.value) {
				return "", &UnsupportedError{"cmd.exe", "a line break or tab cannot be in its arguments; PowerShell can"}
			}
			parts = append(parts, cmdArgument(o.value))
		}
	}
	line := strings.Join(parts, " ")
	if len(line) > 8000 {
		return "", &UnsupportedError{"cmd.exe", "its command line would be too long; PowerShell can"}
	}
	return line + "\n", nil
}

// cmdArgument quotes an argument, first for the program, which splits its
// command line itself (backslashes count before quotes alone), then for
// cmd.exe, in which every sign is escaped, quotes too, so that it never is
// within quotes of its own. A variable's name would have to end in '^' to be
// replaced.
func cmdArgument(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	slashes := 0
	for i := range len(s) {
		switch s[i] {
		case '\\':
			slashes++
			continue
		case '"':
			b.WriteString(strings.Repeat(`\`, 2*slashes+1))
		default:
			b.WriteString(strings.Repeat(`\`, slashes))
		}
		slashes = 0
		b.WriteByte(s[i])
	}
	b.WriteString(strings.Repeat(`\`, 2*slashes) + `"`)
	var out strings.Builder
	for i := range b.Len() {
		c := b.String()[i]
		if c < 0x80 && !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z') {
			out.WriteByte('^')
		}
		out.WriteByte(c)
	}
	return out.String()
}

func isUTF8(s string) bool { return strings.ToValidUTF8(s, "") == s }
