package landing

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"html"
)

// profile is a configuration profile of Apple's devices that has the certificate
// and nothing else. It is not signed: who installs it is shown so.
func profile(root *x509.Certificate) []byte {
	sum := sha256.Sum256(root.Raw)
	name := html.EscapeString(root.Subject.CommonName)
	return fmt.Appendf(nil, profileText, base64.StdEncoding.EncodeToString(root.Raw), name, sum[:6], uuid(sum[:16]), uuid(sum[16:]))
}

// uuid makes an identifier that is the same each time (RFC 9562 §5.8), so that
// installing the profile again replaces it.
func uuid(b []byte) string {
	var u [16]byte
	copy(u[:], b)
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("%X-%X-%X-%X-%X", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

const profileText = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>PayloadContent</key>
	<array>
		<dict>
			<key>PayloadCertificateFileName</key>
			<string>rockxy-root.crt</string>
			<key>PayloadContent</key>
			<data>%[1]s</data>
			<key>PayloadDescription</key>
			<string>Lets Rockxy show the HTTPS traffic of this device</string>
			<key>PayloadDisplayName</key>
			<string>%[2]s</string>
			<key>PayloadIdentifier</key>
			<string>local.rockxy.root.%[3]x.certificate</string>
			<key>PayloadType</key>
			<string>com.apple.security.root</string>
			<key>PayloadUUID</key>
			<string>%[4]s</string>
			<key>PayloadVersion</key>
			<integer>1</integer>
		</dict>
	</array>
	<key>PayloadDescription</key>
	<string>The public root certificate of Rockxy. Remove this profile when you are done.</string>
	<key>PayloadDisplayName</key>
	<string>Rockxy root certificate</string>
	<key>PayloadIdentifier</key>
	<string>local.rockxy.root.%[3]x</string>
	<key>PayloadRemovalDisallowed</key>
	<false/>
	<key>PayloadType</key>
	<string>Configuration</string>
	<key>PayloadUUID</key>
	<string>%[5]s</string>
	<key>PayloadVersion</key>
	<integer>1</integer>
</dict>
</plist>
`
