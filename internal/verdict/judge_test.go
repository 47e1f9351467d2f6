package verdict_test

import (
	"strings"
	"testing"

	"rockxy/internal/flow"
)

func TestVerdicts(t *testing.T) {
	const (
		pinned, untrusted, protocol = flow.VerdictPinned, flow.VerdictUntrusted, flow.VerdictProtocol
		network, asked, unsure      = flow.VerdictNetwork, flow.VerdictClientCert, flow.VerdictUnsure
	)
	for _, tt := range []struct {
		name    string
		steps   []step
		verdict flow.Verdict
		firm    bool
		says    string // among the reasons
		next    string
	}{
		// One connection.
		{"curl lacks the root", []step{{curl(1), "a", unknownCA}}, untrusted, true, "curl (pid 1) ended the handshake with the alert unknown_ca", "--cacert"},
		{"curl pins", []step{{curl(1), "a", late}}, pinned, false, "--pinnedpubkey", "rockxy bypass 1"},
		{"curl pins twice", []step{{curl(1), "a", late}, {curl(2), "a", late}}, pinned, true, "refused a 2 of 2 times", ""},
		{"curl of another build", []step{{process(1, "curl", ja4GnuTLS), "a", late}}, unsure, false, "finished the handshake, then closed", "would settle"},
		{"wget either way", []step{{wget(1), "a", late}}, unsure, false, "", "--ca-certificate"},
		{"node either way", []step{{node(1), "a", early}}, unsure, false, "", "NODE_EXTRA_CA_CERTS"},
		{"java either way", []step{{java(1), "a", certUnknown}}, unsure, false, "Java", "JAVA_TOOL_OPTIONS"},
		{"go either way", []step{{agent(1), "a", badCert}}, unsure, false, "bad_certificate", "SSL_CERT_FILE"},
		{"python compares after the handshake", []step{{python(1), "a", lateReset}}, unsure, false, "did not object to the chain", "It pins this host, or"},
		{"nobody we know", []step{{player(1), "a", certUnknown}}, unsure, false, "nothing is known", "would settle"},

		// Hanging up at each step.
		{"before the hello", []step{{curl(1), "a", hello}}, network, false, "before it had seen", ""},
		{"reset before the hello", []step{{curl(1), "a", helloReset}}, network, false, "reset the connection before", ""},
		{"timeout", []step{{curl(1), "a", timeout}}, network, false, "in time", ""},
		{"user_canceled", []step{{java(1), "a", cancelled}}, network, false, "user_canceled", ""},
		{"we stopped", []step{{curl(1), "a", stopped}}, network, false, "Rockxy ended", ""},
		{"after the certificate", []step{{agent(1), "a", early}}, unsure, false, "right after Rockxy's certificate", ""},
		{"a browser's spare connection", []step{{chromium(1), "a", late}}, network, false, "says why", ""},
		{"one connection of many", []step{{player(1), "a", ok}, {player(1), "a", late}}, network, false, "on 1 other connection", ""},
		{"a spare one first", []step{{player(1), "a", late}, {player(1), "a", ok}}, network, false, "on 1 other connection", ""},

		// TLS itself.
		{"no version", []step{{curl(1), "a", noVersion}}, protocol, false, "offers TLS 1.3 at most and HTTP/2 first; Rockxy offers TLS 1.2 and 1.3", ""},
		{"no protocol", []step{{curl(1), "a", noALPN}}, protocol, false, "no_application_protocol", ""},
		{"not TLS", []step{{curl(1), "a", garbage}}, protocol, false, "what was said", ""},
		{"clocks", []step{{curl(1), "a", expired}}, unsure, false, "clock", "clock"},
		{"handshake_failure", []step{{player(1), "a", failure}}, protocol, false, "handshake_failure", ""},
		{"handshake_failure at one host of two", []step{{player(1), "b", ok}, {player(1), "a", failure}, {player(1), "a", failure}}, pinned, false, "", ""},

		// A missing root is never a pin.
		{"curl with, then without the root", []step{{curl(1), "a", ok}, {curl(2), "b", unknownCA}}, untrusted, true, "", "--cacert"},
		{"node with, then without", []step{{node(1), "a", ok}, {node(2), "b", early}}, unsure, false, "each may trust other roots", ""},
		{"node with, then without, often", []step{{node(1), "a", ok}, {node(2), "b", early}, {node(3), "a", ok}, {node(4), "b", early}, {node(5), "b", early}, {node(6), "a", ok}}, unsure, false, "", ""},
		{"java with, then without", []step{{java(1), "a", ok}, {java(2), "b", certUnknown}, {java(3), "b", certUnknown}}, unsure, false, "", ""},
		{"wget with, then without", []step{{wget(1), "a", ok}, {wget(2), "b", late}, {wget(3), "b", late}}, unsure, false, "decided anew", "--ca-certificate"},
		{"wget without at the same host", []step{{wget(1), "a", ok}, {wget(2), "a", late}}, unsure, false, "this very host", ""},
		{"go with, then without", []step{{agent(1), "a", ok}, {agent(2), "b", badCert}}, unsure, false, "", "probably pins"},
		{"chromium with, then without", []step{{chromium(1), "a", ok}, {chromium(2), "b", certUnknown}, {chromium(2), "b", certUnknown}}, unsure, false, "", ""},
		{"two sets of roots in one process", []step{{python(1), "a", ok}, {python(1), "b", unknownCA}, {python(1), "b", unknownCA}}, untrusted, true, "another set of roots", "rockxy bypass"},
		{"another library in the process", []step{{player(1), "a", ok}, {process(1, "player", ja4Node), "b", certUnknown}}, unsure, false, "", ""},
		{"root given while it runs", []step{{chromium(1), "b", certUnknown}, {chromium(1), "b", certUnknown}, {chromium(1), "a", ok}}, unsure, false, "in between", ""},

		// Refusing everywhere.
		{"two hosts", []step{{agent(1), "a", badCert}, {agent(1), "b", badCert}}, untrusted, false, "all 2 hosts", "SSL_CERT_FILE"},
		{"two hosts, silently", []step{{node(1), "a", early}, {node(2), "b", early}}, untrusted, false, "all 2 hosts", "NODE_EXTRA_CA_CERTS"},
		{"it had said so", []step{{player(1), "b", unknownCA}, {player(1), "a", certUnknown}}, untrusted, false, "unknown_ca before", ""},

		// Pins, by one process.
		{"node", []step{{node(1), "a", ok}, {node(1), "b", early}}, pinned, false, "node (pid 1) accepted Rockxy's certificates for 1 other host, the last one 1 s before: a", "does not defeat pinning"},
		{"node, earlier", []step{{node(1), "b", early}, {node(1), "a", ok}}, pinned, false, "", ""},
		{"node thrice", []step{{node(1), "a", ok}, {node(1), "b", early}, {node(1), "b", early}, {node(1), "b", early}}, pinned, true, "refused b 3 of 3 times", ""},
		{"java closes", []step{{java(1), "a", ok}, {java(1), "b", early}}, pinned, false, "", ""},
		{"java", []step{{java(1), "a", ok}, {java(1), "b", certUnknown}}, pinned, false, "", ""},
		{"java twice", []step{{java(1), "a", ok}, {java(1), "b", certUnknown}, {java(1), "b", certUnknown}}, pinned, true, "", ""},
		{"go", []step{{agent(1), "a", ok}, {agent(1), "b", badCert}, {agent(1), "b", badCert}}, pinned, true, "", ""},
		{"go above TLS", []step{{agent(1), "a", ok}, {agent(1), "b", late}, {agent(1), "b", late}}, pinned, true, "", ""},
		{"chromium", []step{{chromium(1), "a", ok}, {chromium(1), "c", ok}, {chromium(1), "b", certUnknown}, {chromium(1), "b", certUnknown}}, pinned, true, "2 other hosts", ""},
		{"python", []step{{python(1), "a", ok}, {python(1), "b", lateReset}, {python(1), "b", lateReset}}, pinned, true, "", ""},
		{"an unknown program closes once", []step{{player(1), "a", ok}, {player(1), "b", early}}, unsure, false, "", "probably pins"},
		{"an unknown program closes twice", []step{{player(1), "a", ok}, {player(1), "b", early}, {player(1), "b", early}}, pinned, false, "", ""},
		{"mixed", []step{{player(1), "a", ok}, {player(1), "b", ok}, {player(1), "b", certUnknown}}, unsure, false, "also accepted", ""},
		{"accepts it later", []step{{player(1), "a", ok}, {player(1), "b", certUnknown}, {player(1), "b", ok}}, unsure, false, "also accepted", ""},

		// Pins, by runs of one executable.
		{"in turn", []step{{agent(1), "a", ok}, {agent(2), "b", badCert}, {agent(3), "a", ok}, {agent(4), "b", badCert}, {agent(5), "a", ok}}, pinned, true, "before and between", ""},
		{"in turn, not ended", []step{{agent(1), "a", ok}, {agent(2), "b", badCert}, {agent(3), "a", ok}, {agent(4), "b", badCert}}, pinned, false, "", ""},
		{"thin", []step{{agent(1), "a", ok}, {agent(2), "b", badCert}, {agent(3), "b", badCert}}, unsure, false, "", "probably pins"},
		{"above TLS, in other runs", []step{{agent(1), "a", ok}, {agent(2), "b", late}, {agent(3), "b", late}}, pinned, false, "did not object to the chain", ""},
		{"above TLS, once", []step{{agent(1), "a", ok}, {agent(2), "b", late}}, unsure, false, "", "probably pins"},

		// Client certificates.
		{"wants to be asked", []step{{player(1), "b", ok}, {player(1), "a", lateAsked}}, asked, false, "asks its clients", "client-certificate"},

		// Devices.
		{"a phone once", []step{{phone(ja4Other), "a", certUnknown}}, unsure, false, "the device 192.168.1.20", "networkSecurityConfig"},
		{"a phone, one application of many", []step{{phone(ja4Other), "a", ok}, {phone(ja4Other), "b", certUnknown}, {phone(ja4Other), "b", certUnknown}}, unsure, false, "many applications", ""},
		{"a phone without the root", []step{{phone(ja4Other), "a", certUnknown}, {phone(ja4Other), "b", certUnknown}}, untrusted, false, "all 2 hosts", "iOS"},
		{"a phone's other library", []step{{phone(ja4Chromium), "a", ok}, {phone(ja4Other), "b", certUnknown}}, unsure, false, "nothing is known", ""},

		{"a phone's OkHttp", []step{{phone(ja4OkHttp), "a", ok}, {phone(ja4OkHttp), "b", late}, {phone(ja4OkHttp), "b", late}}, pinned, false, "did not object to the chain", ""},
		{"a phone's OkHttp once", []step{{phone(ja4OkHttp), "a", ok}, {phone(ja4OkHttp), "b", late}}, unsure, false, "", "probably pins"},
		{"a phone's browser and an application", []step{{phone(ja4OkHttp), "a", ok}, {phone(ja4OkHttp), "b", certUnknown}, {phone(ja4OkHttp), "b", certUnknown}}, unsure, false, "many applications", "networkSecurityConfig"},
		{"an iPhone", []step{{phone(ja4Apple), "a", ok}, {phone(ja4Apple), "b", certUnknown}, {phone(ja4Apple), "b", certUnknown}}, pinned, false, "trust the same roots", ""},
		{"an iPhone that was given the root later", []step{{phone(ja4Apple), "b", certUnknown}, {phone(ja4Apple), "b", certUnknown}, {phone(ja4Apple), "a", ok}}, unsure, false, "", "Certificate Trust Settings"},
		{"unknown programs of this machine", []step{{nobody, "a", ok}, {nobody, "c", unknownCA}, {nobody, "b", late}, {nobody, "b", late}, {nobody, "b", late}}, unsure, false, "a program on this machine", ""},

		// Others at the same host.
		{"others accept it", []step{{curl(9), "b", ok}, {node(1), "b", early}}, unsure, false, "is accepted by curl", ""},
		{"nobody accepts it", []step{{curl(9), "b", unknownCA}, {node(1), "b", early}}, unsure, false, "refused by curl too", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			j := judged(tt.steps...)
			if j.Verdict != tt.verdict || j.Firm != tt.firm || !strings.Contains(strings.Join(j.Reasons, "\n"), tt.says) || !strings.Contains(j.Next, tt.next) {
				t.Errorf("%q, firm %v, next %q, because\n%s\nwant %q, firm %v, %q, next %q",
					j.Verdict, j.Firm, j.Next, strings.Join(j.Reasons, "\n"), tt.verdict, tt.firm, tt.says, tt.next)
			}
			if len(j.Reasons) == 0 || j.Code == "" || j.Verdict == unsure && j.Next == "" {
				t.Errorf("not whole: %+v", j)
			}
		})
	}
}
