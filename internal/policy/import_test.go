package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const charlesConfig = `<?xml version='1.0' encoding='UTF-8' ?>
<?charles serialisation-version='2.0' ?>
<configuration>
  <proxyConfiguration>
    <port>8888</port>
    <decryptSSL>false</decryptSSL>
    <sslLocations>
      <locationPatterns>
        <locationMatch><location><host>*.example.com</host><port>443</port></location><enabled>true</enabled></locationMatch>
        <locationMatch><location><host>both.example.com</host></location></locationMatch>
        <locationMatch><location><protocol>https</protocol><host>API-[a-f]?.Example.com</host><port>*</port><path>/*</path></location></locationMatch>
        <locationMatch><location><host>off.example.com</host></location><enabled>false</enabled></locationMatch>
        <locationMatch><location><protocol>http</protocol><host>plain.example.com</host></location></locationMatch>
        <locationMatch><location><host>path.example.com</host><path>/api/*</path></location></locationMatch>
        <locationMatch><location><host>range.example.com</host><port>44*</port></location></locationMatch>
        <locationMatch><location><port>8443</port></location></locationMatch>
        <locationMatch><location><host>2001:db8::1</host><port>443</port></location></locationMatch>
      </locationPatterns>
    </sslLocations>
    <sslExcludeLocations>
      <locationPatterns>
        <locationMatch><location><host>both.example.com</host></location><enabled>true</enabled></locationMatch>
      </locationPatterns>
    </sslExcludeLocations>
  </proxyConfiguration>
  <toolConfiguration><configs><entry><string>Block List</string><blacklist><locations><locationPatterns>
    <locationMatch><location><host>blocked.example.com</host></location><enabled>true</enabled></locationMatch>
  </locationPatterns></locations></blacklist></entry></configs></toolConfiguration>
</configuration>`

func TestImport(t *testing.T) {
	for _, test := range []struct {
		name, text, format string
		byDefault          Action
		entries, skipped   []string
	}{
		{"Charles, whole", charlesConfig, "Charles", Bypass, []string{
			"intercept *.example.com:443", "intercept api-[a-f]?.example.com", "intercept *:8443", "intercept [2001:db8::1]:443", "bypass both.example.com",
		}, []string{"SSL proxying was switched off", "off.example.com: it is not enabled", "plain.example.com: it is about plain HTTP",
			"path.example.com: it asks for a path", `range.example.com:44*: column 19: "44*", expected a port`}},
		{"Charles, the list alone", `<sslSettings><include><locationPatterns><locationMatch><location><host>a</host></location></locationMatch></locationPatterns></include>
			<exclude><locationPatterns><locationMatch><location><host>b</host></location></locationMatch></locationPatterns></exclude></sslSettings>`,
			"Charles", Bypass, []string{"intercept a", "bypass b"}, nil},
		{"Charles, exclusions alone", `<x><sslExcludeLocations><locationPatterns><locationMatch><location><host>b</host></location></locationMatch></locationPatterns></sslExcludeLocations></x>`,
			"Charles", Intercept, []string{"bypass b"}, nil},
		{"Proxyman, all tools", `{"mapLocalData":{"rules":[{"url":"https://no.example"}]},"sslProxyingData":{"isEnabled":false,
			"includeEntries":[{"id":"1","domain":"*.example.com","isEnabled":true},{"domain":"off.example.com","isEnabled":false},{"appName":"Google Chrome"},{"bundleIdentifier":"com.apple.Safari"}],
			"excludeEntries":[{"domain":"pinned.example.com","port":443},"https://*.other.example/*","https://x.example/path"]}}`,
			"Proxyman", Bypass, []string{"bypass pinned.example.com:443", "bypass *.other.example", "intercept *.example.com", `intercept app:"Google Chrome" *`},
			[]string{"sslProxyingData was switched off", `bypass x.example/path: column 10: "/path"`, "off.example.com: it is not enabled", "com.apple.Safari: an application by its bundle identifier"}},
		{"Proxyman, the list alone", `[{"domain":"a.example"},{"domain":"b.example"}]`, "Proxyman", Bypass, []string{"intercept a.example", "intercept b.example"}, nil},
		{"HTTP Toolkit, settings", `{"http2Enabled":"fallback","whitelistedCertificateHosts":["localhost","old.example"],"tlsPassthroughConfig":[{"hostname":"*.example.com"},{"hostname":"(a|b).example"},{}]}`,
			"HTTP Toolkit", Intercept, []string{"bypass *.example.com"}, []string{"it is an expression", "an entry without a hostname", "certificates of old.example are not verified"}},
		{"HTTP Toolkit, storage", `{"server-store":"{\"tlsInterceptionConfig\":{\"tlsInterceptOnly\":[{\"hostname\":\"a.example\"}]}}"}`,
			"HTTP Toolkit", Bypass, []string{"intercept a.example"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := Import(strings.NewReader(byteOrderMark + test.text))
			if err != nil {
				t.Fatal(err)
			}
			var entries []string
			for _, e := range got.Entries {
				entries = append(entries, e.String())
			}
			if got.Format != test.format || got.Default != test.byDefault || !slices.Equal(entries, test.entries) {
				t.Errorf("got %s, %v, %q", got.Format, got.Default, entries)
			}
			if len(got.Skipped) != len(test.skipped) {
				t.Fatalf("skipped %q", got.Skipped)
			}
			for i, want := range test.skipped {
				if !strings.Contains(got.Skipped[i], want) {
					t.Errorf("skipped %q, want %q", got.Skipped[i], want)
				}
			}
		})
	}
}

func TestImportRefuses(t *testing.T) {
	for _, text := range []string{
		"", "hello", "<a>", "<a></b>", "<rewriteSet-array></rewriteSet-array>", "{", "{}", `{"a":[1]}`, `{"tlsPassthrough":[]}`, "[1,2]",
		strings.Repeat("<a>", 1000), strings.Repeat("[", 1000) + strings.Repeat("]", 1000),
		`<blacklist><locations><locationPatterns><locationMatch><location><host>b</host></location></locationMatch></locationPatterns></locations></blacklist>`,
	} {
		if got, err := Import(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "Charles") {
			t.Errorf("%.50s: %+v, %v", text, got, err)
		}
	}
}

// TestImportTenThousand: an import of many hosts takes no minutes, and neither
// does writing them into a file that has as many.
func TestImportTenThousand(t *testing.T) {
	var b strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&b, `,{"hostname":"h%d.example"}`, i)
	}
	got, err := Import(strings.NewReader(`{"tlsPassthrough":[` + b.String()[1:] + `]}`))
	if err != nil || len(got.Entries) != 10_000 {
		t.Fatalf("%d entries, %v", len(got.Entries), err)
	}
	start := time.Now()
	text, err := AddAll("# mine", got.Entries)
	if err == nil {
		text, err = AddAll(text, got.Entries)
	}
	if f, bad := ParseFile(text); err != nil || bad != nil || len(f.Bypass) != 10_000 || !strings.HasPrefix(text, "# mine\nbypass h0.example\n") {
		t.Errorf("%d lines, %v, %v", len(f.Bypass), err, bad)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}
