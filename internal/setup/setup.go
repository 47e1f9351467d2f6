// Package setup has what people copy to send a client through the proxy: lines for
// shells, a few lines of code in each language, flags of browsers, steps on phones. It is
// pure: where the proxy is, and where the files are that a text names, goes in; texts come
// out. It writes nothing.
//
// Every path and address is quoted as the language of the text wants it. What a shell is
// given to read are files of variables, made of what `rockxy run` gives a program.
package setup

import (
	"fmt"
	"net/netip"
)

// Input is what the texts are made from.
type Input struct {
	Proxy netip.AddrPort // as clients on this machine reach it
	// Addresses are those under which other machines reach it, none if they do not.
	Addresses []netip.AddrPort
	// Windows says that commands are for PowerShell, not for a POSIX shell.
	Windows bool

	Root       string // file: the public certificate, PEM
	Bundle     string // file: the system's roots and ours, PEM
	TrustStore string // file: the same for Java, PKCS#12
	NodeScript string // file: what Node loads first
	// Env are the files of variables, by [Shells].
	Env map[string]string

	SPKI  string // SHA-256 of the root's public key, Base64
	Name  string // the root's, as devices show it
	Local string // URL of the page with the certificate
	// Data is " --data DIR" for commands of Rockxy, quoted, or empty.
	Data string
}

// The groups of snippets, in order.
const (
	Terminal  = "terminal"
	Language  = "language"
	Browser   = "browser"
	Phone     = "phone"
	Container = "container"
)

// Snippet is one way to send a client through the proxy.
type Snippet struct {
	ID, Group, Title string
	// Language is what Text is written in, or "steps" for steps, one a line.
	Language string
	Text     string
	Note     string // empty, or sentences
	Check    string // a filter that selects what comes in by it
}

// Example is the URL that texts ask for.
const Example = "https://example.com/"

// Snippets are all there are, by group.
func Snippets(in Input) []Snippet {
	var all []Snippet
	for _, group := range [][]Snippet{in.terminal(), in.commands(), in.languages(), in.languagesWithCode(), in.browsers(), in.phones(), in.containers()} {
		all = append(all, group...)
	}
	return all
}

// url is the proxy's.
func (in Input) url() string { return "http://" + in.Proxy.String() }

func (in Input) host() string { return in.Proxy.Addr().String() }
func (in Input) port() string { return fmt.Sprint(in.Proxy.Port()) }

// assign is one variable.
type assign struct{ name, value string }

// proxyVars are those that most programs read.
func (in Input) proxyVars() []assign {
	return []assign{{"HTTPS_PROXY", in.url()}, {"HTTP_PROXY", in.url()}, {"NO_PROXY", ""}}
}
