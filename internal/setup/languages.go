package setup

import "strings"

// languages are programs that take what they need from variables and flags, without a
// change of their code.
func (in Input) languages() []Snippet {
	node := append(in.proxyVars(), assign{"NODE_EXTRA_CA_CERTS", in.Root}, assign{"NODE_USE_ENV_PROXY", "1"}, assign{"NODE_OPTIONS", "--require " + nodeWord(in.NodeScript)})
	python := append(in.proxyVars(), assign{"SSL_CERT_FILE", in.Bundle}, assign{"REQUESTS_CA_BUNDLE", in.Bundle})
	openssl := append(in.proxyVars(), assign{"SSL_CERT_FILE", in.Bundle})
	return []Snippet{
		{"node", Language, "Node.js", in.shell(), in.withEnv(node, "node app.js"),
			"From Node 24 on (and 22.21), NODE_USE_ENV_PROXY alone does it; the script is for older ones: http, https and fetch.", "app:node"},
		{"python", Language, "Python", in.shell(), in.withEnv(python, "python3 app.py"),
			"For requests, httpx and urllib. With aiohttp, see below.", "app:python*"},
		{"java", Language, "Java", in.shell(), in.command("java", "-Dhttp.proxyHost="+in.host(), "-Dhttp.proxyPort="+in.port(), "-Dhttps.proxyHost="+in.host(), "-Dhttps.proxyPort="+in.port(),
			"-Dhttp.nonProxyHosts=", "-Djavax.net.ssl.trustStore="+in.TrustStore, "-Djavax.net.ssl.trustStoreType=PKCS12", "-Djavax.net.ssl.trustStorePassword=changeit") + " -jar app.jar",
			"The trust store holds certificates alone; its password is the usual one and guards nothing.", "app:java"},
		{"go", Language, "Go", in.shell(), in.withEnv(openssl, "go run ."), "Programs that set http.Transport.Proxy or RootCAs themselves need the code below. Go does not send localhost through a proxy. On macOS and Windows, Go trusts what the system trusts: rockxy trust.", "req.header:user-agent~Go-http-client"},
		{"ruby", Language, "Ruby", in.shell(), in.withEnv(append(openssl, assign{"https_proxy", in.url()}, assign{"http_proxy", in.url()}), "ruby app.rb"), "For Net::HTTP and what is built on it. Ruby does not send localhost through a proxy that a variable names: see the code below.", "app:ruby*"},
		{"dotnet", Language, ".NET on Linux", in.shell(), in.withEnv(openssl, "dotnet run"), "On macOS and Windows, .NET trusts what the system trusts: rockxy trust.", "is:exchange client:localhost"},
		{"rust", Language, "Rust", in.shell(), in.withEnv(openssl, "cargo run"), "For reqwest with native-tls or rustls-native-certs. With roots that are compiled in, see the code below.", "is:exchange client:localhost"},
	}
}

// nodeWord quotes as NODE_OPTIONS wants it.
func nodeWord(s string) string {
	s = strings.ReplaceAll(s, `\`, "/")
	if strings.ContainsAny(s, ` "`) {
		return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"`
	}
	return s
}
