package setup

import "strings"

// commands are flags of programs that are used in shells.
func (in Input) commands() []Snippet {
	return []Snippet{
		{"curl", Terminal, "curl", in.shell(), in.command("curl", "--proxy", in.url(), "--noproxy", "", "--cacert", in.Bundle, Example), "", "app:curl"},
		{"wget", Terminal, "wget", in.shell(), in.command("wget", "-O-", "-e", "use_proxy=on", "-e", "https_proxy="+in.url(), "-e", "http_proxy="+in.url(),
			"-e", "no_proxy=", "--ca-certificate="+in.Bundle, Example), "", "app:wget"},
		{"git", Terminal, "git", in.shell(), in.command("git", "-c", "http.proxy="+in.url(), "-c", "http.sslCAInfo="+in.Bundle, "clone", Example),
			"", "app:git*"},
	}
}

// shell is the language of commands.
func (in Input) shell() string {
	if in.Windows {
		return "powershell"
	}
	return "sh"
}

// command is a program with its arguments.
func (in Input) command(name string, args ...string) string {
	words := []string{name}
	if in.Windows && (name == "curl" || name == "wget") { // which are other things there
		words[0] += ".exe"
	}
	for _, a := range args {
		words = append(words, in.word(a))
	}
	return strings.Join(words, " ")
}

func (in Input) word(s string) string {
	switch {
	case !in.Windows:
		return posix(s)
	case s == "":
		return `'""'` // PowerShell leaves an empty word out
	case plain(s) && !strings.Contains(s, ","):
		return s
	}
	return powershell(s)
}

// withEnv is a command with variables of its own.
func (in Input) withEnv(vars []assign, command string) string {
	var b strings.Builder
	for _, v := range vars {
		if in.Windows {
			b.WriteString("$env:" + v.name + " = " + powershell(v.value) + "\n")
		} else {
			b.WriteString(v.name + "=" + posix(v.value) + " \\\n  ")
		}
	}
	return b.String() + command
}
