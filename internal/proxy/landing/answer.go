package landing

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strconv"
)

// Host is the name that leads to the page.
const Host = "rockxy.local"

// Answer is a response. Fields are those besides Content-Length, name and value.
type Answer struct {
	Status int
	Fields [][2]string
	Body   []byte // also of HEAD, which is sent without it
}

// To answers a request for a path, without its query. proxy is "ip:port" of the
// proxy, as the one who asks has reached it.
func To(method, path string, root *x509.Certificate, proxy string) Answer {
	if method != "GET" && method != "HEAD" {
		return answer(405, plain, []byte("Only GET and HEAD.\n"), [2]string{"Allow", "GET, HEAD"})
	}
	switch path {
	case "/":
		p := page(root, proxy)
		return answer(200, "text/html; charset=utf-8", p, [2]string{"Content-Security-Policy",
			"default-src 'none'; style-src '" + styleHash(p) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"})
	case "/rockxy-root.pem":
		text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw})
		return answer(200, "application/x-pem-file", text, attachment("rockxy-root.pem"))
	case "/rockxy-root.crt": // devices offer to install what is of this type, unless it is an attachment
		return answer(200, "application/x-x509-ca-cert", root.Raw)
	case "/rockxy-root.der":
		return answer(200, "application/x-x509-ca-cert", root.Raw, attachment("rockxy-root.der"))
	case "/rockxy-root.mobileconfig":
		return answer(200, "application/x-apple-aspen-config", profile(root))
	}
	return answer(404, plain, []byte("There is nothing here. The certificate is at http://"+Host+"/\n"))
}

const plain = "text/plain; charset=utf-8"

func answer(status int, kind string, body []byte, more ...[2]string) Answer {
	a := Answer{Status: status, Body: body, Fields: [][2]string{
		{"Content-Type", kind},
		{"Cache-Control", "no-store"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"Referrer-Policy", "no-referrer"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
	}}
	for _, f := range more {
		if f[0] == "Content-Security-Policy" {
			a.Fields = append(a.Fields, f)
			return a
		}
	}
	a.Fields = append(a.Fields, [2]string{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"})
	a.Fields = append(a.Fields, more...)
	return a
}

func attachment(name string) [2]string {
	return [2]string{"Content-Disposition", "attachment; filename=" + strconv.Quote(name)}
}

// styleHash is what a content security policy calls the one style of a page.
func styleHash(page []byte) string {
	_, rest, _ := bytes.Cut(page, []byte("<style>"))
	style, _, _ := bytes.Cut(rest, []byte("</style>"))
	sum := sha256.Sum256(style)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
