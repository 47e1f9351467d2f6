package verdict

// How to make each kind of client trust the root, given it in the file
// rockxy-root.pem, which adviceFile writes.
const (
	adviceFile = "Write the root to a file: `rockxy ca export > rockxy-root.pem`"
	adviceRun  = "Start it with `rockxy run -- CMD`, which sets this up for one program"

	adviceCurl    = "`curl --cacert rockxy-root.pem`, or CURL_CA_BUNDLE=rockxy-root.pem. " + adviceRun
	adviceWget    = "`wget --ca-certificate=rockxy-root.pem`, or `ca_certificate = rockxy-root.pem` in ~/.wgetrc. " + adviceRun
	adviceOpenSSL = "`openssl s_client -CAfile rockxy-root.pem`, or SSL_CERT_FILE=rockxy-root.pem. " + adviceRun
	adviceGit     = "`git -c http.sslCAInfo=rockxy-root.pem`, or GIT_SSL_CAINFO=rockxy-root.pem. " + adviceRun
	advicePython  = "REQUESTS_CA_BUNDLE=rockxy-root.pem for requests, SSL_CERT_FILE=rockxy-root.pem for ssl, urllib, httpx and aiohttp; " +
		"programs that name certifi's file have to be given `verify=rockxy-root.pem`. " + adviceRun
	adviceNode = "NODE_EXTRA_CA_CERTS=rockxy-root.pem when Node starts (DENO_CERT for Deno); a `ca` option in the program replaces all roots. " + adviceRun
	adviceJava = "`keytool -importcert -noprompt -alias rockxy -file rockxy-root.pem -keystore STORE -storepass changeit`, then " +
		"JAVA_TOOL_OPTIONS=\"-Djavax.net.ssl.trustStore=STORE -Djavax.net.ssl.trustStorePassword=changeit\". " + adviceRun
	adviceRuby     = "SSL_CERT_FILE=rockxy-root.pem (BUNDLE_SSL_CA_CERT for Bundler). " + adviceRun
	advicePHP      = "`php -d openssl.cafile=rockxy-root.pem -d curl.cainfo=rockxy-root.pem`. " + adviceRun
	advicePerl     = "PERL_LWP_SSL_CA_FILE=rockxy-root.pem, or SSL_CERT_FILE=rockxy-root.pem. " + adviceRun
	adviceDotnet   = "SSL_CERT_FILE=rockxy-root.pem on Linux, `rockxy trust` elsewhere. " + adviceRun
	adviceRust     = "CARGO_HTTP_CAINFO=rockxy-root.pem for cargo, SSL_CERT_FILE=rockxy-root.pem for programs with native roots; those built with webpki-roots trust no other. " + adviceRun
	adviceGo       = "SSL_CERT_FILE=rockxy-root.pem on Linux, `rockxy trust` elsewhere; a program that sets RootCAs has to add the root itself. " + adviceRun
	adviceFirefox  = "`rockxy trust` puts the root into Firefox's own store; or set security.enterprise_roots.enabled, or import the root under Settings, Certificates, Authorities. Restart Firefox"
	adviceChromium = "`rockxy trust` puts the root into the store that Chromium reads (on Linux the NSS database). Restart the browser"
	adviceApple    = "install the root as a profile, then switch it on under Settings, General, About, Certificate Trust Settings; on a Mac `rockxy trust`"
	adviceDevice   = "On Android, install the root under Settings, Security, Encryption & credentials; since Android 7 applications trust it only " +
		"if their networkSecurityConfig says so, as debug builds can: <debug-overrides><trust-anchors><certificates src=\"user\"/></trust-anchors></debug-overrides>. " +
		"On iOS, " + adviceApple
	adviceAny = "SSL_CERT_FILE=rockxy-root.pem is read by many programs, `rockxy trust` adds the root to this user's stores. " + adviceRun
)
