package cli

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

// fakePager takes what is sent to it, up to a limit.
type fakePager struct {
	bytes.Buffer
	limit  int
	closed bool
}

func (f *fakePager) Write(p []byte) (int, error) {
	if f.limit > 0 && f.Len()+len(p) > f.limit {
		return 0, io.ErrClosedPipe
	}
	return f.Buffer.Write(p)
}

func (f *fakePager) Close() error { f.closed = true; return nil }

func TestPager(t *testing.T) {
	missing := errors.New("no such program")
	tests := []struct {
		name, text string
		height     int
		limit      int
		err        error
		paged      bool
	}{
		{"fits", "a\nb\n", 5, 0, nil, false},
		{"is longer", strings.Repeat("a\n", 5), 5, 0, nil, true},
		{"is one long line", strings.Repeat("a", 80*5), 5, 0, nil, true},
		{"is longer, without a pager", strings.Repeat("a\n", 5), 5, 0, missing, false},
		{"is left early", strings.Repeat("a\n", 5000), 5, 100, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var terminal bytes.Buffer
			fake := &fakePager{limit: tt.limit}
			waited := false
			p := &pager{
				screen: screen{Writer: &terminal}, command: "less", width: 80, height: tt.height,
				start: func(string, io.Writer) (io.WriteCloser, func() error, error) {
					return fake, func() error { waited = true; return errors.New("exit status 1") }, tt.err
				},
			}
			for piece := range strings.SplitAfterSeq(tt.text, "\n") {
				if n, err := p.Write([]byte(piece)); n != len(piece) || err != nil {
					t.Fatalf("%d, %v", n, err)
				}
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			switch {
			case !tt.paged && terminal.String() != tt.text:
				t.Errorf("the terminal got %d octets", terminal.Len())
			case tt.paged && terminal.Len() > 0:
				t.Errorf("the terminal got %q besides", terminal.String())
			case tt.paged && tt.limit == 0 && fake.String() != tt.text:
				t.Errorf("the pager got %d octets", fake.Len())
			case tt.paged && (!fake.closed || !waited):
				t.Error("the pager was not waited for")
			}
		})
	}
}

func TestPagerCommand(t *testing.T) {
	for _, tt := range []struct{ pager, term, want string }{
		{"", "xterm", "less -R"}, {"more", "xterm", "more"}, {"cat", "xterm", ""}, {"less", "dumb", ""},
	} {
		got := pagerCommand(func(name string) string { return map[string]string{"PAGER": tt.pager, "TERM": tt.term}[name] })
		if got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
	if p := newPager(screen{Writer: io.Discard}, false); !p.plain {
		t.Error("a pipe is paged")
	}
}
