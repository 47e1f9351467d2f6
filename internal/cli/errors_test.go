package cli

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/config"
)

func TestFail(t *testing.T) {
	tests := []struct {
		err  error
		want string
	}{
		{errors.New("it broke"), "rockxy: it broke\n"},
		{errors.New("one\ntwo"), "rockxy: one\n        two\n"},
		{errors.New("hostile \x1b[2J"), "rockxy: hostile \\x1b[2J\n"},
		{fmt.Errorf("open: %w", &app.RunningError{Data: "/d", PID: 3}),
			"rockxy: open: Rockxy is already running with the data directory /d (process 3)\n" +
				"        use that one, stop it, or give this one a directory of its own with --data DIR\n"},
		{&api.Error{Message: "bad", Hint: "do this"}, "rockxy: bad\n        do this\n"},
		{&hintError{errors.New("no"), "yes"}, "rockxy: no\n        yes\n"},
	}
	for _, tt := range tests {
		var b strings.Builder
		newScreen(&b).fail(tt.err)
		if b.String() != tt.want {
			t.Errorf("got %q, want %q", b.String(), tt.want)
		}
	}
}

func TestStatuses(t *testing.T) {
	for want, args := range map[int][]string{
		exitOK:     {"version"},
		exitFailed: {"ca", "export", "--data", t.TempDir()},
		exitUsage:  {"serve", "--custody", "pocket"},
	} {
		var out, err strings.Builder
		if got := main(args, IO{nil, &out, &err}); got != want {
			t.Errorf("%v: status %d, want %d: %s", args, got, want, err.String())
		}
	}
	if !isUsage(&config.InvalidError{}) || isUsage(errors.New("x")) {
		t.Error("isUsage")
	}
}

func TestShellWord(t *testing.T) {
	for in, want := range map[string]string{
		"/tmp/a-b.pem": "/tmp/a-b.pem", "~/x": "~/x", "a b": "'a b'", "it's": `'it'\''s'`, "$(rm)": "'$(rm)'", "": "",
	} {
		if got := app.ShellWord(in); got != want {
			t.Errorf("app.ShellWord(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestPairs(t *testing.T) {
	if got := pairs("0aff"); got != "0A:FF" {
		t.Error(got)
	}
}
