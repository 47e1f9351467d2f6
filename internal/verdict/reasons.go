package verdict

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"rockxy/internal/flow"
)

// say adds reasons; empty ones are left out.
func (j *Judgement) say(reasons ...string) {
	for _, r := range reasons {
		if r != "" {
			j.Reasons = append(j.Reasons, r)
		}
	}
}

func (f *facts) pid() int { return f.party.pid }

// subject names the client without its process.
func (f *facts) subject() string { return f.party.program.name }

// who names the client, such as "curl (pid 812)".
func (f *facts) who() string {
	if f.pid() == 0 {
		return f.subject()
	}
	return fmt.Sprintf("%s (pid %d)", f.subject(), f.pid())
}

// how says how this handshake ended.
func (f *facts) how() string {
	verb := "closed the connection"
	if f.Ending == flow.EndingReset {
		verb = "reset the connection"
	}
	switch {
	case f.Alert > closeNotify && f.Ending != flow.EndingOurs:
		return f.who() + " ended the handshake with the alert " + AlertName(f.Alert) + alertSense(f.Alert)
	case f.kind == silentEarly:
		return f.who() + " " + verb + " right after Rockxy's certificate, without a word"
	case f.kind == silentLate:
		return f.who() + " finished the handshake, then " + verb + " without a request"
	case f.Ending == flow.EndingTimeout:
		return f.who() + " did not go on with the handshake in time"
	case f.kind == gaveUp:
		return f.who() + " " + verb + " before it had seen Rockxy's certificate"
	}
	return f.Said
}

func alertSense(alert int) string {
	switch alert {
	case unknownCA:
		return ", which says that no root that it trusts has issued the certificate"
	case badCertificate:
		return ", which Go sends for every objection to a certificate, OpenSSL for a wrong name or an application's own check"
	case certificateUnknown:
		return ", which Java and Chromium send for every objection to a certificate"
	case accessDenied:
		return ", which says that the application's own check refused a valid certificate"
	case badCertificateStatus:
		return ", which says that it wants a stapled OCSP response"
	}
	return ""
}

// consistency says how often this host was refused.
func (f *facts) consistency(v *visit) string {
	if v.refused == 0 {
		return ""
	}
	total := v.refused + v.accepted
	if total == 1 {
		return "this is the first connection of " + f.subject() + " to " + f.Host + " that is known"
	}
	return fmt.Sprintf("%s refused %s %d of %d times", f.subject(), f.Host, v.refused, total)
}

func (f *facts) acceptedElsewhere() string { return f.who() + f.self.text(f.At) }

func (f *facts) acceptedByOthers() string {
	if f.party.program.device {
		return f.subject() + " (same TLS fingerprint)" + f.all.text(f.At)
	}
	return "another run of " + f.subject() + ", or another part of it," + f.all.text(f.At)
}

func (e *elsewhere) text(now flow.Nanos) string {
	var names []string
	for _, n := range e.names {
		if n != "" {
			names = append(names, n)
		}
	}
	list := strings.Join(names, ", ")
	if e.accepted > len(names) {
		list += ", …"
	}
	return fmt.Sprintf(" accepted Rockxy's certificates for %s, %s: %s", other(e.accepted), when(e.last, now), list)
}

func when(at, now flow.Nanos) string {
	switch d := time.Duration(now - at); {
	case d < 0:
		return "the last one afterwards"
	case d < time.Second:
		return "the last one within the second before"
	case d < time.Minute:
		return fmt.Sprintf("the last one %d s before", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("the last one %d min before", d/time.Minute)
	default:
		return fmt.Sprintf("the last one %d h before", d/time.Hour)
	}
}

func other(n int) string {
	if n == 1 {
		return "1 other host"
	}
	return strconv.Itoa(n) + " other hosts"
}

func hosts(n int) string { return strconv.Itoa(n) + " hosts" }

func times(n uint32, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// context adds what other clients made of the host.
func (f *facts) context(j *Judgement) {
	if f.OriginAsksClientCert && j.Verdict != flow.VerdictClientCert && f.kind != silentLate {
		j.say("the origin asks its clients for a certificate, and Rockxy did not ask this one")
	}
	switch {
	case len(f.welcome) > 0:
		j.say("Rockxy's certificate for this host is accepted by " + strings.Join(f.welcome, ", "))
	case len(f.turned) > 0:
		j.say("it is refused by " + strings.Join(f.turned, ", ") + " too, and nobody accepts it: Rockxy's certificate for this host may be the problem")
	}
}

func (f *facts) chainSense() string {
	name := f.family.name
	if name == "" {
		name = f.subject()
	}
	return name + " without the root would have ended the handshake in another way"
}

func (f *facts) scopeSense() string {
	switch {
	case f.party.program.device:
		return "a device is many applications, and those that trust only the system's own roots look the same as those that pin"
	case f.family.scope == perScript:
		return f.subject() + " runs many programs, and each may trust other roots: another run says little about this one"
	}
	return "what " + f.subject() + " trusts is decided anew each time it is started: another run says little about this one"
}

// offered says what could not be agreed on.
func (f *facts) offered() string {
	const ours = "Rockxy offers TLS 1.2 and 1.3, and the protocol that the origin chose"
	if len(f.Client.JA4) < len("t13d1516h2") {
		return ours
	}
	version, alpn := f.Client.JA4[1:3], f.Client.JA4[8:10]
	said := "the client offers TLS 1." + string('0'+(version[1]-'0')) + " at most"
	if version[0] != '1' || version[1] > '3' {
		said = "the client offers an old or unknown version of TLS"
	}
	switch alpn {
	case "00":
		said += " and no application protocol"
	case "h1":
		said += " and HTTP/1.1"
	case "h2":
		said += " and HTTP/2 first"
	}
	return said + "; " + ours
}
