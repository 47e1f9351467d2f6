package policy

import (
	"testing"
	"time"
)

func TestGroups(t *testing.T) {
	hosts := map[string]struct{ in, out []string }{
		"apple": {[]string{"17-courier.push.apple.com", "mesu.apple.com", "p42-content.icloud.com", "gateway.icloud.com", "buy.itunes.apple.com", "itunes.apple.com",
			"is1-ssl.mzstatic.com", "data.appattest.apple.com", "updates.cdn-apple.com", "axm-adm-mdm.apple.com", "ocsp2.apple.com"},
			[]string{"www.apple.com", "apple.com", "developer.apple.com", "icloud.com.example", "notitunes.apple.com"}},
		"google-play": {[]string{"play.googleapis.com", "android.clients.google.com", "r4---sn-4g5e6nez.gvt1.com", "mtalk.google.com", "alt3-mtalk.google.com",
			"accounts.google.de", "firebaselogging-pa.googleapis.com", "app-measurement.com", "c.pki.goog", "clients4.google.com"},
			[]string{"firestore.googleapis.com", "storage.googleapis.com", "www.google.com", "maps.googleapis.com", "clients7.google.com"}},
		"windows-update": {[]string{"fe2cr.update.microsoft.com", "slscr.update.microsoft.com", "download.windowsupdate.com", "tlu.dl.delivery.mp.microsoft.com",
			"geo.prod.do.dsp.mp.microsoft.com", "emdl.ws.microsoft.com", "ctldl.windowsupdate.com"},
			[]string{"login.microsoftonline.com", "www.microsoft.com", "graph.microsoft.com"}},
		"certificate-status": {[]string{"ocsp.digicert.com", "crl3.digicert.com", "r11.o.lencr.org", "c.pki.goog", "ocsp.sectigo.com", "ocsp2.globalsign.com",
			"ocsp.rootca1.amazontrust.com", "crl.microsoft.com", "oneocsp.microsoft.com", "ocsp06.actalis.it"},
			[]string{"www.digicert.com", "lencr.org", "letsencrypt.org"}},
		"private-ranges": {[]string{"10.1.2.3", "172.31.0.1", "192.168.0.1", "127.0.0.1", "::1", "[::1]", "fd12::1", "fe80::1%en0", "169.254.1.1", "100.64.0.1",
			"::ffff:192.168.1.1", "localhost", "app.localhost", "printer.local", "metadata.google.internal", "nas.home.arpa"},
			[]string{"172.32.0.1", "8.8.8.8", "2001:db8::1", "local", "example.com", "100.128.0.1"}},
	}
	for _, g := range Groups() {
		t.Run(g.Name, func(t *testing.T) {
			seen := map[Pattern]string{}
			for _, text := range g.Patterns {
				p := pattern(t, text)
				if before, ok := seen[p]; ok {
					t.Errorf("%s and %s are the same", before, text)
				}
				if seen[p] = text; p.String() != text {
					t.Errorf("%s should be written %s", text, p)
				}
			}
			if g.Title == "" || g.Why == "" || len(g.entries()) != len(g.Patterns) {
				t.Errorf("incomplete: %+v", g)
			}
			s := Compile(File{Groups: []Group{g}})
			for _, h := range hosts[g.Name].in {
				if d := s.Decide(Query{Host: h, Port: 443}, time.Time{}); d.Action != Bypass || d.Entry.Group != g.Name || d.Entry.Line != 0 {
					t.Errorf("%s is not in it: %s", h, d.Reason())
				}
			}
			for _, h := range hosts[g.Name].out {
				if d := s.Decide(Query{Host: h, Port: 443}, time.Time{}); d.Action != Intercept {
					t.Errorf("%s is in it: %s", h, d.Reason())
				}
			}
			if len(hosts[g.Name].in) == 0 {
				t.Error("not tested")
			}
		})
	}
}
