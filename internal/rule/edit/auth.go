package edit

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// auth gives requests credentials.
type auth struct {
	user   string // of Basic; Bearer has none
	basic  bool
	secret secret
}

// secret is a password or token: one of these.
type secret struct{ text, env, file string }

// maxSecret bounds the file that a secret is in, in octets.
const maxSecret = 64 << 10

// Kind and Phases are those of the table of actions.
func (a *auth) Kind() string        { return "auth" }
func (a *auth) Phases() rule.Phases { return rule.In(rule.RequestHead) }

// Do takes the turn.
func (a *auth) Do(_ context.Context, t *rule.Turn) error {
	word, err := a.secret.read()
	if err != nil {
		return err
	}
	value, how := "Bearer "+word, "a bearer token"
	if a.basic {
		value, how = "Basic "+base64.StdEncoding.EncodeToString([]byte(a.user+":"+word)), "name and password of "+a.user
	}
	l := fieldList(t.Request.Head(), flow.Request)
	if err := l.do([]verb{with("Authorization", value)}); err != nil {
		return err
	}
	if err := t.Request.EditHead(l.write); err != nil {
		return err
	}
	t.Did("gave it " + how)
	return nil
}

// read is done at each turn, so that a new password counts at once.
func (s secret) read() (string, error) {
	switch {
	case s.env != "":
		v, ok := os.LookupEnv(s.env)
		if !ok {
			return "", &rule.Skip{Why: fmt.Sprintf("the environment variable %s is not set where Rockxy runs", s.env)}
		}
		return v, nil
	case s.file != "":
		return readSecret(s.file)
	}
	return s.text, nil
}

// readSecret reads a file without the line break at its end. Only a regular one is
// opened: a FIFO would make the request wait.
func readSecret(name string) (string, error) {
	info, err := os.Stat(name)
	if err == nil && !info.Mode().IsRegular() {
		return "", &rule.Skip{Why: name + " is not a file"}
	}
	var f *os.File
	if err == nil {
		f, err = os.Open(name)
	}
	if err != nil {
		var why *fs.PathError
		if errors.As(err, &why) {
			err = why.Err
		}
		return "", &rule.Skip{Why: fmt.Sprintf("%s cannot be read: %v", name, err)}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	switch {
	case err != nil:
		return "", &rule.Skip{Why: fmt.Sprintf("%s cannot be read: %v", name, err)}
	case len(b) > maxSecret:
		return "", &rule.Skip{Why: fmt.Sprintf("%s is longer than the %d KiB of a password or token", name, maxSecret>>10)}
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}
