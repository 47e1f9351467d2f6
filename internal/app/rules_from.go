package app

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/rule/local"
)

// responsesDir is where, beside rule files, recorded responses are put that rules
// give again.
const responsesDir = "responses"

// GivenAgain is a rule that answers with a recorded response.
type GivenAgain struct {
	Name, Match string
	Message     string // the path of the message file, from dir, with slashes
	File        string // its whole path
	// Note says what is not as it was recorded, empty for nothing.
	Note string
}

// GiveAgain writes the response of an entry into a file in a directory below dir,
// in which the rule file is or will be, and makes a rule that answers with it.
func GiveAgain(e *Entry, dir string) (*GivenAgain, error) {
	d := e.Detail
	heads := e.heads(flow.Response, false)
	if len(heads) == 0 {
		return nil, errors.New("the entry has no response that could be given again")
	}
	r := local.Recorded{Method: d.Method, URL: d.URL, Head: heads[len(heads)-1], Decoded: true}
	c, err := local.FromExchange(r)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, responsesDir), 0o700); err != nil {
		return nil, err
	}
	f, name, err := createNew(filepath.Join(dir, responsesDir), c.File)
	if err != nil {
		return nil, err
	}
	out := &GivenAgain{Name: c.Name, Match: c.Match, Message: path.Join(responsesDir, name), File: f.Name()}
	if err := e.writeMessage(f, c, r, &out.Note); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	if d.Response.Truncated || d.Response.Stored < d.Response.Size {
		out.Note = fmt.Sprintf("of the body, %d of %d octets were kept", d.Response.Stored, d.Response.Size)
	}
	return out, errors.Join(f.Sync(), f.Close())
}

// writeMessage writes head and body, decoded if that can be done.
func (e *Entry) writeMessage(f *os.File, c *local.Captured, r local.Recorded, note *string) error {
	if _, err := f.Write(c.Head); err != nil {
		return err
	}
	body := e.Body(flow.Response)
	decoded, err := content.NewReader(body, e.Detail.Response.Coding, content.Limits{})
	if err == nil {
		_, err = io.Copy(f, decoded)
		err = errors.Join(err, decoded.Close())
	}
	var unknown *content.UnknownCodingError
	var damaged *content.DamagedError
	var limit *content.LimitError
	if !errors.As(err, &unknown) && !errors.As(err, &damaged) && !errors.As(err, &limit) {
		return err
	}
	*note = "the body is in its content coding, for it cannot be decoded: " + err.Error()
	r.Decoded = false
	if c, err = local.FromExchange(r); err != nil {
		return err
	}
	if err := f.Truncate(0); err != nil {
		return err
	}
	if _, err := f.WriteAt(c.Head, 0); err != nil {
		return err
	}
	if _, err := f.Seek(int64(len(c.Head)), io.SeekStart); err != nil {
		return err
	}
	_, err = io.Copy(f, io.NewSectionReader(body, 0, body.Size()))
	return err
}

// createNew makes a file of a name that is not taken yet.
func createNew(dir, name string) (*os.File, string, error) {
	ext := filepath.Ext(name)
	for try, n := name, 2; ; n++ {
		f, err := os.OpenFile(filepath.Join(dir, try), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, os.ErrExist) || n > 10_000 {
			return f, try, err
		}
		try = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext)
	}
}
