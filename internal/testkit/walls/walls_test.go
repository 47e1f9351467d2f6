package walls

import (
	"fmt"
	"strings"
	"testing"
)

// TestWalls is the check of this module.
func TestWalls(t *testing.T) {
	house, err := Load("../../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(house) < 20 {
		t.Fatalf("found %d files only: looking in the wrong place", len(house))
	}
	for _, w := range Walls() {
		if broken := w.Broken(house); len(broken) > 0 {
			t.Errorf("%s,\nbecause %s; broken by\n\t%s", w.Rule, w.Why, strings.Join(broken, "\n\t"))
		}
	}
}

// TestEachWallCanBreak shows every wall a house that breaks it, and one beside
// it that does not.
func TestEachWallCanBreak(t *testing.T) {
	for _, test := range []struct{ rule, name, bad, good string }{
		{"flow imports", "internal/flow/x.go", `import "net/http"; var _ http.Header`, `import "net/netip"`},
		{"flow imports", "internal/flow/x.go", `import "rockxy/internal/wire/h1"`, `import "bytes"`},
		{"flow imports", "internal/flow/x.go", `import "golang.org/x/text/cases"`, `import "unicode/utf8"`},
		{"wire does no I/O", "internal/wire/h1/x.go", `import "os"`, `import "io"`},
		{"wire does no I/O", "internal/wire/h1/x.go", `import clock "time"; func f() { clock.Now() }`, `import "time"; func f(now time.Time) {}`},
		{"wire does no I/O", "internal/wire/h2/x.go", `func f() { go f() }`, `func f() { f() }`},
		{"wire does no I/O", "internal/wire/h2/x.go", `import "rockxy/internal/store"`, `import "rockxy/internal/flow"`},
		{"policy reads", "internal/policy/x.go", `import "os"`, `import "io"`},
		{"policy reads", "internal/policy/x.go", `import "time"; func f() { time.Now() }`, `import "time"; func f(now time.Time) {}`},
		{"policy reads", "internal/policy/x.go", `import "golang.org/x/text/cases"`, `import "golang.org/x/net/idna"`},
		{"view opens", "internal/view/x.go", `import "os"`, `import "io"`},
		{"view opens", "internal/view/schema/x.go", `import "rockxy/internal/store"`, `import "rockxy/internal/content"`},
		{"filter reads", "internal/filter/x.go", `import "os"`, `import "regexp"`},
		{"rule/node and rule/rulefile open", "internal/rule/rulefile/x.go", `import "os"`, `import "path/filepath"`},
		{"filter reads", "internal/filter/x.go", `import "time"; func f() { time.Now() }`, `import "time"; func f(now time.Time) {}`},
		{"filter reads", "internal/filter/x.go", `import "rockxy/internal/content"`, `import "rockxy/internal/flow"`},
		{"wire/h2 uses", "internal/wire/h2/x.go", `import "golang.org/x/net/http2"; var _ http2.Transport`, `import "golang.org/x/net/http2"; var _ http2.Framer`},
		{"proxy, store and api", "internal/proxy/x.go", `import "rockxy/internal/store"`, `import "rockxy/internal/flow"`},
		{"net/http is", "internal/mitm/x.go", `import "net/http/httputil"`, `import "crypto/tls"`},
		{"huma is", "internal/app/x.go", `import "github.com/danielgtaylor/huma/v2/adapters/humago"`, `import "rockxy/internal/api"`},
		{"only ca holds", "internal/mitm/x.go", `import "crypto"; var _ crypto.Signer`, `import "crypto"; var _ crypto.Hash`},
		{"no private key", "internal/ca/x.go", `import "crypto/x509"; var _ = x509.MarshalECPrivateKey`, `import "crypto/x509"; var _ = x509.MarshalPKIXPublicKey`},
		{"the helper imports", "cmd/rockxy-helper/x.go", `import "github.com/spf13/cobra"`, `import "golang.org/x/sys/unix"`},
		{"compose and proxy/landing open", "internal/compose/x.go", `import "os"`, `import "strings"`},
		{"compose and proxy/landing open", "internal/proxy/landing/x.go", `import "net/http"`, `import "html/template"`},
		{"setup opens", "internal/setup/x.go", `import "os"`, `import "net/netip"`},
		{"trust stores are changed", "internal/app/x.go", `import "rockxy/internal/trust"; var _ = trust.Apply`, `import "rockxy/internal/trust"; var _ = trust.PlanTrust`},
		{"trust stores are changed", "internal/api/x.go", `import t "rockxy/internal/trust"; var _ t.Consent`, `import t "rockxy/internal/trust"; var _ t.SHA256`},
		{"har opens", "internal/har/x.go", `import "os"`, `import "io"`},
		{"har opens", "internal/har/x.go", `import "rockxy/internal/store"`, `import "rockxy/internal/content"`},
		{"har opens", "internal/har/x.go", `import "time"; func f() { time.Now() }`, `import "golang.org/x/text/encoding"`},
		{"export opens", "internal/export/redact/x.go", `import "os"; var _ = os.Stdout`, `import "io"; var _ io.Writer`},
		{"export opens", "internal/export/reenact/x.go", `import "time"; func f() { time.Now() }`, `import "net"; func f() { net.Pipe() }`},
		{"connections are opened", "internal/store/x.go", `import "net"; var _ net.Dialer`, `import "net"; var _ net.Conn`},
		{"connections are opened", "internal/launch/x.go", `import "net/http"; func f() { http.Get("") }`, `func f() {}`},
		{"imports go down", "internal/flow/x.go", `import "rockxy/internal/app"`, ``},
		{"imports go down", "internal/wire/h1/x.go", `import "rockxy/internal/mitm"`, `import "rockxy/internal/flow"`},
		{"the product imports no test", "internal/proxy/x.go", `import "testing"`, `import "fmt"`},
		{"the product imports no test", "internal/ca/x.go", `import "rockxy/internal/ca/custodytest"`, `import "rockxy/internal/flow"`},
		{"no init function", "internal/proxy/x.go", `func init() {}`, `func (t *T) init() {}`},
		{"no init function", "internal/proxy/x.go", `import "sync"; var m sync.Mutex`, `import "sync"; var p sync.Pool`},
		{"no init function", "internal/proxy/x.go", `import "sync/atomic"; var n atomic.Pointer[int]`, `var errX = error(nil)`},
		{"purego is", "internal/trust/x.go", `import "github.com/ebitengine/purego"`, `import "os"`},
	} {
		w := find(t, test.rule)
		bad := w.Broken(oneFile(t, test.name, test.bad))
		if len(bad) == 0 {
			t.Errorf("%q is not broken by %s: %s", test.rule, test.name, test.bad)
		}
		if good := w.Broken(oneFile(t, test.name, test.good)); len(good) > 0 {
			t.Errorf("%q is broken by %s: %s: %q", test.rule, test.name, test.good, good)
		}
	}
}

func TestWallsSeeThroughPackages(t *testing.T) {
	house := append(oneFile(t, "internal/proxy/x.go", `import "rockxy/internal/lru"`),
		oneFile(t, "internal/lru/y.go", `import "rockxy/internal/store"`)...)
	got := find(t, "proxy, store and api").Broken(house)
	if want := "internal/proxy → internal/lru → internal/store"; len(got) != 1 || got[0] != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAPackageWithoutAFloorIsNoticed(t *testing.T) {
	got := find(t, "imports go down").Broken(oneFile(t, "internal/nowhere/x.go", ""))
	if len(got) != 1 || !strings.Contains(got[0], "no floor") {
		t.Errorf("got %q", got)
	}
}

func find(t *testing.T, rule string) Wall {
	t.Helper()
	for _, w := range Walls() {
		if strings.HasPrefix(w.Rule, rule) {
			return w
		}
	}
	t.Fatalf("no wall begins with %q", rule)
	return Wall{}
}

func oneFile(t *testing.T, name, body string) House {
	t.Helper()
	f, err := Parse(name, fmt.Sprintf("package x; %s", body))
	if err != nil {
		t.Fatal(err)
	}
	return House{f}
}
