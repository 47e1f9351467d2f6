package mitm

import (
	"crypto/x509"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"rockxy/internal/flow"
)

// The faults of an origin's certificate. What comes out of a certificate is
// hostile text: it is quoted and cut before it is shown.

func originFault(code, hint, format string, args ...any) *flow.Fault {
	return &flow.Fault{Code: code, Side: flow.SideOrigin, Message: printable(fmt.Sprintf(format, args...)), Hint: hint}
}

// printable replaces what could act on a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}

func expired(host string, c *x509.Certificate, leaf bool, now time.Time) *flow.Fault {
	return originFault(flow.UpstreamExpired,
		"The origin has to renew it. If the date looks wrong, check this machine's clock: it says "+date(now),
		"%s expired on %s", whose(host, c, leaf), date(c.NotAfter))
}

func notYetValid(host string, c *x509.Certificate, leaf bool, now time.Time) *flow.Fault {
	return originFault(flow.UpstreamNotYetValid,
		"Check this machine's clock: it says "+date(now),
		"%s is not valid before %s", whose(host, c, leaf), date(c.NotBefore))
}

func wrongName(host string, leaf *x509.Certificate) *flow.Fault {
	names := names(leaf)
	if names == "" {
		return originFault(flow.UpstreamWrongName,
			"The origin has to be given a certificate with a subjectAltName; the common name counts for nothing any more",
			"the certificate presented by %s names no host at all", host)
	}
	return originFault(flow.UpstreamWrongName,
		"Ask for one of these names, or give the origin a certificate for this one",
		"the certificate presented by %s is for %s", host, names)
}

func selfSignedLeaf(host string, c *x509.Certificate) *flow.Fault {
	return originFault(flow.UpstreamSelfSigned,
		"If the origin is yours, save its certificate and start Rockxy with --upstream-ca FILE",
		"the certificate of %s is signed by itself (%s), so nothing vouches for it", host, subject(c))
}

func unknownRoot(host string, root *x509.Certificate, rootsErr error) *flow.Fault {
	return originFault(flow.UpstreamUnknownIssuer,
		noRoots(rootsErr)+"If that authority is yours, start Rockxy with --upstream-ca FILE, where FILE is its certificate",
		"the certificate of %s leads to the authority %s, which this machine does not trust", host, subject(root))
}

// missingIssuer is for a chain that ends in a certificate whose issuer was
// neither sent nor is known. Whether that issuer is an intermediate, which the
// origin should have sent, or a root, which origins keep to themselves, nobody
// can tell for sure: a root is taken for it when intermediates were sent, or
// when the issuer calls itself one.
func missingIssuer(host string, last *x509.Certificate, alone bool, rootsErr error) *flow.Fault {
	hint := "If that authority is yours, start Rockxy with --upstream-ca FILE, where FILE is its certificate"
	if !alone || strings.Contains(strings.ToLower(last.Issuer.CommonName), "root") {
		return originFault(flow.UpstreamUnknownIssuer, noRoots(rootsErr)+hint,
			"the certificate of %s leads to the authority %s, which this machine neither trusts nor was shown", host, issuer(last))
	}
	return originFault(flow.UpstreamIncomplete,
		noRoots(rootsErr)+"The origin has to send its whole chain: Rockxy never fetches a missing certificate from where another one says (AIA). "+hint,
		"the certificate of %s was issued by %s, whose certificate the origin did not send and this machine does not know", host, issuer(last))
}

func ownRoot(host string, c *x509.Certificate) *flow.Fault {
	return originFault(flow.UpstreamOwnRoot,
		"Another proxy with the same root, or this one, stands between here and the origin. Connect to the origin itself",
		"the certificate of %s was issued by Rockxy's own authority %s, which vouches for no origin", host, subject(c))
}

func weak(host string, c *x509.Certificate, why string) *flow.Fault {
	return originFault(flow.UpstreamWeak,
		"Browsers refuse this too. The origin needs a certificate with RSA of 2048 bits or P-256, signed with SHA-256 or better",
		"in the chain of %s the certificate %s %s", host, subject(c), why)
}

func invalid(host, why string, c *x509.Certificate) *flow.Fault {
	const hint = "The origin's certificate has to be issued anew"
	if c == nil {
		return originFault(flow.UpstreamInvalid, hint, "%s %s", host, why)
	}
	return originFault(flow.UpstreamInvalid, hint, "in the chain of %s the certificate %s %s", host, subject(c), why)
}

func wrongUsage(host string, c *x509.Certificate, why string) *flow.Fault {
	return originFault(flow.UpstreamUsage,
		"The origin needs a certificate that was issued for TLS servers: digital signatures, and server authentication where usages are listed",
		"in the chain of %s the certificate %s %s", host, subject(c), why)
}

func constraint(host string, c *x509.Certificate, detail string) *flow.Fault {
	return originFault(flow.UpstreamConstraint,
		"The authority is limited to certain names; the origin needs a certificate of another one",
		"the certificate %s, presented by %s, claims names that its authority may not certify (name constraints): %s", subject(c), host, cut(detail, 200))
}

func unsigned(host string, c *x509.Certificate) *flow.Fault {
	return originFault(flow.UpstreamBadSignature,
		"The origin may send the certificate of another issuer of the same name, or the certificate was altered on the way",
		"in the chain of %s the certificate %s does not carry the signature of %s, the issuer that it names", host, subject(c), issuer(c))
}

func revocation(host string, leaf *x509.Certificate, s Staple) *flow.Fault {
	why := ""
	if s.Reason != "" {
		why = " (" + s.Reason + ")"
	}
	return originFault(flow.UpstreamRevoked,
		"The authority has withdrawn the certificate, perhaps because its key is in other hands; the origin needs a new one",
		"the certificate of %s, %s, was revoked on %s%s: the OCSP response that the origin itself stapled says so", host, subject(leaf), date(s.RevokedAt), why)
}

func unknownExtension(host string, path []*x509.Certificate) *flow.Fault {
	for _, c := range path {
		if len(c.UnhandledCriticalExtensions) > 0 {
			return invalid(host, "has a critical extension that nobody here understands ("+c.UnhandledCriticalExtensions[0].String()+")", c)
		}
	}
	return invalid(host, "rests on a certificate with a critical extension that nobody here understands", path[0])
}

func invalidReason(host string, e x509.CertificateInvalidError, path []*x509.Certificate) *flow.Fault {
	switch e.Reason {
	case x509.NotAuthorizedToSign:
		return invalid(host, "issued another although it is not an authority", e.Cert)
	case x509.TooManyIntermediates:
		return invalid(host, "stands further up than its path length allows", e.Cert)
	case x509.IncompatibleUsage, x509.CANotAuthorizedForExtKeyUsage:
		return wrongUsage(host, notForServers(path), "may not be used for a TLS server (extended key usage)")
	case x509.CANotAuthorizedForThisName, x509.UnconstrainedName, x509.NameConstraintsWithoutSANs, x509.TooManyConstraints:
		return constraint(host, e.Cert, e.Detail)
	case x509.NoValidChains:
		return invalid(host, "has no chain that is valid for a TLS server", e.Cert)
	}
	return invalid(host, "is not valid", e.Cert)
}

// notForServers returns the certificate whose extended key usages leave servers
// out. x509 names the leaf, whichever it is.
func notForServers(path []*x509.Certificate) *x509.Certificate {
	for _, c := range path {
		listed := len(c.ExtKeyUsage)+len(c.UnknownExtKeyUsage) > 0
		if listed && !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageServerAuth) && !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny) {
			return c
		}
	}
	return path[0]
}

func noRoots(err error) string {
	if err == nil {
		return ""
	}
	return "This machine's own list of authorities could not be read. "
}

func whose(host string, c *x509.Certificate, leaf bool) string {
	if leaf {
		return "the certificate of " + host
	}
	return fmt.Sprintf("the certificate %s, on which that of %s rests,", subject(c), host)
}

func date(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func bits(kind string, n int) string {
	return "has an " + kind + " key of only " + strconv.Itoa(n) + " bits"
}

func subject(c *x509.Certificate) string { return quoted(c.Subject.CommonName, c.Subject.String()) }
func issuer(c *x509.Certificate) string  { return quoted(c.Issuer.CommonName, c.Issuer.String()) }

func quoted(commonName, whole string) string {
	if commonName == "" {
		commonName = whole
	}
	if commonName == "" {
		return "without a name"
	}
	return strconv.QuoteToASCII(cut(commonName, 80))
}

// names lists at most five of the names that a certificate is for.
func names(c *x509.Certificate) string {
	const most = 5
	var all []string
	for _, n := range c.DNSNames {
		all = append(all, strconv.QuoteToASCII(cut(n, 80)))
	}
	for _, ip := range c.IPAddresses {
		all = append(all, ip.String())
	}
	if more := len(all) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(all[:most], ", "), more)
	}
	return strings.Join(all, ", ")
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n] + "…"
}
