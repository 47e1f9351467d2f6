package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"

	"golang.org/x/term"
)

// editorCommand is what the user edits text with, which may have arguments: VISUAL,
// else EDITOR, else what the system has.
func editorCommand(getenv func(string) string, has func(string) bool) string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if command := strings.TrimSpace(getenv(name)); command != "" {
			return command
		}
	}
	for _, name := range []string{"sensible-editor", "nano", "vi", "notepad"} {
		if has(name) {
			return name
		}
	}
	return ""
}

func onPath(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

// editText has a person edit a text in their editor, in a file called name, which
// tells the editor what it is. An editor that ends the text with a line feed where
// there was none has not changed it.
func editText(io IO, name, text string) (string, error) {
	if io.In == nil || !term.IsTerminal(int(io.In.Fd())) {
		return "", errors.New("an editor needs a terminal")
	}
	command := editorCommand(os.Getenv, onPath)
	if command == "" {
		return "", &hintError{errors.New("there is no editor"), "name one in the variable EDITOR"}
	}
	dir, err := os.MkdirTemp("", "rockxy-edit-") // 0700
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", err
	}
	if err := runEditor(io, command, path); err != nil {
		return "", fmt.Errorf("the editor %q: %w", command, err)
	}
	edited, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	return withoutAddedEnd(text, string(edited)), nil
}

func runEditor(io IO, command, path string) error {
	cmd := shell(command + " " + quotedPath(path))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = io.In, io.Out, io.Err
	signal.Ignore(os.Interrupt) // it is for the editor
	defer signal.Reset(os.Interrupt)
	return cmd.Run()
}

// withoutAddedEnd takes off the line feed that editors put at the end of a file.
func withoutAddedEnd(before, after string) string {
	if strings.HasSuffix(before, "\n") || strings.HasSuffix(after, "\n\n") {
		return after
	}
	return strings.TrimSuffix(after, "\n")
}
