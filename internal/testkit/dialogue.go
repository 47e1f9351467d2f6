package testkit

import (
	"strconv"
	"strings"
)

// Play runs a dialogue from this peer's point of view. Each line of script is
//
//	> text   send text and CRLF
//	< text   want text and CRLF
//	>| text  send text, no line end        (<| likewise)
//	* end    want the orderly end          (* gone, * reset-by-peer: WantGone, WantReset)
//	* close | * half-close | * reset       do that
//	# …      a comment; empty lines are skipped
//
// Text may hold Go escapes (\r, \n, \x00, \\); indentation before the mark is
// ignored, so that a script can be indented with the code around it.
func (p *Peer) Play(script string) {
	p.tb.Helper()
	for i, line := range strings.Split(script, "\n") {
		line = strings.TrimLeft(line, " \t")
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '*' {
			p.act(i+1, strings.TrimSpace(line[1:]))
			continue
		}
		text, ok := dialogueText(line[1:])
		switch {
		case !ok:
			p.failf("dialogue line %d: bad escape in %q", i+1, line)
		case line[0] == '>':
			p.Send(text)
		case line[0] == '<':
			p.Want(text)
		default:
			p.failf("dialogue line %d: %q begins with none of > < * #", i+1, line)
		}
	}
}

func dialogueText(s string) (string, bool) {
	end := "\r\n"
	if strings.HasPrefix(s, "|") {
		s, end = s[1:], ""
	}
	s = strings.TrimPrefix(s, " ")
	if strings.Contains(s, `\`) {
		u, err := strconv.Unquote(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`)
		if err != nil {
			return "", false
		}
		s = u
	}
	return s + end, true
}

func (p *Peer) act(line int, what string) {
	p.tb.Helper()
	switch what {
	case "end":
		p.WantEnd()
	case "gone":
		p.WantGone()
	case "reset-by-peer":
		p.WantReset()
	case "close":
		_ = p.Conn.Close()
	case "half-close":
		p.CloseWrite()
	case "reset":
		p.Reset()
	default:
		p.failf("dialogue line %d: unknown action %q", line, what)
	}
}
