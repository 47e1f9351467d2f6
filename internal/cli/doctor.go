package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/config"
	"rockxy/internal/launch"
)

// finding is one thing that doctor looked at.
type finding struct {
	grade grade
	what  string
	text  string
	next  string // the next step, may be empty
}

type grade int

const (
	good grade = iota
	note
	bad
)

func newDoctor(io IO) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what works, what does not, and the next step",
		Long:  "Looks at the data directory, the running instance, its listeners, the root and\nwhere its key is, trust stores, the policy, the rules, the store and the system's\nroots. It changes nothing. Its exit status is 1 when something does not work.",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := data(cmd)
			if err != nil {
				return err
			}
			found := examine(cmd.Context(), dir)
			if printFindings(newScreen(io.Out), found) {
				return &statusError{exitFailed}
			}
			return nil
		},
	}
}

func examine(ctx context.Context, dir string) []finding {
	found := []finding{examineData(dir)}
	client, err := api.Dial(ctx, dir)
	switch {
	case err == nil:
		defer client.Close()
		found = append(found, examineInstance(ctx, client)...)
		found = append(found, examineRoot(ctx, dir, client)...)
		found = append(found, examinePolicy(ctx, dir, client)...)
		found = append(found, examineRules(ctx, dir, client)...)
		return append(found, examineStore(ctx, dir), examineRoots())
	case runtime.GOOS == "windows":
		found = append(found, finding{note, "instance", "cannot be asked on Windows yet", ""})
	default:
		found = append(found, finding{note, "instance", "none is running with this data directory", "rockxy serve starts one"})
		found = append(found, examinePorts()...)
	}
	found = append(found, examineRoot(ctx, dir, nil)...)
	found = append(found, examinePolicy(ctx, dir, nil)...)
	found = append(found, examineRules(ctx, dir, nil)...)
	return append(found, examineStore(ctx, dir), examineRoots())
}

func examineData(dir string) finding {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return finding{note, "data", dir + " does not exist yet", "the first start makes it"}
	case err != nil:
		return finding{bad, "data", err.Error(), "give another with --data DIR"}
	case !info.IsDir():
		return finding{bad, "data", dir + " is not a directory", "give another with --data DIR"}
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return finding{note, "data", fmt.Sprintf("%s is open to other users (%v)", dir, info.Mode().Perm()), "chmod 700 " + shellWord(dir)}
	}
	return finding{good, "data", dir, ""}
}

func examineInstance(ctx context.Context, client *api.Client) []finding {
	st, err := client.Status(ctx)
	if err != nil {
		return []finding{{bad, "instance", err.Error(), ""}}
	}
	found := []finding{{good, "instance", fmt.Sprintf("process %d, version %s", st.PID, st.Version), ""}}
	found = append(found, examineListener("proxy", st.Proxy))
	if !loopback(st.Proxy) {
		found = append(found, finding{note, "proxy", "open to every machine that reaches " + st.Proxy, "listen on 127.0.0.1 if that is not wanted"})
	}
	switch {
	case st.KeyLogFault != "":
		found = append(found, finding{bad, "key log", st.KeyLogFault, "start again without --keylog, or with another file"})
	case st.KeyLog != "":
		found = append(found, finding{note, "key log", "TLS secrets are written to " + st.KeyLog, "start without --keylog when they are no longer needed, and delete the file"})
	}
	if f := st.Capture.Fault; f != nil {
		found = append(found, finding{bad, "capture", f.Message, f.Hint})
	} else {
		found = append(found, finding{good, "capture", fmt.Sprintf("recording, %s going on", render.Count(int64(st.Capture.Active))), ""})
	}
	return found
}

// examineListener tries whether a listener of the instance accepts.
func examineListener(what, addr string) finding {
	c, err := net.DialTimeout("tcp", addr, 2*time.Second)
	if err != nil {
		return finding{bad, what, addr + " does not accept connections", ""}
	}
	c.Close()
	return finding{good, what, addr + " accepts connections", ""}
}

// examinePorts tries whether the default ports are free.
func examinePorts() (found []finding) {
	d := config.Default()
	for _, p := range []struct{ what, addr string }{{"proxy", d.Proxy.String()}, {"page", d.UI.String()}} {
		flag := map[string]string{"proxy": "--proxy", "page": "--ui"}[p.what]
		ap, _ := config.ParseAddr(flag, p.addr) // a default is valid
		err := app.TryListen(flag, ap)
		var busy *app.BusyError
		switch {
		case err == nil:
			found = append(found, finding{good, p.what, p.addr + " is free", ""})
		case errors.As(err, &busy):
			found = append(found, finding{bad, p.what, busy.Error(), busy.Hint()})
		default:
			found = append(found, finding{bad, p.what, err.Error(), ""})
		}
	}
	return found
}

func examineStore(ctx context.Context, dir string) finding {
	s, err := app.OpenSession(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return finding{note, "store", "nothing has been captured yet", "rockxy run -- curl https://example.com"}
	}
	if err != nil {
		return finding{bad, "store", err.Error(), ""}
	}
	defer s.Close()
	newest, err := s.List(ctx, api.Query{Limit: 1})
	switch {
	case err != nil:
		return finding{bad, "store", err.Error(), ""}
	case len(newest) == 0:
		return finding{good, "store", "readable, empty", ""}
	}
	return finding{good, "store", fmt.Sprintf("readable, newest entry %d of %s", newest[0].ID, newest[0].Started.Local().Format(time.DateTime)), ""}
}

func examineRoots() finding {
	if len(launch.SystemRoots()) == 0 {
		return finding{bad, "roots", "no file of system roots was found: origins verify against --upstream-ca alone", "install the package ca-certificates"}
	}
	return finding{good, "roots", "the system's roots are there", ""}
}

// printFindings reports whether something does not work.
func printFindings(out screen, found []finding) (broken bool) {
	for _, f := range found {
		mark := out.Paint(render.Green, "✓")
		switch f.grade {
		case note:
			mark = out.Paint(render.Yellow, "–")
		case bad:
			mark, broken = out.Paint(render.BoldRed, "✗"), true
		}
		fmt.Fprintf(out, "%s %s %s\n", mark, out.Paint(render.Dim, render.Left(f.what, 8)), render.Safe(f.text))
		if f.next != "" {
			fmt.Fprintf(out, "           %s\n", out.Paint(render.Dim, render.Safe(f.next)))
		}
	}
	return broken
}
