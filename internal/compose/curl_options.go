package compose

import (
	"strings"
)

// option is one of curl's. What has neither do nor note changes nothing about the
// request.
type option struct {
	name   string
	letter byte // 0 for none
	value  bool // it takes one
	do     func(*command, string) error
	note   string // what is different here
}

// acting are the options that make the request.
func acting() []option {
	return []option{
		{name: "url", value: true, do: func(c *command, v string) error { c.urls = append(c.urls, v); return nil }},
		{name: "request", letter: 'X', value: true, do: func(c *command, v string) error { c.method = v; return nil }},
		{name: "header", letter: 'H', value: true, do: (*command).header},
		{name: "data", letter: 'd', value: true, do: (*command).addData},
		{name: "data-ascii", value: true, do: (*command).addData},
		{name: "data-binary", value: true, do: (*command).addData},
		{name: "data-raw", value: true, do: func(c *command, v string) error { c.data = append(c.data, []byte(v)); return nil }},
		{name: "data-urlencode", value: true, do: (*command).addEncoded},
		{name: "json", value: true, do: func(c *command, v string) error { c.asJSON = true; return c.addData(v) }},
		{name: "form", letter: 'F', value: true, do: (*command).addPart},
		{name: "form-string", value: true, do: (*command).addPlainPart},
		{name: "get", letter: 'G', do: func(c *command, _ string) error { c.asGet = true; return nil }},
		{name: "head", letter: 'I', do: func(c *command, _ string) error { c.asHead = true; return nil }},
		{name: "user", letter: 'u', value: true, do: (*command).setUser},
		{name: "oauth2-bearer", value: true, do: func(c *command, v string) error { c.user = "Bearer " + v; return nil }},
		{name: "cookie", letter: 'b', value: true, do: (*command).addCookie},
		{name: "user-agent", letter: 'A', value: true, do: (*command).setAgent},
		{name: "referer", letter: 'e', value: true, do: (*command).setReferer},
		{name: "range", letter: 'r', value: true, do: func(c *command, v string) error {
			c.Fields = append(c.Fields, Field{"Range", "bytes=" + v})
			return nil
		}},
		{name: "compressed", do: func(c *command, _ string) error { c.compress = true; return nil }},
		{name: "url-query", value: true, do: (*command).addQuery},
		{name: "request-target", value: true, do: func(c *command, v string) error { c.target = v; return nil }},
		{name: "http1.0", letter: '0', do: version("http/1.1", "The request is sent in HTTP/1.1 instead of HTTP/1.0.")},
		{name: "http1.1", do: version("http/1.1", "")},
		{name: "http2", do: version("", "")},
		{name: "http2-prior-knowledge", do: version("h2", "")},
		{name: "http3", do: version("", "HTTP/3 is not spoken here; the origin chooses between HTTP/2 and HTTP/1.1.")},
		{name: "http3-only", do: version("", "HTTP/3 is not spoken here; the origin chooses between HTTP/2 and HTTP/1.1.")},
		{name: "upload-file", letter: 'T', value: true, do: func(_ *command, v string) error { return fromFile("--upload-file " + v) }},
		{name: "config", letter: 'K', value: true, do: func(_ *command, v string) error { return fromFile("--config " + v) }},
	}
}

// different are those that do something else here, or nothing.
func different() []option {
	const signs = "Only Basic and Bearer authentication can be composed; the answer will ask for another."
	const certificate = "Client certificates are given by host: rockxy policy client-cert."
	const verified = "The origin's certificate is verified all the same; rockxy policy allow makes an exception for one."
	const roots = "Roots for origins are named when Rockxy is started, with --upstream-ca."
	const proxied = "The request goes straight to the origin, not through the proxy that the command names."
	const led = "The request goes where its URL leads; a rule can lead it elsewhere."
	return []option{
		{name: "insecure", letter: 'k', note: verified},
		{name: "location", letter: 'L', note: "Redirects are not followed: each answer is shown as it is."},
		{name: "location-trusted", note: "Redirects are not followed: each answer is shown as it is."},
		{name: "proxy", letter: 'x', value: true, note: proxied},
		{name: "preproxy", value: true, note: proxied},
		{name: "socks4", value: true, note: proxied}, {name: "socks4a", value: true, note: proxied},
		{name: "socks5", value: true, note: proxied}, {name: "socks5-hostname", value: true, note: proxied},
		{name: "proxy1.0", value: true, note: proxied},
		{name: "resolve", value: true, note: led}, {name: "connect-to", value: true, note: led},
		{name: "unix-socket", value: true, note: led}, {name: "abstract-unix-socket", value: true, note: led},
		{name: "cert", letter: 'E', value: true, note: certificate}, {name: "key", value: true, note: certificate},
		{name: "cacert", value: true, note: roots}, {name: "capath", value: true, note: roots},
		{name: "digest", note: signs}, {name: "ntlm", note: signs}, {name: "ntlm-wb", note: signs}, {name: "negotiate", note: signs},
		{name: "anyauth", note: signs}, {name: "aws-sigv4", value: true, note: signs},
		{name: "netrc", letter: 'n', note: "Names and passwords from .netrc are not looked up."},
		{name: "netrc-optional", note: "Names and passwords from .netrc are not looked up."},
		{name: "netrc-file", value: true, note: "Names and passwords from .netrc are not looked up."},
		{name: "time-cond", letter: 'z', value: true, note: "--time-cond is left out; write an If-Modified-Since field."},
		{name: "continue-at", letter: 'C', value: true, note: "--continue-at is left out; write a Range field."},
		{name: "etag-compare", value: true, note: "--etag-compare is left out; write an If-None-Match field."},
		{name: "next", letter: ':'},
	}
}

// Options that make no difference to the request, as curl 8 has them: with a value,
// with a letter, and alone.
const (
	silentValued = `alt-svc cert-type ciphers connect-timeout cookie-jar:c create-file-mode crlfile curves delegation dns-interface
dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header:D ech egd-file engine etag-save expect100-timeout ftp-account
ftp-alternative-to-user ftp-method ftp-port:P ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip help:h hostpubmd5
hostpubsha256 hsts interface ip-tos ipfs-gateway keepalive-cnt keepalive-time key-type krb libcurl limit-rate local-port login-options
mail-auth mail-from mail-rcpt max-filesize max-redirs max-time:m noproxy output:o output-dir parallel-max parallel-max-host pass
pinnedpubkey proto proto-default proto-redir proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile
proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype
proxy-tlspassword proxy-tlsuser proxy-user:U pubkey quote:Q random-file rate retry retry-delay retry-max-time sasl-authzid
service-name sigalgs socks5-gssapi-service speed-limit:Y speed-time:y stderr telnet-option:t tftp-blksize tls-max tls13-ciphers
tlsauthtype tlspassword tlsuser trace trace-ascii trace-config variable vlan-priority write-out:w`
	silentFlags = `append:a basic ca-native cert-status compressed-ssh create-dirs crlf disable:q disable-eprt disable-epsv
disallow-username-in-url doh-cert-status doh-insecure fail:f fail-early fail-with-body false-start form-escape ftp-create-dirs ftp-pasv
ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control globoff:g haproxy-protocol http0.9 ignore-content-length include:i ipv4:4 ipv6:6
junk-session-cookies:j list-only:l mail-rcpt-allowfails manual:M metalink mptcp no-alpn no-buffer:N no-clobber no-keepalive no-npn
no-progress-meter no-sessionid parallel:Z parallel-immediate path-as-is post301 post302 post303 progress-bar:# proxy-anyauth
proxy-basic proxy-ca-native proxy-digest proxy-http2 proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast
proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel:p raw remote-header-name:J remote-name:O remote-name-all remote-time:R
remove-on-error retry-all-errors retry-connrefused sasl-ir show-error:S show-headers silent:s skip-existing socks5-basic
socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2:2
sslv3:3 styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options tls-earlydata tlsv1:1 tlsv1.0 tlsv1.1 tlsv1.2
tlsv1.3 tr-encoding trace-ids trace-time use-ascii:B verbose:v version:V xattr buffer alpn keepalive progress-meter sessionid clobber`
)

// options are all of them.
func options() []option {
	all := append(acting(), different()...)
	for n, names := range []string{silentFlags, silentValued} {
		for word := range strings.FieldsSeq(names) {
			name, letter, _ := strings.Cut(word, ":")
			o := option{name: name, value: n == 1}
			if letter != "" {
				o.letter = letter[0]
			}
			all = append(all, o)
		}
	}
	return all
}

func (c *command) byLetter(letter byte) *option {
	for i := range c.known {
		if c.known[i].letter == letter {
			return &c.known[i]
		}
	}
	return nil
}

// longOption finds an option by its name, by --no- and its name, or by a beginning
// that no other has, as curl does. Nil without an error is one that is switched off.
func (c *command) longOption(name string) (*option, error) {
	var begin []*option
	for i := range c.known {
		o := &c.known[i]
		if o.name == name {
			return o, nil
		}
		if strings.HasPrefix(o.name, name) {
			begin = append(begin, o)
		}
	}
	if len(begin) == 1 && name != "" {
		return begin[0], nil
	}
	if positive, ok := strings.CutPrefix(name, "no-"); ok {
		if o, err := c.longOption(positive); err == nil && o != nil && !o.value {
			return nil, nil
		}
	}
	return nil, refuse("Leave it out, or say what it does with a field.", "--%s is not an option of curl that is known here", short(name))
}

// version sets the version of HTTP.
func version(v, note string) func(*command, string) error {
	return func(c *command, _ string) error {
		c.Version = v
		if note != "" {
			c.note("%s", note)
		}
		return nil
	}
}

func fromFile(what string) error {
	return refuse("Paste what is in the file in its place; files are not opened.", "%s would be read from a file", short(what))
}
