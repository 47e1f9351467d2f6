package launch

import (
	_ "embed"
	"path/filepath"
	"strings"
)

//go:embed inject/node.cjs
var nodeScript []byte

//go:embed inject/sitecustomize.py
var pythonScript []byte

// node covers Node: from 24.5 (and 22.21) on it reads the proxy variables when
// asked to; for older ones a script is loaded first.
func (p *planner) node() {
	p.set("NODE_USE_ENV_PROXY", "1", "Node 24 and later read the proxy variables when this is set")
	script := p.file("node.cjs", nodeScript, "sends http, https and fetch of older Node versions through the proxy")
	option := "--require " + nodeQuote(filepath.ToSlash(script))
	p.set("NODE_OPTIONS", appendWord(p.env["NODE_OPTIONS"], option), "loads that script; what was there stays")
}

// nodeQuote quotes as NODE_OPTIONS wants it: double quotes and backslashes.
func nodeQuote(s string) string {
	if !strings.ContainsAny(s, ` "\`) {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// python covers aiohttp, which reads the proxy variables only when its caller
// asked for it.
func (p *planner) python() {
	script := p.file("python/sitecustomize.py", pythonScript, "makes aiohttp read the proxy variables; then the next sitecustomize is run")
	dir := filepath.Dir(script)
	if old := p.env["PYTHONPATH"]; old != "" {
		dir += string(filepath.ListSeparator) + old
	}
	p.set("PYTHONPATH", dir, "lets Python find that script; what was there stays")
}

// php covers the stream wrapper and the curl extension, which read a list of
// roots from php.ini alone.
func (p *planner) php() {
	bundle := p.bundle("SSL_CERT_FILE")
	ini := "openssl.cafile=\"" + bundle + "\"\ncurl.cainfo=\"" + bundle + "\"\n"
	dir := filepath.Dir(p.file("php/rockxy.ini", []byte(ini), "the trust bundle for PHP"))
	// An empty element stands for the directory that PHP was built with.
	p.set("PHP_INI_SCAN_DIR", p.env["PHP_INI_SCAN_DIR"]+string(filepath.ListSeparator)+dir, "lets PHP find it, after its own files")
}

// wget covers a wget built with GnuTLS, which reads no variable for its roots.
func (p *planner) wget() {
	own := p.env["WGETRC"]
	if own == "" && p.in.Home != "" {
		own = filepath.Join(p.in.Home, ".wgetrc")
	}
	var rc []byte
	if own != "" {
		rc, _ = p.in.ReadFile(own) // usually there is none
	}
	if len(rc) > 0 && rc[len(rc)-1] != '\n' {
		rc = append(rc, '\n')
	}
	url := p.proxyURL()
	rc = append(rc, "use_proxy = on\nhttp_proxy = "+url+"\nhttps_proxy = "+url+"\nno_proxy =\nca_certificate = "+p.bundle("SSL_CERT_FILE")+"\n"...)
	p.set("WGETRC", p.file("wgetrc", rc, "the user's .wgetrc, then proxy and trust bundle"), "wget")
}

// appendWord adds a word to a list separated by blanks.
func appendWord(list, word string) string {
	if strings.TrimSpace(list) == "" {
		return word
	}
	return list + " " + word
}
