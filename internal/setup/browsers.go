package setup

import (
	"fmt"
	"strings"
)

// browsers are windows of their own, which trust the root there alone, and the browser
// that is there.
func (in Input) browsers() []Snippet {
	flags := []string{"--proxy-server=" + in.url(), "--proxy-bypass-list=<-loopback>", "--ignore-certificate-errors-spki-list=" + in.SPKI, "--disable-quic", "--no-first-run", Example}
	all := []Snippet{
		{"chromium", Browser, "Chromium, Chrome, Edge: a window of its own", in.shell(), in.chromium(flags),
			"A profile that is thrown away. It takes the proxy's certificates by the root's public key, and the system's trust store is not touched.", "app:*chrom*,*edge*"},
	}
	if !in.Windows {
		all = append(all, Snippet{"firefox", Browser, "Firefox: a window of its own", "sh", in.firefox(),
			"A profile that is thrown away. certutil is in the package libnss3-tools (Debian), nss-tools (Fedora) or nss (Homebrew).", "app:*firefox*"})
	}
	steps := []string{
		"Have the system trust the root: rockxy trust" + in.Data,
		"In the system's network settings set " + in.host() + ", port " + in.port() + ", as proxy for HTTP and HTTPS. Firefox has settings of its own: Settings, Network Settings, Manual proxy configuration, also for HTTPS.",
		"Open " + Example,
		"Afterwards switch the proxy off there. rockxy untrust" + in.Data + " takes the trust back.",
	}
	return append(all, Snippet{"browser", Browser, "The browser that you use", "steps", strings.Join(steps, "\n"), "", "is:exchange app:*chrom*,*edge*,*firefox*,*safari*,*webkit*"})
}

func (in Input) chromium(flags []string) string {
	words := strings.TrimPrefix(in.command("", flags...), " ")
	if in.Windows {
		return `& "$env:ProgramFiles\Google\Chrome\Application\chrome.exe" "--user-data-dir=$env:TEMP\rockxy-chromium" ` + words
	}
	return `chromium --user-data-dir="$(mktemp -d)" ` + words
}

func (in Input) firefox() string {
	var prefs strings.Builder
	for _, scheme := range []string{"http", "ssl"} {
		fmt.Fprintf(&prefs, "user_pref(\"network.proxy.%[1]s\", %[2]s);\nuser_pref(\"network.proxy.%[1]s_port\", %[3]s);\n", scheme, double(in.host()), in.port())
	}
	return fmt.Sprintf(`profile="$(mktemp -d)"
certutil -N -d "sql:$profile" --empty-password
certutil -A -d "sql:$profile" -n Rockxy -t C,, -i %s
cat > "$profile/user.js" <<'EOF'
user_pref("network.proxy.type", 1);
user_pref("network.proxy.no_proxies_on", "");
user_pref("network.proxy.allow_hijacking_localhost", true);
%sEOF
firefox --no-remote --new-instance --profile "$profile" %s`, posix(in.Root), prefs.String(), Example)
}
