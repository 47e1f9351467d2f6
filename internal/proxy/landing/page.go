package landing

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	_ "embed"
	"fmt"
	"html/template"
	"net"
	"strings"
)

//go:embed page.html
var pageSource string

// page is the page for people.
func page(root *x509.Certificate, proxy string) []byte {
	host, port, err := net.SplitHostPort(proxy)
	if err != nil {
		host = proxy
	}
	var b bytes.Buffer
	t := template.Must(template.New("page").Parse(pageSource))
	err = t.Execute(&b, map[string]string{
		"Fingerprint": fingerprint(root), "Name": root.Subject.CommonName, "Owner": strings.Join(root.Subject.Organization, ", "),
		"Until": root.NotAfter.UTC().Format("2 January 2006"), "Host": host, "Port": port,
	})
	if err != nil { // the template and what it is given are fixed
		panic(err)
	}
	return b.Bytes()
}

// fingerprint is the SHA-256 of a certificate, as devices show it.
func fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(pairs, " ")
}
