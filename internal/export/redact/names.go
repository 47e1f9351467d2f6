package redact

import (
	"bytes"
	"strings"
)

// place is where a name stands: some names are those of secrets in some places
// only.
type place uint8

const (
	inText place = iota
	inQuery
	inField
)

// verdict is what a name says of its value.
type verdict uint8

const (
	harmless verdict = iota
	doubtful         // a secret if it looks like one
	secret
)

// judge decides by the words of a name, such as "userPassword",
// "X-Api-Key" or "user[access_token]".
func judge(name string, at place) verdict {
	words := split(name)
	if len(words) == 0 || len(words) > 12 {
		return harmless
	}
	joined := strings.Join(words, "_")
	if exempt(joined) {
		return harmless
	}
	if qualifiers(words[len(words)-1]) && len(words) > 1 {
		return harmless
	}
	for _, w := range words {
		if always(w) {
			return secret
		}
	}
	if compound(words) {
		return secret
	}
	if at == inField && (words[len(words)-1] == "key" || words[len(words)-1] == "auth") {
		return secret
	}
	if sometimes(words[len(words)-1]) || at == inQuery && atQuery(joined) {
		return doubtful
	}
	return harmless
}

// always are words of which one is enough.
func always(w string) bool {
	switch w {
	case "password", "passwd", "passwort", "pwd", "passphrase", "passcode", "secret", "secrets", "token", "tokens", "apikey", "authorization",
		"credential", "credentials", "jwt", "bearer", "otp", "totp", "cvv", "cvc", "csrf", "xsrf", "csrftoken", "xsrftoken", "jsessionid", "phpsessid", "sessionid",
		"sessid", "signature", "accesstoken", "refreshtoken", "idtoken", "authtoken", "cookie", "cookies", "mnemonic", "assertion", "sid", "authenticity", "privkey", "privatekey", "secretkey", "accesskey", "clientsecret", "pat":
		return true
	}
	return false
}

// compound are words that make a secret together.
func compound(words []string) bool {
	for i := range len(words) - 1 {
		switch words[i] + " " + words[i+1] {
		case "api key", "access key", "private key", "secret key", "auth key", "account key", "encryption key", "signing key", "master key", "license key",
			"shared key", "storage key", "subscription key", "session id", "session key", "code verifier", "recovery code", "backup code", "verification code",
			"one time", "user pass", "auth code", "authorization code", "device code", "saml response", "saml request", "session data", "card number", "security code", "seed phrase", "functions key":
			return true
		}
	}
	return false
}

// sometimes are words whose value decides.
func sometimes(w string) bool {
	switch w {
	case "key", "auth", "pass", "pw", "pin", "sig", "hmac", "session", "ticket", "nonce", "hash", "sso", "ssid", "cred", "creds", "access", "refresh":
		return true
	}
	return false
}

// atQuery are names of OAuth and of signed URLs (AWS, Azure, Google, CloudFront).
func atQuery(joined string) bool {
	switch joined {
	case "code", "state", "key", "sig", "se", "x_goog_credential", "policy", "oauth_verifier", "oobcode", "invite", "magic":
		return true
	}
	return false
}

// qualifiers end a name that speaks about a secret and is none.
func qualifiers(w string) bool {
	switch w {
	case "type", "expires", "expiry", "expiration", "expire", "ttl", "count", "limit", "url", "uri", "endpoint", "algorithm", "alg", "name", "policy", "length",
		"enabled", "required", "at", "in", "kind", "status", "method", "methods", "label", "placeholder", "strength", "hint", "age", "lifetime", "format", "prefix", "version", "supported":
		return true
	}
	return false
}

func exempt(joined string) bool {
	switch joined {
	case "sec_web_socket_key", "sec_websocket_key", "sec_websocket_accept", "sec_websocket_protocol", "surrogate_key", "cache_key", "x_cache_key", "idempotency_key", "public_key",
		"sec_fetch_site", "accept_signature", "partition_key", "sort_key", "primary_key", "foreign_key", "signed_headers", "x_amz_signed_headers", "cookie_path", "cookie_domain",
		"next_page_token", "total_tokens", "max_tokens", "prompt_tokens", "completion_tokens", "input_tokens", "output_tokens", "author":
		return true
	}
	return false
}

// split splits a name into words in lower case: at signs, and where camelCase
// has its humps.
func split(name string) (words []string) {
	from := -1
	flush := func(to int) {
		if from >= 0 {
			words = append(words, strings.ToLower(name[from:to]))
		}
		from = -1
	}
	for i := range len(name) {
		c := name[i]
		switch {
		case !isAlnum(c) && c < 0x80:
			flush(i)
			continue
		case from >= 0 && isUpper(c) && (!isUpper(name[i-1]) && !isDigit(name[i-1]) || i+1 < len(name) && isLower(name[i+1]) && isUpper(name[i-1])):
			flush(i)
		}
		if from < 0 {
			from = i
		}
	}
	flush(len(name))
	return words
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

// random reports whether a value looks like something that nobody chose: long
// enough, without spaces, digits and letters mixed. Paths and file names do not.
func random(v []byte) bool {
	if bytes.IndexByte(v, '/') >= 0 && bytes.IndexByte(v, '.') >= 0 {
		return false
	}
	digits, letters := 0, 0
	for _, c := range v {
		switch {
		case isDigit(c):
			digits++
		case isAlpha(c):
			letters++
		case c <= ' ':
			return false
		}
	}
	return len(v) >= 16 && digits >= 2 && letters >= 2 || len(v) >= 4 && len(v) <= 10 && digits == len(v)
}
