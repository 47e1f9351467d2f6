package render

import (
	"fmt"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// VerdictWords is a verdict for people.
func VerdictWords(v flow.Verdict) string {
	switch v {
	case flow.VerdictIntercept:
		return "intercepted"
	case flow.VerdictBypass:
		return "bypassed"
	case flow.VerdictRaw:
		return "passed through: neither TLS nor HTTP"
	case flow.VerdictUpstreamInvalid:
		return "upstream invalid"
	case flow.VerdictException:
		return "allowed by an exception"
	case flow.VerdictPinned:
		return "Certificate Pinning Detected"
	case flow.VerdictUntrusted:
		return "Client does not trust the Rockxy CA"
	case flow.VerdictProtocol:
		return "Protocol mismatch"
	case flow.VerdictClientCert:
		return "Client certificate expected"
	case flow.VerdictNetwork:
		return "Client gave up"
	case flow.VerdictUnsure:
		return "Not sure yet"
	}
	return Safe(string(v))
}

// passed says of a row that it was passed through because the policy says so,
// and why, in the room that its URL leaves; in a pipe there is always room.
func (l List) passed(f *api.Flow, room int) string {
	if f.Verdict != flow.VerdictBypass || f.Kind != "tunnel" {
		return ""
	}
	words := " " + VerdictWords(f.Verdict)
	why := ""
	if len(f.Reasons) > 0 {
		why = " (" + Safe(f.Reasons[0]) + ")"
	}
	const least = 12 // cells of a reason that are worth showing
	switch {
	case l.Width == 0:
		return words + why
	case Width(words) > room:
		return ""
	case room-Width(words) < min(least, Width(why)):
		return words
	}
	return words + Cut(why, room-Width(words))
}

// verdict says what was decided or found, with its reasons one a line and the
// command that would change it.
func (p Page) verdict(d *api.Detail) string {
	if d.Verdict == flow.VerdictIntercept || d.Verdict == "" {
		return ""
	}
	var b strings.Builder
	line := func(label, text string) { b.WriteString("  " + p.Paint(Dim, Left(label, 9)) + text + "\n") }
	line("verdict", p.Paint(Bold, VerdictWords(d.Verdict)))
	for _, r := range d.Reasons {
		line("", "- "+Safe(r))
	}
	if next := next(d); next != "" {
		line("next", next)
	}
	return b.String()
}

// briefly is the fault without the reason that stands above already.
func briefly(d *api.Detail) *api.Fault {
	if d.Fault == nil || d.Kind != "handshake-failure" || len(d.Reasons) == 0 {
		return d.Fault
	}
	f := *d.Fault
	f.Message = strings.TrimSuffix(f.Message, ": "+d.Reasons[0])
	return &f
}

// next is the command that an entry suggests, or empty. A client can ask for a
// host whose name is a trap for who pastes it into a shell.
func next(d *api.Detail) string {
	if strings.Trim(strings.ToLower(d.Host), "abcdefghijklmnopqrstuvwxyz0123456789.-:") != "" {
		return ""
	}
	switch d.Verdict {
	case flow.VerdictPinned, flow.VerdictProtocol, flow.VerdictClientCert, flow.VerdictUnsure:
		if d.Kind == "handshake-failure" && d.Host != "" {
			return fmt.Sprintf("rockxy bypass %d --for 1h   (leave this host alone for this client)", d.ID)
		}
	case flow.VerdictUpstreamInvalid:
		if f := d.Fault; f != nil && f.Code != flow.UpstreamOwnRoot && (&flow.Fault{Code: f.Code}).AboutCertificate() {
			return "rockxy policy allow-invalid " + Safe(d.Host) + " --for 1h   (if you know why it does not verify)"
		}
	}
	return ""
}

// ending says how a handshake ended, and when.
func ending(d *api.Detail) string {
	if d.Kind != "handshake-failure" {
		return ""
	}
	how := map[flow.Ending]string{
		flow.EndingAlert: "the client sent an alert", flow.EndingClosed: "the client closed the connection", flow.EndingReset: "the client reset the connection",
		flow.EndingTimeout: "the client fell silent", flow.EndingProtocol: "the client sent what is not TLS", flow.EndingOurs: "Rockxy ended it",
	}[d.Ending]
	if d.Alert != nil {
		how = strings.TrimSpace(fmt.Sprintf("the client sent alert %d %s", *d.Alert, d.AlertName))
	}
	when := map[string]string{
		"entry": "before TLS began", "client-hello": "after the client's hello", "certificate": "after Rockxy's certificate", "finished": "after the whole handshake",
	}[d.Moment]
	if when == "" {
		when = d.Moment
	}
	return strings.TrimPrefix(strings.TrimSuffix(how+", "+when, ", "), ", ")
}
