package landing

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"encoding/xml"
	"io"
	"math/big"
	"strings"
	"testing"
	"time"
)

// root is a certificate with a name that is not kind to pages.
func root(t *testing.T) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC),
		Subject: pkix.Name{CommonName: `Root <script>alert(1)</script> & "co"`, Organization: []string{"</style><img src=x>"}}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return c
}

func (a Answer) field(name string) string {
	for _, f := range a.Fields {
		if f[0] == name {
			return f[1]
		}
	}
	return ""
}

func TestAnswers(t *testing.T) {
	c := root(t)
	for path, want := range map[string]struct {
		status            int
		kind, disposition string
	}{
		"/":                         {200, "text/html; charset=utf-8", ""},
		"/rockxy-root.pem":          {200, "application/x-pem-file", `attachment; filename="rockxy-root.pem"`},
		"/rockxy-root.crt":          {200, "application/x-x509-ca-cert", ""},
		"/rockxy-root.der":          {200, "application/x-x509-ca-cert", `attachment; filename="rockxy-root.der"`},
		"/rockxy-root.mobileconfig": {200, "application/x-apple-aspen-config", ""},
		"/favicon.ico":              {404, "text/plain; charset=utf-8", ""},
		"/v1/status":                {404, "text/plain; charset=utf-8", ""},
		"/../rockxy-root.pem":       {404, "text/plain; charset=utf-8", ""},
		"":                          {404, "text/plain; charset=utf-8", ""},
	} {
		for _, method := range []string{"GET", "HEAD"} {
			a := To(method, path, c, "192.168.1.5:9090")
			if a.Status != want.status || a.field("Content-Type") != want.kind || a.field("Content-Disposition") != want.disposition {
				t.Errorf("%s %s: %d %v", method, path, a.Status, a.Fields)
			}
			csp := a.field("Content-Security-Policy")
			if !strings.HasPrefix(csp, "default-src 'none'; ") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") ||
				a.field("X-Content-Type-Options") != "nosniff" || a.field("Cache-Control") != "no-store" || a.field("Referrer-Policy") != "no-referrer" {
				t.Errorf("%s: %v", path, a.Fields)
			}
			names := map[string]bool{}
			for _, f := range a.Fields {
				if names[f[0]] || strings.ContainsAny(f[0]+f[1], "\r\n") {
					t.Errorf("%s: %q", path, f)
				}
				names[f[0]] = true
			}
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "get", ""} {
		if a := To(method, "/", c, ""); a.Status != 405 || a.field("Allow") != "GET, HEAD" {
			t.Errorf("%s: %+v", method, a)
		}
	}
}

// Nothing of the certificate gets out of its place, and the one style is the one that
// the policy names.
func TestPage(t *testing.T) {
	c := root(t)
	a := To("GET", "/", c, "[fe80::1]:9090")
	page := string(a.Body)
	for _, bad := range []string{"<script", "<img", "javascript:", "<form", "onload", "http://192", "{{"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if strings.Count(page, "<style") != 1 || strings.Count(page, "</style>") != 1 || strings.Contains(page, "style=") {
		t.Error("the page has other styles")
	}
	_, rest, _ := strings.Cut(page, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	if !strings.Contains(a.field("Content-Security-Policy"), "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
		t.Error(a.field("Content-Security-Policy"))
	}
	for _, want := range []string{"Root &lt;script&gt;", "2 January 2030", "fe80::1", "9090", fingerprint(c), "rockxy-root.mobileconfig", "rockxy-root.crt", "rockxy-root.pem"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	if f := fingerprint(c); len(f) != 32*3-1 || strings.ToUpper(f) != f {
		t.Error(f)
	}
	if got := To("GET", "/", c, "odd"); !bytes.Contains(got.Body, []byte("odd")) {
		t.Error("an address without a port is left out")
	}
}

func TestCertificates(t *testing.T) {
	c := root(t)
	if b, rest := pem.Decode(To("GET", "/rockxy-root.pem", c, "").Body); b == nil || b.Type != "CERTIFICATE" || !bytes.Equal(b.Bytes, c.Raw) || len(rest) > 0 {
		t.Error("PEM")
	}
	for _, path := range []string{"/rockxy-root.crt", "/rockxy-root.der"} {
		if !bytes.Equal(To("GET", path, c, "").Body, c.Raw) {
			t.Error(path)
		}
	}
}

// The profile is XML with the certificate in it, the same each time.
func TestProfile(t *testing.T) {
	c := root(t)
	text := To("GET", "/rockxy-root.mobileconfig", c, "").Body
	if again := profile(c); !bytes.Equal(text, again) {
		t.Error("it is another one each time")
	}
	values := map[string][]string{}
	key := ""
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.Strict = true
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := tok.(xml.StartElement)
		if !ok || start.Name.Local == "dict" || start.Name.Local == "array" || start.Name.Local == "plist" {
			continue
		}
		var s string
		if err := dec.DecodeElement(&s, &start); err != nil {
			t.Fatal(err)
		}
		if start.Name.Local == "key" {
			key = s
			continue
		}
		values[key] = append(values[key], s)
	}
	if der, err := base64.StdEncoding.DecodeString(values["PayloadContent"][0]); err != nil || !bytes.Equal(der, c.Raw) {
		t.Errorf("%v", values)
	}
	if ids := values["PayloadUUID"]; len(ids) != 2 || ids[0] == ids[1] || len(ids[0]) != 36 || ids[0][14] != '8' {
		t.Error(ids)
	}
	if values["PayloadType"][0] != "com.apple.security.root" || values["PayloadType"][1] != "Configuration" || values["PayloadDisplayName"][0] != c.Subject.CommonName {
		t.Error(values)
	}
}
