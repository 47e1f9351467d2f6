package command

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// typed is what cmd.exe makes of a line: quotes keep signs from counting, '^'
// takes the next character as it is, and %NAME% is replaced before that.
func typed(t *rapid.T, line string) string {
	for i := 0; i < len(line); i++ {
		if line[i] != '%' {
			continue
		}
		if end := strings.IndexByte(line[i+1:], '%'); end > 0 && !strings.HasSuffix(line[i+1:i+1+end], "^") {
			t.Fatalf("%q would be replaced in %q", line[i:i+end+2], line)
		}
	}
	var out strings.Builder
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '^' && !quoted:
			i++
			if i < len(line) {
				out.WriteByte(line[i])
			}
		case c == '"':
			quoted = !quoted
			out.WriteByte(c)
		case !quoted && strings.IndexByte("&|<>()\n", c) >= 0:
			t.Fatalf("%q counts in %q", c, line)
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

// argv splits a command line as the C runtime of Windows does.
func argv(line string) (all []string) {
	var arg strings.Builder
	quoted, any := false, false
	for i := 0; i < len(line); i++ {
		slashes := 0
		for i < len(line) && line[i] == '\\' {
			slashes++
			i++
		}
		if i < len(line) && line[i] == '"' {
			arg.WriteString(strings.Repeat(`\`, slashes/2))
			any = true
			if slashes%2 == 1 {
				arg.WriteByte('"')
			} else {
				quoted = !quoted
			}
			continue
		}
		arg.WriteString(strings.Repeat(`\`, slashes))
		switch {
		case i == len(line):
		case line[i] == ' ' && !quoted:
			if any || arg.Len() > 0 {
				all = append(all, arg.String())
			}
			arg.Reset()
			any = false
			continue
		default:
			arg.WriteByte(line[i])
		}
		any = true
	}
	if any {
		all = append(all, arg.String())
	}
	return all
}

func TestCmdArguments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var line string
		want := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(nastyValues()), rapid.StringMatching(`[ -~]{0,20}`)), 1, 4).Draw(t, "arguments")
		for i := range want {
			want[i] = strings.ReplaceAll(want[i], "\t", " ")
			line += " " + cmdArgument(want[i])
		}
		got := argv(typed(t, line[1:]))
		if strings.Join(got, "\x00") != strings.Join(want, "\x00") {
			t.Fatalf("%q became %q by %q", want, got, line)
		}
	})
}

func TestCurlCmd(t *testing.T) {
	o := &origin{addr: "127.0.0.1:80"}
	got, err := sent{method: "PUT", target: "/a", body: "x"}.request(t, o).CurlCmd()
	if err != nil || !strings.HasPrefix(got, `curl.exe --url ^"http^:^/^/127^.0^.0^.1^/a^" --noproxy`) {
		t.Errorf("%q %v", got, err)
	}
	if _, err := (sent{method: "PUT", target: "/a", body: "\x00"}).request(t, o).CurlCmd(); err == nil {
		t.Error("an octet that no argument can have was taken")
	}
}

func TestCommentsStayComments(t *testing.T) {
	if got := comments("#", []string{"a\nrm -rf /\r\u2028x"}); got != "# a rm -rf /  x\n" {
		t.Errorf("%q", got)
	}
}

func TestUnsupported(t *testing.T) {
	o := &origin{addr: "127.0.0.1:80"}
	for name, make := range map[string]func(*Request) (string, error){
		"fetch":  (*Request).Fetch,
		"HTTPie": (*Request).HTTPie,
	} {
		if _, err := make(sent{method: "GET", target: "/`a b", body: "x"}.with("/#").request(t, o)); err == nil {
			t.Errorf("%s sends what it cannot", name)
		}
	}
	for _, s := range []sent{{method: "CONNECT", target: "h:1"}, {method: "GET", target: "h"}} {
		if _, err := From(s.entry("127.0.0.1:80")); err == nil {
			t.Errorf("%+v was taken", s)
		}
	}
	e := sent{method: "GET", target: "/"}.entry("127.0.0.1:80")
	e.Exchange.Host = `h";touch pwned;"`
	if _, err := From(e); err == nil {
		t.Error("a host with quotes was taken")
	}
}

func (s sent) with(target string) sent { s.target = target; return s }
