package local

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"strings"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// file answers with one file.
func (a *Action) file(head *flow.Head, now time.Time) (*rule.Answer, string, error) {
	f, info, err := a.place.file()
	if err != nil {
		return nil, "", err
	}
	return a.send(head, f, info, a.place.written, now)
}

// directory answers with the file that the request's path leads to.
func (a *Action) directory(head *flow.Head, now time.Time) (*rule.Answer, string, error) {
	want, err := readTarget(head.Target, a.o.Strip, runtime.GOOS == "windows")
	if err != nil {
		return nil, "", err
	}
	root, err := a.place.enter()
	if err != nil {
		return nil, "", err
	}
	defer root.Close()
	shown := path.Join(a.place.written, want.name())
	f, info, err := open(root, want.name(), shown)
	switch {
	case err != nil:
		return nil, "", err
	case f == nil:
		return a.index(head, root, want, shown, now)
	case want.slash:
		f.Close()
		return nil, "", absentf("there is no directory %s, it is a file", shown)
	}
	return a.send(head, f, info, shown, now)
}

// index answers with the index file of a directory.
func (a *Action) index(head *flow.Head, root *os.Root, want *asked, shown string, now time.Time) (*rule.Answer, string, error) {
	for _, name := range a.o.Index {
		f, info, err := open(root, path.Join(want.name(), name), path.Join(shown, name))
		if err != nil || f == nil {
			continue
		}
		if !want.slash {
			f.Close()
			return redirect(want), "with a redirect to the directory " + shown + "/", nil
		}
		return a.send(head, f, info, path.Join(shown, name), now)
	}
	return nil, "", absentf("the directory %s has no %s", shown, strings.Join(a.o.Index, " or "))
}

// redirect sends a client to the same path with a slash behind. It is not
// permanent: a browser would remember it when the rule is off again.
func redirect(want *asked) *rule.Answer {
	to := "/" + strings.TrimLeft(want.path, "/") + "/" + want.query
	return &rule.Answer{Status: 302, Fields: []flow.Field{field("Location", to), field("Cache-Control", "no-store")}}
}

// send answers with a file that is open, whole or in part.
func (a *Action) send(head *flow.Head, f *os.File, info fs.FileInfo, shown string, now time.Time) (*rule.Answer, string, error) {
	fields := override([]flow.Field{
		field("Content-Type", contentType(info.Name(), f)),
		field("Last-Modified", httpTime(info.ModTime())),
		field("ETag", etag(info)),
		field("Accept-Ranges", "bytes"),
		// Without it, browsers guess how long they may do without asking, and an edit does not show.
		field("Cache-Control", "no-cache"),
		field("Date", httpTime(now)),
	}, a.o.Headers)
	answer := &rule.Answer{Status: a.status(200), Fields: fields}
	method := string(head.Method)
	if answer.Status != 200 || method != "GET" && method != "HEAD" {
		whole(answer, f, info.Size())
		return answer, "from " + shown, nil
	}
	switch v := checkConditions(head, fields); v {
	case notModified:
		f.Close()
		answer.Status, answer.Fields = 304, without(fields, "content-type", "content-length", "accept-ranges")
		return answer, "304: the client has " + shown + " already", nil
	case failed:
		f.Close()
		answer.Status, answer.Fields = 412, without(fields, "content-type")
		return answer, "412: " + shown + " is not what the client expects", nil
	default:
		did := "from " + shown
		switch part(answer, head, f, info, v == wholeOnly) {
		case 206:
			did = "with parts of " + shown
		case 416:
			did = "416: " + shown + " has no such range"
		}
		return answer, did, nil
	}
}

// whole makes the answer's body the whole file.
func whole(answer *rule.Answer, f *os.File, size int64) {
	if bodiless(answer.Status) {
		f.Close()
		return
	}
	answer.Body, answer.Size = &body{r: io.NewSectionReader(f, 0, size), f: f, left: size}, size
}

// body is what is read of a file. It has exactly as many octets as were
// promised, or ends with an error.
type body struct {
	r    io.Reader
	f    io.Closer
	left int64
}

func (b *body) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.EOF
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	switch {
	case err == io.EOF && b.left > 0: //nolint:errorlint // io.Reader's
		return n, fmt.Errorf("the file became shorter while it was sent: %w", io.ErrUnexpectedEOF)
	case err == io.EOF:
		err = nil
	}
	return n, err
}

func (b *body) Close() error { return b.f.Close() }

func without(fields []flow.Field, names ...string) (kept []flow.Field) {
next:
	for _, f := range fields {
		for _, name := range names {
			if flow.EqualFold(f.Name, name) {
				continue next
			}
		}
		kept = append(kept, f)
	}
	return kept
}

// etag changes with each change of the file that its time or size shows.
func etag(info fs.FileInfo) string {
	return fmt.Sprintf(`"%x-%x"`, info.ModTime().UnixNano(), info.Size())
}
