package launch

import (
	"bytes"
	"fmt"
)

// trustVars are the names under which programs look for a file of roots that
// replaces their own.
var trustVars = []struct{ name, why string }{
	{"SSL_CERT_FILE", "OpenSSL, Go, Ruby, Python's ssl and httpx, Rust with native roots, .NET on Linux"},
	{"CURL_CA_BUNDLE", "curl"},
	{"REQUESTS_CA_BUNDLE", "Python requests"},
	{"PIP_CERT", "pip"},
	{"HTTPLIB2_CA_CERTS", "Python httplib2"},
	{"WEBSOCKET_CLIENT_CA_BUNDLE", "Python websocket-client"},
	{"GIT_SSL_CAINFO", "git"},
	{"CARGO_HTTP_CAINFO", "cargo"},
	{"AWS_CA_BUNDLE", "AWS command line and SDKs"},
	{"CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE", "Google Cloud command line"},
	{"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "gRPC core"},
	{"BUNDLE_SSL_CA_CERT", "Bundler"},
	{"PERL_LWP_SSL_CA_FILE", "Perl LWP"},
	{"HTTPS_CA_FILE", "older Perl"},
	{"COMPOSER_CAFILE", "Composer"},
	{"YARN_HTTPS_CA_FILE_PATH", "Yarn 2 and later"},
	{"npm_config_cafile", "npm"},
	{"HEX_CACERTS_PATH", "Elixir's hex"},
	{"JULIA_SSL_CA_ROOTS_PATH", "Julia"},
	{"NIX_SSL_CERT_FILE", "programs from Nix"},
}

// addedTrustVars name a file whose roots come on top of built-in ones.
var addedTrustVars = []struct{ name, why string }{
	{"NODE_EXTRA_CA_CERTS", "Node and Bun, besides their own roots"},
	{"DENO_CERT", "Deno, besides its own roots"},
}

// trust points every program to a bundle. SSL_CERT_DIR is left as it is: those
// who read it read it besides SSL_CERT_FILE.
func (p *planner) trust() {
	for _, v := range trustVars {
		p.set(v.name, p.bundle(v.name), v.why)
	}
	for _, v := range addedTrustVars {
		p.set(v.name, p.addedBundle(v.name), v.why)
	}
}

// bundle returns the path of a file with what the program would have trusted,
// the roots of origins and our root.
func (p *planner) bundle(name string) string {
	own := p.env[name]
	if own == "" {
		own = p.env["SSL_CERT_FILE"]
	}
	if path, done := p.bundles[own]; done {
		return path
	}
	base, from := []byte(nil), "the system's roots"
	if own != "" {
		content, err := p.in.ReadFile(own)
		if err == nil && bytes.Contains(content, []byte("-----BEGIN ")) {
			base, from = content, own
		} else {
			p.note("%s names %s, which is not a readable file of certificates; the system's roots are used in its place.", name, own)
		}
	}
	if base == nil {
		if base = p.in.SystemRoots(); len(base) == 0 {
			p.note("No file of system roots was found: hosts that are passed through unread will not verify in the program.")
		}
	}
	path := p.file(p.bundleName(), p.join(base), "trust bundle: "+from+", the roots of origins, and ours")
	p.bundles[own] = path
	return path
}

func (p *planner) bundleName() string {
	if n := len(p.bundles); n > 0 {
		return fmt.Sprintf("bundle-%d.pem", n+1)
	}
	return "bundle.pem"
}

// addedBundle is bundle for a variable that adds to built-in roots.
func (p *planner) addedBundle(name string) string {
	own := p.env[name]
	key := "added\x00" + own
	if path, done := p.bundles[key]; done {
		return path
	}
	var base []byte
	if own != "" {
		base, _ = p.in.ReadFile(own) // unreadable: the program would have had to do without it too
	}
	file := "root.pem"
	if len(base) > 0 {
		file = p.bundleName()
	}
	path := p.file(file, p.join(base), "roots that come on top of a runtime's own")
	p.bundles[key] = path
	return path
}

// join appends our roots to base.
func (p *planner) join(base []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(base) + len(p.in.UpstreamPEM) + len(p.in.RootPEM) + 3)
	for _, part := range [][]byte{base, p.in.UpstreamPEM, p.in.RootPEM} {
		b.Write(part)
		if len(part) > 0 && part[len(part)-1] != '\n' {
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}
