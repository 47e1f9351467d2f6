package setup

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"rockxy/internal/filter"
	"rockxy/internal/launch"
)

func input(dir string) Input {
	in := Input{Proxy: netip.MustParseAddrPort("127.0.0.1:9090"), Root: dir + "/root.pem", Bundle: dir + "/setup/bundle.pem", TrustStore: dir + "/setup/truststore.p12",
		NodeScript: dir + "/setup/node.cjs", SPKI: "c3BraQ==", Name: "Rockxy of somebody", Local: "http://rockxy.local/", Env: map[string]string{}}
	for _, name := range Shells() {
		in.Env[name] = dir + "/setup/" + name
	}
	return in
}

func snippet(t testing.TB, in Input, id string) Snippet {
	t.Helper()
	all := Snippets(in)
	i := slices.IndexFunc(all, func(s Snippet) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("no snippet %s", id)
	}
	return all[i]
}

// What is wanted is there, and each text says where to go, is in one group, and has a
// check that is a filter.
func TestSnippets(t *testing.T) {
	for _, windows := range []bool{false, true} {
		in := input("/home/ann/rockxy")
		in.Windows = windows
		seen := map[string]bool{}
		groups := map[string]int{}
		for _, s := range Snippets(in) {
			if seen[s.ID] || s.Title == "" || s.Language == "" || strings.TrimRight(s.Text, "\n") == "" || strings.Contains(s.Text, "%!") || strings.HasSuffix(s.Note, " ") {
				t.Errorf("%+v", s)
			}
			seen[s.ID] = true
			groups[s.Group]++
			if _, err := filter.Parse(s.Check); err != nil || s.Check == "" {
				t.Errorf("%s: the check %q: %v", s.ID, s.Check, err)
			}
			for line := range strings.Lines(s.Text) {
				if strings.HasSuffix(strings.TrimRight(line, "\n"), " ") {
					t.Errorf("%s: %q ends with a blank", s.ID, line)
				}
			}
		}
		for _, id := range []string{"run", "bash", "fish", "powershell", "cmd", "curl", "wget", "git", "node", "python", "python-requests", "python-httpx", "python-aiohttp", "go", "java", "ruby", "php-code",
			"dotnet", "dotnet-code", "rust", "rust-code", "chromium", "browser", "docker", "ios", "android", "android-emulator"} {
			if !seen[id] {
				t.Errorf("windows %v: there is no %s", windows, id)
			}
		}
		for _, g := range []string{Terminal, Language, Browser, Phone, Container} {
			if groups[g] == 0 {
				t.Errorf("nothing for %s", g)
			}
		}
		if len(groups) != 5 {
			t.Errorf("%v", groups)
		}
	}
}

func TestTexts(t *testing.T) {
	in := input("/home/ann/rockxy")
	for id, want := range map[string]string{
		"run":       "rockxy run -- curl https://example.com/",
		"bash":      ". /home/ann/rockxy/setup/env.sh",
		"curl":      "curl --proxy http://127.0.0.1:9090 --noproxy '' --cacert /home/ann/rockxy/setup/bundle.pem https://example.com/",
		"git":       "git -c http.proxy=http://127.0.0.1:9090 -c http.sslCAInfo=/home/ann/rockxy/setup/bundle.pem clone https://example.com/",
		"chromium":  `chromium --user-data-dir="$(mktemp -d)" --proxy-server=http://127.0.0.1:9090 '--proxy-bypass-list=<-loopback>' --ignore-certificate-errors-spki-list=c3BraQ== --disable-quic --no-first-run https://example.com/`,
		"cmd":       `call "/home/ann/rockxy/setup/env.cmd"`,
		"ruby-code": "require \"net/http\"\n\nuri = URI('https://example.com/')\nhttp = Net::HTTP.new(uri.host, uri.port, '127.0.0.1', 9090)\nhttp.use_ssl = true\nhttp.ca_file = '/home/ann/rockxy/setup/bundle.pem'\nputs http.get(uri.request_uri).code\n",
	} {
		if got := snippet(t, in, id).Text; got != want {
			t.Errorf("%s:\n%s\nwant\n%s", id, got, want)
		}
	}
	in.Windows = true
	in.Data = " --data 'C:\\a b'"
	for id, want := range map[string]string{
		"run":  "rockxy run --data 'C:\\a b' -- curl https://example.com/",
		"curl": `curl.exe --proxy http://127.0.0.1:9090 --noproxy '""' --cacert /home/ann/rockxy/setup/bundle.pem https://example.com/`,
	} {
		if got := snippet(t, in, id).Text; got != want {
			t.Errorf("%s on Windows:\n%s", id, got)
		}
	}
}

// A path is never more than a path, in whatever text it is put.
func TestHostilePaths(t *testing.T) {
	const dir = `/tmp/it's "$(touch x)" %d; #{1} \`
	for _, s := range Snippets(input(dir)) {
		if strings.Contains(s.Text, "%!") || strings.Contains(s.Text, "MISSING") {
			t.Errorf("%s: %s", s.ID, s.Text)
		}
	}
	for name, tt := range map[string]struct{ got, want string }{
		"posix":      {posix(dir), `'/tmp/it'\''s "$(touch x)" %d; #{1} \'`},
		"fish":       {fish(dir), `'/tmp/it\'s "$(touch x)" %d; #{1} \\'`},
		"powershell": {powershell(dir), `'/tmp/it''s "$(touch x)" %d; #{1} \'`},
		"single":     {single(dir), `'/tmp/it\'s "$(touch x)" %d; #{1} \\'`},
		"double":     {double(dir), `"/tmp/it's \"$(touch x)\" %d; #{1} \\"`},
		"cmd":        {cmd(`C:\100%`), `C:\100%%`},
		"empty":      {posix(""), "''"},
		"node":       {nodeWord(`C:\a b\node.cjs`), `"C:/a b/node.cjs"`},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", name, tt.got, tt.want)
		}
	}
}

// Without an address in the network the first step is to get one.
func TestPhonesWithoutAnAddress(t *testing.T) {
	in := input("/d")
	if text := snippet(t, in, "ios").Text; !strings.HasPrefix(text, "Start Rockxy so that other machines reach it: rockxy serve --proxy 0.0.0.0:9090.") {
		t.Errorf("%s", text)
	}
	in.Addresses = []netip.AddrPort{netip.MustParseAddrPort("192.168.1.7:9090"), netip.MustParseAddrPort("[2001:db8::1]:9090")}
	for _, id := range []string{"ios", "android"} {
		text := snippet(t, in, id).Text
		if strings.Contains(text, "0.0.0.0") || !strings.Contains(text, "192.168.1.7 port 9090, or 2001:db8::1 port 9090") || !strings.Contains(text, "http://rockxy.local/") {
			t.Errorf("%s: %s", id, text)
		}
	}
}

func TestEnvFiles(t *testing.T) {
	vars := []launch.Var{{Name: "http_proxy", Value: "http://127.0.0.1:1"}, {Name: "HTTP_PROXY", Value: "http://127.0.0.1:1"}, {Name: "no_proxy"}, {Name: "A", Value: "it's 100% “x”"}}
	const head = "Sends what is started in this shell through Rockxy. A new shell is without it."
	for name, want := range map[string]string{
		"env.sh":   "# " + head + "\nexport http_proxy=http://127.0.0.1:1\nexport HTTP_PROXY=http://127.0.0.1:1\nexport no_proxy=''\nexport A='it'\\''s 100% “x”'\n",
		"env.fish": "# " + head + "\nset -gx http_proxy 'http://127.0.0.1:1'\nset -gx HTTP_PROXY 'http://127.0.0.1:1'\nset -gx no_proxy ''\nset -gx A 'it\\'s 100% “x”'\n",
		"env.ps1":  "# " + head + "\n$env:http_proxy = 'http://127.0.0.1:1'\n$env:no_proxy = ''\n$env:A = 'it''s 100% “x”'\n",
		"env.cmd":  "@echo off\r\nrem " + head + "\r\nset \"http_proxy=http://127.0.0.1:1\"\r\nset \"no_proxy=\"\r\nset \"A=it's 100%% “x”\"\r\n",
	} {
		if got := EnvFile(name, vars); got != want {
			t.Errorf("%s:\n%q\nwant\n%q", name, got, want)
		}
	}
}
