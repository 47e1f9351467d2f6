package verdict

// stack is a TLS library.
type stack uint8

const (
	stackUnknown stack = iota
	stackOpenSSL
	stackGnuTLS
	stackGo
	stackJava
	stackBoring // Chromium, and OkHttp on Android: they offer the same suites
	stackApple  // Safari, CFNetwork, Network.framework
	stackNSS    // Firefox
)

// printOf returns what of a JA4 fingerprint stays the same from host to host: the
// digest of the cipher suites. The first part counts extensions and tells SNI
// and ALPN, the third changes with session tickets.
func printOf(ja4 string) string {
	const from, to = len("t13d1516h2_"), len("t13d1516h2_8daaf6152771")
	if len(ja4) < to {
		return ja4
	}
	return ja4[from:to]
}

// stackOf recognises a library by a print. Which suites are offered depends on
// the version and on how the library is set up, so most prints are unknown,
// and nothing may be concluded from that.
func stackOf(print string) stack { return prints[print] }

var prints = map[string]stack{
	"e8f1e7e78f70": stackOpenSSL, // the default list of 1.1.1 and 3.x
	"d943125447b4": stackOpenSSL, // the same, TLS 1.2 at most
	"723694b0fccc": stackGnuTLS,  // 3.7, NORMAL
	"f57a46bbacb6": stackGo,      // 1.22 and later
	"a8cf61a50a39": stackGo,      // the same, TLS 1.2 at most
	"1d947a95fc68": stackJava,    // 17
	"0df5e5c63df4": stackJava,    // 17, TLS 1.2 at most
	"8daaf6152771": stackBoring,
	"a09f3c656075": stackApple,
	"5b57614c22b0": stackNSS,
	"86a278354501": stackNSS, // ESR
}
