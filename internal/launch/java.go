package launch

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"

	"software.sslmate.com/src/go-pkcs12"
)

// storePassword is the conventional password of Java trust stores. They hold
// certificates only; it guards nothing.
const storePassword = pkcs12.DefaultPassword

// java gives every JVM the proxy and a trust store of its own: kinder than
// editing cacerts.
func (p *planner) java() error {
	bundle := p.bundle("SSL_CERT_FILE")
	var roots []byte
	for _, f := range p.plan.Files {
		if strings.HasSuffix(bundle, f.Name) {
			roots = f.Content
		}
	}
	store, err := trustStore(roots)
	if err != nil {
		return fmt.Errorf("the Java trust store: %w", err)
	}
	path := p.file("truststore.p12", store, "the trust bundle as a PKCS#12 trust store for Java")
	host, port := p.in.ProxyHost, p.in.ProxyPort
	options := []string{
		"-Dhttp.proxyHost=" + host, fmt.Sprintf("-Dhttp.proxyPort=%d", port),
		"-Dhttps.proxyHost=" + host, fmt.Sprintf("-Dhttps.proxyPort=%d", port),
		"-Dhttp.nonProxyHosts=", // empty: localhost goes through as well
		javaQuote("-Djavax.net.ssl.trustStore=" + path),
		"-Djavax.net.ssl.trustStoreType=PKCS12",
		"-Djavax.net.ssl.trustStorePassword=" + storePassword,
	}
	p.set("JAVA_TOOL_OPTIONS", appendWord(p.env["JAVA_TOOL_OPTIONS"], strings.Join(options, " ")),
		"every JVM: proxy and trust store; what was there stays (the JVM says on stderr that it read this)")
	return nil
}

// javaQuote quotes as JAVA_TOOL_OPTIONS wants it: a word with blanks in double
// or single quotes, without escapes.
func javaQuote(s string) string {
	switch {
	case !strings.ContainsAny(s, " \t'\""):
		return s
	case !strings.Contains(s, `"`):
		return `"` + s + `"`
	}
	return "'" + s + "'"
}

// trustStore encodes the certificates of a PEM bundle. What x509 cannot parse
// is left out, as Java would leave it out. The encoding is the oldest one
// because every Java reads it; nothing in it is secret.
func trustStore(bundle []byte) ([]byte, error) {
	var entries []pkcs12.TrustStoreEntry
	seen := map[string]bool{}
	for rest := bundle; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" || seen[string(block.Bytes)] {
			continue
		}
		seen[string(block.Bytes)] = true
		cert, err := x509.ParseCertificate(bytes.Clone(block.Bytes))
		if err != nil {
			continue
		}
		entries = append(entries, pkcs12.TrustStoreEntry{Cert: cert, FriendlyName: fmt.Sprintf("root-%d", len(entries)+1)})
	}
	return pkcs12.LegacyDES.EncodeTrustStoreEntries(entries, storePassword)
}
