package redact

import "bytes"

// shapes replaces in place what is a secret by how it looks, wherever it
// stands.
func (r *Redactor) shapes(b []byte) {
	r.pem(b)
	for i := 0; i < len(b); {
		if !isTokenChar(b[i]) {
			i++
			continue
		}
		end := i
		for end < len(b) && isTokenChar(b[end]) {
			end++
		}
		r.token(b, i, end)
		i = end
	}
}

// shortest is the shortest token that has a shape of its own.
const shortest = 16

// token looks at a run of letters, digits and -_. at [from, end) of b.
func (r *Redactor) token(b []byte, from, end int) {
	run := b[from:end]
	if len(run) >= 5 && isAuthScheme(run) && end < len(b) && b[end] == ' ' {
		r.afterScheme(b, end+1, bytes.EqualFold(run, []byte("basic")))
		return
	}
	if len(run) < shortest {
		return
	}
	for i := 0; i+shortest <= len(run); i++ {
		if i > 0 && isAlnum(run[i-1]) {
			continue // a prefix begins a word
		}
		if n := shapeAt(b, from+i, end); n > 0 {
			r.one(run[i:i+n], secret, verbatim{})
			i += n - 1
		}
	}
}

// shapeAt returns the length of the secret at i, 0 for none; the run that it is
// in ends at end.
func shapeAt(b []byte, i, end int) int {
	word := b[i:end]
	if p := knownPrefix(word); p != nil {
		n := len(p)
		for n < len(word) && (isAlnum(word[n]) || word[n] == '-' || word[n] == '_' || word[n] == '.' && n+1 < len(word) && isAlnum(word[n+1])) {
			n++
		}
		if n-len(p) >= 12 {
			return n
		}
	}
	if bytes.HasPrefix(word, []byte("eyJ")) {
		return jwtAt(word)
	}
	if d := digitsAt(word); d == len(word) && d >= 8 && d <= 10 && end < len(b) && b[end] == ':' {
		return 0 // the number of a bot; its token is after the colon
	}
	if len(word) == 35 && i > 1 && b[i-1] == ':' && isDigit(b[i-2]) && word[0] == 'A' && word[1] == 'A' {
		return 35 // of a Telegram bot
	}
	return 0
}

func digitsAt(b []byte) int {
	n := 0
	for n < len(b) && isDigit(b[n]) {
		n++
	}
	return n
}

// jwtAt returns the length of the token of three or five parts at the start.
func jwtAt(word []byte) int {
	const longestHeader, longest = 4 << 10, 64 << 10
	if bytes.IndexByte(word[:min(len(word), longestHeader)], '.') < 0 {
		return 0
	}
	word = word[:min(len(word), longest)]
	n, dots := 0, 0
	for n < len(word) && dots <= 4 {
		if word[n] == '.' {
			if dots == 4 {
				break
			}
			dots++
		}
		n++
	}
	for ; dots >= 2; dots-- {
		if header, _, _ := bytes.Cut(word[:n], []byte(".")); dots == 2 || dots == 4 {
			if h, ok := base64JSON(header); ok && bytes.Contains(h, []byte(`"alg"`)) {
				return len(bytes.TrimRight(word[:n], "."))
			}
		}
		n = bytes.LastIndexByte(word[:n], '.')
	}
	return 0
}

// afterScheme replaces the credentials after "Bearer " or "Basic " in a text.
func (r *Redactor) afterScheme(b []byte, from int, basic bool) {
	end := from
	for end < len(b) && (isTokenChar(b[end]) || isAny(b[end], "+/=~")) {
		end++
	}
	if end-from < 8 {
		return // a word of a sentence
	}
	if basic {
		r.basic(b[from:end])
		return
	}
	r.one(b[from:end], doubtful, verbatim{})
}

// knownPrefix returns the prefix of a secret that those who issue it give to
// tell it, nil for none.
func knownPrefix(b []byte) []byte {
	if len(b) < 4 {
		return nil
	}
	for _, p := range prefixes(b[0]) {
		if len(b) > len(p) && string(b[:len(p)]) == p {
			return b[:len(p)]
		}
	}
	return nil
}

// prefixes are those that begin with c, longer ones first.
func prefixes(c byte) []string {
	switch c {
	case 'A':
		return []string{"AGE-SECRET-KEY-1", "ATATT3", "AKIA", "ASIA", "AIza", "ABIA", "ACCA"}
	case 'E':
		return []string{"EAACEdEose0cBA", "EAAA"}
	case 'G':
		return []string{"GOCSPX-"}
	case 'N':
		return []string{"NRAK-", "NRJS-"}
	case 'S':
		return []string{"SG."}
	case 'd':
		return []string{"dop_v1_", "doo_v1_", "dor_v1_", "dckr_pat_", "dapi"}
	case 'f':
		return []string{"figd_", "fo1_"}
	case 'g':
		return []string{"github_pat_", "glpat-", "gldt-", "glrt-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "glsa_"}
	case 'h':
		return []string{"hvs.", "hvb.", "hf_"}
	case 'k':
		return []string{"key-"}
	case 'l':
		return []string{"lin_api_", "lin_oauth_"}
	case 'n':
		return []string{"npm_", "nfp_"}
	case 'p':
		return []string{"pypi-", "pk_live_", "pk_test_", "pscale_tkn_", "pscale_pw_", "phc_", "pat_", "pul-"}
	case 'r':
		return []string{"rk_live_", "rk_test_", "rubygems_", "rdme_"}
	case 's':
		return []string{"sk-ant-", "sk-proj-", "sk_live_", "sk_test_", "shpat_", "shpca_", "shppa_", "shpss_", "sq0atp-", "sq0csp-", "sntrys_", "sk-"}
	case 't':
		return []string{"tfp_", "tskey-"}
	case 'w':
		return []string{"whsec_"}
	case 'x':
		return []string{"xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xoxe.", "xapp-", "xkeysib-"}
	case 'y':
		return []string{"ya29."}
	}
	return nil
}

// pem replaces the contents of private keys, also where their lines are
// escaped.
func (r *Redactor) pem(b []byte) {
	begin, mark := []byte("-----BEGIN "), []byte("PRIVATE KEY")
	for i := 0; ; {
		at := bytes.Index(b[i:], begin)
		if at < 0 {
			return
		}
		i += at + len(begin)
		label := b[i:min(len(b), i+64)]
		dashes := bytes.Index(label, []byte("-----"))
		if dashes < 0 || !bytes.Contains(label[:dashes], mark) {
			continue
		}
		from := i + dashes + 5
		end := len(b)
		if n := bytes.Index(b[from:], []byte("-----END ")); n >= 0 {
			end = from + n
		}
		r.keyLines(b[from:end])
		i = end
	}
}

func (r *Redactor) keyLines(b []byte) {
	for i := 0; i < len(b); {
		if b[i] == '\\' {
			i += 2 // \n
			continue
		}
		end := i
		for end < len(b) && (isAlnum(b[end]) || isAny(b[end], "+/=")) {
			end++
		}
		if end-i > 4 {
			r.one(b[i:end], secret, verbatim{})
		}
		i = end + 1
	}
}

func isTokenChar(c byte) bool { return isAlnum(c) || c == '-' || c == '_' || c == '.' }

func isScheme(b []byte) bool { return isAuthScheme(b) }

func isAuthScheme(b []byte) bool {
	for _, s := range []string{"bearer", "basic", "token", "digest", "apikey", "dpop"} {
		if len(b) == len(s) && bytes.EqualFold(b, []byte(s)) {
			return true
		}
	}
	return false
}
