package policy

// certificateStatusGroup are the OCSP responders, CRL and issuer distribution
// points that the certificates of the large public authorities name.
func certificateStatusGroup() Group {
	return Group{
		Name:  "certificate-status",
		Title: "Certificate status (OCSP, CRL)",
		Why:   "a client that asks about a certificate while it makes a connection must not wait for another intercepted one",
		Patterns: []string{
			"ocsp.*", "ocsp[0-9].*", "crl.*", "crl[0-9].*", // by their usual names
			// Let's Encrypt, IdenTrust
			"*.lencr.org", "*.ocsp.identrust.com", "validation.identrust.com", "apps.identrust.com",
			// Google Trust Services, Amazon
			".pki.goog", "*.amazontrust.com",
			// DigiCert and its brands
			"cacerts.digicert.com", "*.ocsp.digicert.com", "status.rapidssl.com", "status.thawte.com", "status.geotrust.com",
			"cdp.rapidssl.com", "cdp.thawte.com", "cdp.geotrust.com", "*.symcb.com", "*.symcd.com",
			// Sectigo, ZeroSSL
			"*.ocsp.sectigo.com", "crt.sectigo.com", "crt.comodoca.com", "crt.usertrust.com", "*.ocsp.comodoca.com",
			// GlobalSign
			"secure.globalsign.com", "*.ocsp.globalsign.com",
			// Microsoft
			"*.msocsp.com", "oneocsp.microsoft.com", "mscrl.microsoft.com", "ctldl.windowsupdate.com",
			// Entrust, GoDaddy, SSL.com, Certum, Telekom, Actalis
			"aia.entrust.net", "certificates.godaddy.com", "certificates.starfieldtech.com", "ocsps.ssl.com", "crls.ssl.com",
			"cert.ssl.com", "*.ocsp-certum.com", "*.ocsp.telesec.de", "ocsp*.actalis.it", "crl*.actalis.it", "cacert.actalis.it",
			// Apple
			"valid.apple.com", "certs.apple.com",
		},
	}
}
