package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/config"
	"rockxy/internal/launch"
	"rockxy/internal/quantity"
)

// Examination says what works, what does not, and the next step. It changes nothing.
type Examination struct {
	Data    string
	Running Running // nil without an instance
	// Reach tries whether a listener of the instance accepts connections.
	Reach func(addr string) error
}

func works(name, text string) api.Finding {
	return api.Finding{Name: name, State: api.FindingOK, Text: text}
}

func notable(name, text, hint string) api.Finding {
	return api.Finding{Name: name, State: api.FindingWarn, Text: text, Hint: hint}
}

func fails(name, text, hint string) api.Finding {
	return api.Finding{Name: name, State: api.FindingFail, Text: text, Hint: hint}
}

// failsBy is what cannot be looked at.
func failsBy(name string, err error) api.Finding { return fails(name, err.Error(), hintOf(err)) }

// hintOf is the next step that an error names, if any.
func hintOf(err error) string {
	var h interface{ Hint() string }
	var a *api.Error
	switch {
	case errors.As(err, &h):
		return h.Hint()
	case errors.As(err, &a):
		return a.Hint
	}
	return ""
}

// Findings are in the order in which one depends on the other.
func (e Examination) Findings(ctx context.Context) []api.Finding {
	found := []api.Finding{e.data()}
	switch {
	case e.Running != nil:
		found = append(found, e.instance(ctx)...)
	case runtime.GOOS == "windows":
		found = append(found, notable("instance", "cannot be asked on Windows yet", ""))
	default:
		found = append(found, notable("instance", "none is running with this data directory", "rockxy serve starts one"))
		found = append(found, freePorts()...)
	}
	found = append(found, e.root(ctx)...)
	found = append(found, e.policy(ctx)...)
	found = append(found, e.rules(ctx)...)
	return append(found, e.store(ctx), systemRoots())
}

func (e Examination) data() api.Finding {
	info, err := os.Stat(e.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return notable("data", e.Data+" does not exist yet", "the first start makes it")
	case err != nil:
		return fails("data", err.Error(), "give another with --data DIR")
	case !info.IsDir():
		return fails("data", e.Data+" is not a directory", "give another with --data DIR")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return notable("data", fmt.Sprintf("%s is open to other users (%v)", e.Data, info.Mode().Perm()), "chmod 700 "+ShellWord(e.Data))
	}
	return works("data", e.Data)
}

func (e Examination) instance(ctx context.Context) []api.Finding {
	st, err := e.Running.Status(ctx)
	if err != nil {
		return []api.Finding{fails("instance", err.Error(), "")}
	}
	found := []api.Finding{works("instance", fmt.Sprintf("process %d, version %s", st.PID, st.Version))}
	if e.Reach(st.Proxy) == nil {
		found = append(found, works("proxy", st.Proxy+" accepts connections"))
	} else {
		found = append(found, fails("proxy", st.Proxy+" does not accept connections", ""))
	}
	if !onLoopback(st.Proxy) {
		found = append(found, notable("proxy", "open to every machine that reaches "+st.Proxy, "listen on 127.0.0.1 if that is not wanted"))
	}
	switch {
	case st.KeyLogFault != "":
		found = append(found, fails("key log", st.KeyLogFault, "start again without --keylog, or with another file"))
	case st.KeyLog != "":
		found = append(found, notable("key log", "TLS secrets are written to "+st.KeyLog, "start without --keylog when they are no longer needed, and delete the file"))
	}
	found = append(found, capturing(st))
	if st.Throttle != "" {
		found = append(found, notable("throttle", "everything is slowed down ("+st.Throttle+")", "rockxy throttle off"))
	}
	return found
}

func capturing(st api.Status) api.Finding {
	f := st.Capture.Fault
	switch {
	case f != nil:
		return fails("capture", f.Message, f.Hint)
	case !st.Recording:
		return notable("capture", "switched off: traffic passes, and is not recorded", "rockxy recording on")
	}
	return works("capture", "recording, "+quantity.Count(int64(st.Capture.Active))+" going on")
}

func onLoopback(addr string) bool {
	return strings.HasPrefix(addr, "127.") || strings.HasPrefix(addr, "[::1]")
}

// freePorts tries whether the default ports are free.
func freePorts() (found []api.Finding) {
	d := config.Default()
	for _, p := range []struct{ what, addr, flag string }{{"proxy", d.Proxy.String(), "--proxy"}, {"page", d.UI.String(), "--ui"}} {
		ap, _ := config.ParseAddr(p.flag, p.addr) // a default is valid
		if err := TryListen(p.flag, ap); err != nil {
			found = append(found, failsBy(p.what, err))
		} else {
			found = append(found, works(p.what, p.addr+" is free"))
		}
	}
	return found
}

func (e Examination) store(ctx context.Context) api.Finding {
	s, err := OpenSession(e.Data)
	if errors.Is(err, fs.ErrNotExist) {
		return notable("store", "nothing has been captured yet", "rockxy run -- curl https://example.com")
	}
	if err != nil {
		return fails("store", err.Error(), "")
	}
	defer s.Close()
	newest, err := s.List(ctx, api.Query{Limit: 1})
	switch {
	case err != nil:
		return fails("store", err.Error(), "")
	case len(newest) == 0:
		return works("store", "readable, empty")
	}
	return works("store", fmt.Sprintf("readable, newest entry %d of %s", newest[0].ID, newest[0].Started.Local().Format(time.DateTime)))
}

func systemRoots() api.Finding {
	if len(launch.SystemRoots()) == 0 {
		return fails("roots", "no file of system roots was found: origins verify against --upstream-ca alone", "install the package ca-certificates")
	}
	return works("roots", "the system's roots are there")
}
