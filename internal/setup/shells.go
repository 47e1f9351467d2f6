package setup

import (
	"strings"

	"rockxy/internal/launch"
)

// Shells are the names of the files of variables.
func Shells() []string { return []string{"env.sh", "env.fish", "env.ps1", "env.cmd"} }

// EnvFile is the text of one: what `rockxy run` would give a program, for a shell to read.
func EnvFile(name string, vars []launch.Var) string {
	eol, remark, line := "\n", "# ", func(v launch.Var) string { return "export " + v.Name + "=" + posix(v.Value) }
	head := "Sends what is started in this shell through Rockxy. A new shell is without it."
	switch name {
	case "env.fish":
		line = func(v launch.Var) string { return "set -gx " + v.Name + " " + fish(v.Value) }
	case "env.ps1":
		line = func(v launch.Var) string { return "$env:" + v.Name + " = " + powershell(v.Value) }
	case "env.cmd":
		eol, remark, line = "\r\n", "rem ", func(v launch.Var) string { return `set "` + v.Name + "=" + cmd(v.Value) + `"` }
	}
	var b strings.Builder
	if name == "env.cmd" {
		b.WriteString("@echo off" + eol)
	}
	b.WriteString(remark + head + eol)
	seen := map[string]bool{}
	for _, v := range vars {
		if name == "env.cmd" || name == "env.ps1" { // names in capitals and small letters are the same there
			if seen[strings.ToUpper(v.Name)] {
				continue
			}
			seen[strings.ToUpper(v.Name)] = true
		}
		b.WriteString(line(v) + eol)
	}
	return b.String()
}

// terminal are ways to have all that is started in a shell.
func (in Input) terminal() []Snippet {
	const then = "Then start a program there, such as: curl " + Example
	const here = "is:exchange client:localhost"
	all := []Snippet{
		{"run", Terminal, "One program", "sh", "rockxy run" + in.Data + " -- curl " + Example,
			"The program and what it starts are sent through the proxy and trust the root; nothing else changes.", here},
	}
	bash := Snippet{"bash", Terminal, "A terminal with bash or zsh", "sh", ". " + posix(in.Env["env.sh"]), then, here}
	fishes := Snippet{"fish", Terminal, "A terminal with fish", "fish", "source " + fish(in.Env["env.fish"]), then, here}
	power := Snippet{"powershell", Terminal, "PowerShell", "powershell", "Get-Content -Raw -Encoding UTF8 " + powershell(in.Env["env.ps1"]) + " | Invoke-Expression", then, here}
	batch := Snippet{"cmd", Terminal, "Command Prompt", "cmd", `call "` + in.Env["env.cmd"] + `"`, then, here}
	if in.Windows {
		return append(all, power, batch, bash, fishes)
	}
	return append(all, bash, fishes, power, batch)
}
