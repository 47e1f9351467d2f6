package verdict

import (
	"net"
	"strconv"
	"strings"
)

// trust says how this kind of client is made to trust the root.
func (f *facts) trust() string {
	advice, name := f.family.advice, f.family.name
	if f.party.program.device && !f.Client.Addr.IsLoopback() {
		name = "the device"
		if f.family == &anyFamily {
			advice = adviceDevice
		}
	}
	if name == "" {
		name = f.subject()
	}
	return "To let " + name + " trust the root: " + advice + ". " + adviceFile
}

// bypass is the command that leaves this client and host alone.
func (f *facts) bypass() string {
	if f.ID != 0 {
		return "`rockxy bypass " + strconv.FormatUint(uint64(f.ID), 10) + "`"
	}
	p, ok := pattern(f.Outcome)
	if !ok {
		return "put the host on the bypass list"
	}
	return "`rockxy policy bypass '" + p + "'`"
}

func (f *facts) leave() string {
	return "Rockxy does not defeat pinning. To let this client reach this host unread: " + f.bypass()
}

// settle says what would make an unsure verdict a sure one.
func (f *facts) settle() string {
	if f.party.program.device {
		return "What would settle it: the same application reaching another host through Rockxy"
	}
	return "What would settle it: the same run reaching another host through Rockxy. If that works, it pins this one; if not, it lacks the root"
}

// pattern is this client and this host in the syntax of the policy. It is not ok
// where the client cannot be told from others: a program of this machine whose
// process is not known.
func pattern(o *Outcome) (text string, ok bool) {
	host := net.JoinHostPort(o.Host, strconv.Itoa(int(o.Port)))
	c := &o.Client
	if c.PID == 0 {
		return "client:" + c.Addr.String() + " " + host, c.Addr.IsValid() && !c.Addr.IsLoopback()
	}
	app := escape(c.Path)
	if app == "" || len(app) > maxApp {
		app = escape(c.Name)
	}
	if strings.ContainsAny(app, " \t\"#") {
		app = `"` + strings.ReplaceAll(app, `"`, `""`) + `"`
	}
	return "app:" + app + " " + host, app != "" && len(app) <= maxApp
}

const maxApp = 250 // the policy takes a little more

// escape makes a glob of a text; where that has signs of globs itself, any one
// octet matches.
func escape(text string) string {
	return strings.NewReplacer("*", "?", "[", "?", "]", "?").Replace(text)
}
