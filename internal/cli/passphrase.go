package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"golang.org/x/term"

	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

// maxPassphrase is what is read from a descriptor at most, in octets.
const maxPassphrase = 4096

var errPassphrases = errors.New("the two passphrases are not the same: nothing was changed")

// passphrase returns what asks for that of the vault in dir: the descriptor fd
// if it is not negative, else the terminal; nil where nobody can be asked. It is
// read once for a command; every call gives a copy.
func passphrase(cio IO, fd int, dir string) func() ([]byte, error) {
	var ask func() ([]byte, error)
	switch {
	case fd >= 0:
		ask = func() ([]byte, error) { return readPassphrase(fd) }
	case cio.In == nil || !term.IsTerminal(int(cio.In.Fd())):
		return nil
	default:
		ask = func() ([]byte, error) { return promptPassphrase(cio, dir) }
	}
	ask = sync.OnceValues(ask)
	return func() ([]byte, error) {
		text, err := ask()
		return bytes.Clone(text), err
	}
}

// readPassphrase reads the first line of an open file descriptor.
func readPassphrase(fd int) ([]byte, error) {
	f := os.NewFile(uintptr(fd), "passphrase")
	if f == nil {
		return nil, fmt.Errorf("--passphrase-fd %d: no such descriptor is open", fd)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxPassphrase))
	if err != nil {
		return nil, fmt.Errorf("--passphrase-fd %d cannot be read: %w", fd, err)
	}
	line, rest, _ := bytes.Cut(text, []byte("\n"))
	clear(rest)
	if line = bytes.TrimSuffix(line, []byte("\r")); len(line) == 0 {
		return nil, fmt.Errorf("--passphrase-fd %d: the first line is empty", fd)
	}
	return line, nil
}

// promptPassphrase asks without showing what is typed; twice for a vault that is
// to be made.
func promptPassphrase(cio IO, dir string) ([]byte, error) {
	s := newScreen(cio.Err)
	read := func(question string) ([]byte, error) {
		fmt.Fprint(s, s.Paint(render.Bold, question+": "))
		defer fmt.Fprintln(s)
		return term.ReadPassword(int(cio.In.Fd()))
	}
	if has, err := app.HasVault(dir); err != nil || has {
		text, ask := read("Passphrase of the vault")
		return text, errors.Join(err, ask)
	}
	first, err := read("A passphrase for the new vault")
	if err != nil {
		return nil, err
	}
	again, err := read("The same again")
	if err != nil {
		return nil, err
	}
	defer clear(again)
	if !bytes.Equal(first, again) {
		clear(first)
		return nil, errPassphrases
	}
	return first, nil
}
