package walls

import (
	"go/ast"
	"slices"
	"sort"
	"strings"
)

// Wall is one rule of the house.
type Wall struct {
	Rule   string
	Why    string
	Broken func(House) []string // where, one line each
}

// Walls are all of them.
func Walls() []Wall {
	return []Wall{
		{"flow imports only the standard library, and never net/http, net or os",
			"the vocabulary must not inherit another model of HTTP: net/http loses order, case and bytes",
			eachFile(flowIsPure)},
		{"wire does no I/O, reads no clock and starts no goroutine",
			"codecs are functions of bytes: any chunking of the input must give the same events, and tests need no network",
			eachFile(wireIsPure)},
		{"policy reads no clock, opens nothing and resolves nothing",
			"a decision is a function of the connection and the lists: it can be explained, tested, and taken before anything is touched",
			eachFile(policyIsPure)},
		{"filter reads no clock, opens nothing and imports nothing but flow",
			"a filter is a function of an expression and a subject: the store, an exchange in flight and a test get the same answer",
			eachFile(filterIsPure)},
		{"rule/node and rule/rulefile open nothing and read no clock",
			"a file of rules is hostile input: it becomes values or mistakes, and nothing that it names is opened",
			eachFile(ruleFilesArePure)},
		{"view opens nothing and reads no clock",
			"what it shows is hostile: octets go in, text comes out, and nothing that a body says is fetched or run",
			eachFile(viewIsPure)},
		{"export opens neither files nor connections and reads no clock",
			"what leaves the store goes to the writer that the caller opened, and to nowhere else",
			eachFile(exportIsPure)},
		{"compose and proxy/landing open nothing and read no clock",
			"what is pasted and what a device asks for is hostile input: it becomes values, and nothing that it names is opened",
			eachFile(composeIsPure)},
		{"har opens nothing and reads no clock",
			"an archive is hostile input: it becomes values, and nothing that it names is opened",
			eachFile(harIsPure)},
		{"setup opens nothing and reads no clock",
			"what people copy is a function of where the proxy and the files are, and can be read and tested as it is",
			eachFile(setupIsPure)},
		{"trust stores are changed by the command line alone",
			"a person sees the plan and says yes at a terminal: what an instance answers about trust, it has only looked at",
			eachFile(trustIsLookedAt)},
		{"wire/h2 uses x/net/http2 for frames and hpack, not its Server or Transport",
			"they are deprecated and lose what must be shown: field order, SETTINGS, error codes",
			eachFile(noHTTP2Server)},
		{"proxy, store and api never import each other",
			"the consumer declares the small interface and app connects them; each can be tested and replaced alone",
			threeApart},
		{"net/http is for api and its clients, never for the traffic engine",
			"one message must never become two, and wire truth does not survive net/http",
			eachFile(noNetHTTP)},
		{"huma is imported by api alone",
			"an area is types and a small interface: who answers knows nothing of how it is asked, and the frame can be replaced in one place",
			eachFile(humaInAPI)},
		{"only ca holds a crypto.Signer or makes certificates",
			"the root key has one keeper, so that one package can be read to see that it never leaves",
			eachFile(oneSigner)},
		{"no private key is ever encoded",
			"the root key is never on disk as PEM or DER, and a leaf's key lives in memory alone",
			eachFile(noKeyEncoding)},
		{"the helper imports neither flow, wire, api nor third-party code but x/sys",
			"what runs with privilege has to be small enough to audit on its own",
			helperIsSmall},
		{"connections are opened by the packages listed here alone",
			"Rockxy opens no connection of its own: each place that can dial has a reason",
			eachFile(fewDial)},
		{"imports go down the house, never up",
			"cmd → app → {proxy, api, store, OS packages} → {mitm, rule, policy, filter, wire} → flow",
			eachFile(downwards)},
		{"the product imports no test code",
			"testing registers flags, and testkit may do what the product may not",
			eachFile(noTestCode)},
		{"no init function, and no lock, atomic or channel at package level",
			"state has an owner; two instances in one process must not meet",
			eachFile(noPackageState)},
		{"purego is imported by _darwin.go files alone",
			"it makes a Linux binary dynamic",
			eachFile(puregoOnDarwin)},
	}
}

func eachFile(check func(*File) []string) func(House) []string {
	return func(h House) (broken []string) {
		for _, f := range h {
			broken = append(broken, check(f)...)
		}
		return broken
	}
}

// imports complains about the imports for which bad says so.
func (f *File) imports(bad func(path string) bool) (broken []string) {
	for p := range f.Imports {
		if bad(p) {
			broken = append(broken, f.Package+"/"+f.Name+": imports "+p)
		}
	}
	sort.Strings(broken)
	return broken
}

func one(paths ...string) func(string) bool {
	return func(p string) bool { return within(p, paths...) }
}

func flowIsPure(f *File) []string {
	if !f.in("internal/flow") {
		return nil
	}
	return f.imports(func(p string) bool {
		_, own := inside(p)
		return own || thirdParty(p) || p == "net" || one("net/http", "os", "syscall")(p)
	})
}

func wireIsPure(f *File) []string {
	if !f.in("internal/wire") {
		return nil
	}
	broken := f.imports(func(p string) bool {
		if own, ok := inside(p); ok {
			return !within(own, "internal/flow", "internal/wire")
		}
		return p == "net" || one("net/http", "os", "syscall", "context", "crypto/tls", "golang.org/x/sys")(p)
	})
	return append(broken, f.clockAndGoroutines()...)
}

func filterIsPure(f *File) []string {
	if !f.in("internal/filter") {
		return nil
	}
	broken := f.imports(func(p string) bool {
		own, ok := inside(p)
		return ok && !within(own, "internal/flow") || thirdParty(p) || p == "net" ||
			one("net/http", "os", "syscall", "context", "crypto/tls", "sync", "log")(p)
	})
	return append(broken, f.clockAndGoroutines()...)
}

func policyIsPure(f *File) []string {
	if !f.in("internal/policy") {
		return nil
	}
	broken := f.imports(func(p string) bool {
		own, ok := inside(p)
		return ok && !within(own, "internal/flow") || thirdParty(p) && p != "golang.org/x/net/idna" ||
			p == "net" || one("net/http", "os", "syscall", "context", "crypto/tls", "sync", "log")(p)
	})
	return append(broken, f.clockAndGoroutines()...)
}

func composeIsPure(f *File) []string {
	if !f.in("internal/compose", "internal/proxy/landing") {
		return nil
	}
	broken := f.imports(func(p string) bool {
		_, own := inside(p)
		return own || one("net/http", "os", "syscall", "context", "crypto/tls", "sync", "log")(p)
	})
	return append(broken, f.clockAndGoroutines()...)
}

func ruleFilesArePure(f *File) []string {
	if !f.in("internal/rule/node", "internal/rule/rulefile") {
		return nil
	}
	return append(f.imports(func(p string) bool {
		return p == "net" || one("net/http", "os", "syscall", "crypto/tls", "sync", "log")(p)
	}), f.clockAndGoroutines()...)
}

func viewIsPure(f *File) []string {
	if !f.in("internal/view") {
		return nil
	}
	broken := f.imports(func(p string) bool {
		own, ok := inside(p)
		return ok && !within(own, "internal/flow", "internal/content", "internal/filter", "internal/view") || p == "net" || one("net/http", "os", "syscall", "crypto", "sync", "log")(p)
	})
	return append(broken, f.clockAndGoroutines()...)
}

func harIsPure(f *File) []string {
	if !f.in("internal/har") || strings.HasSuffix(f.Name, "_test.go") {
		return nil
	}
	broken := f.imports(func(p string) bool {
		own, ok := inside(p)
		return ok && !within(own, "internal/flow", "internal/content") || thirdParty(p) && !within(p, "golang.org/x/text") ||
			p == "net" || one("net/http", "os", "syscall", "context", "crypto/tls", "sync", "log")(p)
	})
	return append(broken, f.clockAndGoroutines()...)
}

func setupIsPure(f *File) []string {
	if !f.in("internal/setup") {
		return nil
	}
	broken := f.imports(func(p string) bool { return p == "net" || one("net/http", "os", "syscall", "golang.org/x/sys")(p) })
	return append(broken, f.clockAndGoroutines()...)
}

// trustIsLookedAt knows what of package trust only looks. Whatever is not among it may
// change something.
func trustIsLookedAt(f *File) (broken []string) {
	local, ok := f.Imports[Module+"/internal/trust"]
	if !ok || f.in("internal/cli", "internal/trust") || testCode(f.Package) {
		return nil
	}
	looks := []string{"PlanTrust", "Verify", "Host", "Env", "Options", "Fingerprint", "ParseFingerprint", "SHA256"}
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == local && !slices.Contains(looks, sel.Sel.Name) {
			broken = append(broken, f.at(n, "trust."+sel.Sel.Name))
		}
		return true
	})
	return broken
}

func exportIsPure(f *File) []string {
	if !f.in("internal/export") {
		return nil
	}
	broken := f.imports(one("net/http", "os", "syscall", "golang.org/x/sys"))
	broken = append(broken, f.uses("time", "Now", "Since", "Until", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick")...)
	return append(broken, f.uses("net", "Listen", "ListenTCP", "ListenUDP", "ListenPacket", "LookupHost", "LookupIP", "Resolver")...)
}

// clockAndGoroutines are what makes a function more than one of its arguments.
func (f *File) clockAndGoroutines() []string {
	broken := f.uses("time", "Now", "Since", "Until", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick")
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		if g, ok := n.(*ast.GoStmt); ok {
			broken = append(broken, f.at(g, "starts a goroutine"))
		}
		return true
	})
	return broken
}

func noHTTP2Server(f *File) []string {
	if f.in("internal/testkit") {
		return nil
	}
	broken := f.imports(one("golang.org/x/net/http2/h2c"))
	return append(broken, f.uses("golang.org/x/net/http2", "Server", "Transport", "ClientConn", "ConfigureServer", "ConfigureTransport", "ConfigureTransports")...)
}

func threeApart(h House) (broken []string) {
	three := []string{"internal/proxy", "internal/store", "internal/api"}
	for _, from := range three {
		for to, chain := range h.reach(from) {
			if within(to, three...) && !within(to, from) {
				broken = append(broken, chain)
			}
		}
	}
	sort.Strings(broken)
	return broken
}

func noNetHTTP(f *File) []string {
	if f.in(httpAllowed()...) {
		return nil
	}
	return f.imports(one("net/http"))
}

func humaInAPI(f *File) []string {
	if f.in("internal/api") {
		return nil
	}
	return f.imports(one("github.com/danielgtaylor/huma/v2"))
}

// httpAllowed are the packages that may use net/http: the API, those who talk
// to it, and test code.
func httpAllowed() []string {
	return []string{"internal/api", "internal/app", "internal/cli", "internal/demo", "internal/web", "internal/testkit"}
}

func oneSigner(f *File) []string {
	if f.in("internal/ca", "internal/testkit") {
		return nil
	}
	return append(f.uses("crypto", "Signer"), f.uses("crypto/x509", "CreateCertificate", "CreateRevocationList")...)
}

func noKeyEncoding(f *File) []string {
	if testCode(f.Package) {
		return nil
	}
	return f.uses("crypto/x509", "MarshalPKCS8PrivateKey", "MarshalPKCS1PrivateKey", "MarshalECPrivateKey")
}

func helperIsSmall(h House) (broken []string) {
	for _, root := range []string{"cmd/rockxy-helper", "internal/helper"} {
		packages := h.reach(root)
		packages[root] = root
		for pkg, chain := range packages {
			if within(pkg, "internal/flow", "internal/wire", "internal/api") {
				broken = append(broken, chain)
			}
			for _, f := range h {
				if f.Package == pkg {
					broken = append(broken, f.imports(func(p string) bool { return thirdParty(p) && !one("golang.org/x/sys")(p) })...)
				}
			}
		}
	}
	sort.Strings(broken)
	return broken
}

// dialers are the packages that may open connections, and to what.
func dialers() map[string]string {
	return map[string]string{
		"internal/proxy":   "upstream, as a client asked for",
		"internal/api":     "a running instance's own socket",
		"internal/cli":     "a running instance's own socket",
		"internal/app":     "gives proxy its dialler",
		"internal/demo":    "its own origin and clients, through the proxy",
		"internal/testkit": "tests",
	}
}

func fewDial(f *File) []string {
	for pkg := range dialers() {
		if f.in(pkg) {
			return nil
		}
	}
	broken := f.uses("net", "Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "DialUnix", "Dialer")
	broken = append(broken, f.uses("crypto/tls", "Dial", "DialWithDialer", "Dialer")...)
	return append(broken, f.uses("net/http", "Get", "Post", "PostForm", "Head", "DefaultClient", "DefaultTransport", "Client", "Transport")...)
}

func noTestCode(f *File) []string {
	if testCode(f.Package) {
		return nil
	}
	return f.imports(func(p string) bool {
		own, ok := inside(p)
		return ok && testCode(own) || one("testing", "go.uber.org/goleak", "pgregory.net/rapid")(p)
	})
}

// testCode reports whether a package is for tests alone: testkit, and those
// named after what they test, as net/http/httptest is.
func testCode(pkg string) bool {
	return within(pkg, "internal/testkit", "internal/e2e") || strings.HasSuffix(pkg, "test")
}

func puregoOnDarwin(f *File) []string {
	if strings.HasSuffix(f.Name, "_darwin.go") {
		return nil
	}
	return f.imports(one("github.com/ebitengine/purego"))
}

func noPackageState(f *File) (broken []string) {
	if testCode(f.Package) {
		return nil
	}
	for _, d := range f.Syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "init" {
				broken = append(broken, f.at(d, "func init"))
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if v, ok := s.(*ast.ValueSpec); ok && v.Type != nil && isState(v.Type) {
					broken = append(broken, f.at(v, "package state "+v.Names[0].Name))
				}
			}
		}
	}
	return broken
}

// isState reports whether a type is one that exists to be changed.
func isState(t ast.Expr) bool {
	switch t := t.(type) {
	case *ast.ChanType:
		return true
	case *ast.IndexExpr:
		return isState(t.X)
	case *ast.SelectorExpr:
		x, ok := t.X.(*ast.Ident)
		if !ok || x.Name == "sync" && t.Sel.Name == "Pool" { // a cache without meaning
			return false
		}
		return x.Name == "sync" || x.Name == "atomic"
	}
	return false
}
