package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/config"
)

// banner says where the instance is and how to try it. The page's link, which lets in
// whoever has it, is for people alone: a pipe may lead to a log.
func banner(s screen, dir string, st api.Status, link string) {
	line := func(label, text, note string) {
		if note != "" {
			note = "  " + s.Paint(render.Dim, note)
		}
		fmt.Fprintln(s, "  "+s.Paint(render.Dim, render.Left(label, 6))+" "+text+note)
	}
	fmt.Fprintln(s)
	fmt.Fprintln(s, "  "+s.Paint(render.Bold, "Rockxy")+" is capturing")
	fmt.Fprintln(s)
	line("proxy", s.Paint(render.Cyan, st.Proxy), "HTTP, HTTPS and SOCKS5")
	if st.UI != "" {
		if s.terminal {
			line("page", s.Paint(render.Cyan, link), "")
		} else {
			line("page", st.UI, "rockxy ui"+dataFlag(dir)+" opens it")
		}
	}
	line("root", pairs(st.RootSHA256), "SHA-256")
	line("", s.Paint(render.Dim, "its key: "+keyPlace(st.Custody, st.CustodyTrail)), "")
	if st.RootNotice != "" {
		for _, part := range wrap(st.RootNotice, 80) {
			line("", s.Paint(render.Yellow, render.Safe(part)), "")
		}
	}
	line("try", "rockxy run"+dataFlag(dir)+" -- curl https://example.com", "")
	line("", fmt.Sprintf("curl -x http://%s --cacert %s https://example.com", st.Proxy, app.ShellWord(tilde(st.RootCertificate))), "")
	if st.KeyLog != "" {
		fmt.Fprintln(s)
		line("note", s.Paint(render.Yellow, "TLS secrets are written to "+render.Safe(tilde(st.KeyLog))), "")
	}
	if st.Rules.Rules > 0 || len(st.Rules.Problems) > 0 {
		fmt.Fprintln(s)
		line("rules", app.RulesInForce(st.Rules), "rockxy rules"+dataFlag(dir))
		for _, p := range st.Rules.Problems {
			line("", s.Paint(render.BoldRed, "✗ "+render.Safe(app.RulePlace(p))), "")
		}
	}
	if !loopback(st.Proxy) {
		fmt.Fprintln(s)
		line("note", s.Paint(render.Yellow, "the proxy is open to every machine that reaches "+st.Proxy), "")
	}
	fmt.Fprintln(s)
}

// keyPlace says in one line who keeps the key, and that there may be better.
func keyPlace(custody string, trail []api.Keeper) string {
	text := custody
	if custody == string(config.CustodyMemory) {
		text = "in this process only; the next start makes a new root"
	}
	if app.UntilRestart(config.Custody(custody)) {
		text = "in the kernel's keyring until this machine restarts"
	}
	var not []string
	for _, k := range trail {
		if !k.Taken {
			not = append(not, k.Name)
		}
	}
	if len(not) > 0 {
		text += " (rockxy doctor says why not " + strings.Join(not, ", ") + ")"
	}
	return text
}

// pairs writes hex as people compare it.
func pairs(hex string) string {
	var b strings.Builder
	for i := 0; i+1 < len(hex); i += 2 {
		if i > 0 {
			b.WriteByte(':')
		}
		b.WriteString(strings.ToUpper(hex[i : i+2]))
	}
	return b.String()
}

// tilde shortens a path in the home directory.
func tilde(path string) string {
	home, err := os.UserHomeDir()
	if err != nil || home == "/" {
		return path
	}
	if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok {
		return "~" + string(filepath.Separator) + rest
	}
	return path
}

func loopback(addr string) bool {
	return strings.HasPrefix(addr, "127.") || strings.HasPrefix(addr, "[::1]")
}

// dataFlag is what hints add to commands, so that they find the same data.
func dataFlag(dir string) string {
	if dir == config.Default().Data {
		return ""
	}
	return " --data " + app.ShellWord(dir)
}
