package cli

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
)

// pager passes what is longer than a terminal on to the user's pager. What fits
// is written to the terminal as it is; so is everything when there is no pager.
type pager struct {
	screen
	command       string // empty: no paging
	width, height int
	start         func(command string, out io.Writer) (io.WriteCloser, func() error, error)

	held  bytes.Buffer // until it is known whether it fits
	lines int
	pipe  io.WriteCloser // of the running pager
	wait  func() error
	plain bool // written to the terminal from now on
	gone  bool // the pager was left; the rest is of no interest
}

func newPager(s screen, never bool) *pager {
	p := &pager{screen: s, start: startPager}
	if s.terminal && !never {
		p.width, p.height = s.size()
		p.command = pagerCommand(os.Getenv)
	}
	p.plain = p.command == ""
	return p
}

// pagerCommand is what the user pages with: PAGER, else less; empty for none,
// which PAGER=cat asks for.
func pagerCommand(getenv func(string) string) string {
	command := getenv("PAGER")
	if command == "" {
		command = "less -R"
	}
	if command = strings.TrimSpace(command); command == "cat" || getenv("TERM") == "dumb" {
		return ""
	}
	return command
}

// Write holds text until it is longer than the terminal.
func (p *pager) Write(b []byte) (int, error) {
	switch {
	case p.gone:
		return len(b), nil
	case p.pipe != nil:
		return p.send(b)
	case p.plain:
		return p.Writer.Write(b)
	}
	p.held.Write(b)
	if p.lines += bytes.Count(b, []byte("\n")); p.lines < p.height && p.held.Len() < p.width*p.height {
		return len(b), nil
	}
	var err error
	if p.pipe, p.wait, err = p.start(p.command, p.Writer); err != nil {
		p.plain = true // no such program
		_, err = p.Writer.Write(p.held.Bytes())
		return len(b), err
	}
	_, err = p.send(p.held.Bytes())
	p.held.Reset()
	return len(b), err
}

// send writes to the pager. When that fails, its user has left it.
func (p *pager) send(b []byte) (int, error) {
	_, err := p.pipe.Write(b)
	p.gone = err != nil
	return len(b), nil
}

// Close writes what was held, or waits until the user leaves the pager.
func (p *pager) Close() error {
	if p.pipe != nil {
		// How a pager ends is between it and its user.
		_ = p.pipe.Close()
		_ = p.wait()
		return nil
	}
	if p.plain {
		return nil
	}
	_, err := p.Writer.Write(p.held.Bytes())
	return err
}

// startPager starts the user's command through the shell, as other programs do:
// PAGER may have arguments.
func startPager(command string, out io.Writer) (io.WriteCloser, func() error, error) {
	cmd := shell(command)
	if fields := strings.Fields(command); len(fields) > 0 {
		if _, err := exec.LookPath(fields[0]); err != nil {
			return nil, nil, err
		}
	}
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	if os.Getenv("LESS") == "" {
		cmd.Env = append(os.Environ(), "LESS=FRX")
	}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	// Interrupts are for the pager, which stops searching at one. It must not be
	// left alone with the terminal.
	signal.Ignore(os.Interrupt)
	wait := func() error {
		defer signal.Reset(os.Interrupt)
		return cmd.Wait()
	}
	return pipe, wait, nil
}
