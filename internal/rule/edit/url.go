package edit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/steer"
)

// url changes what a request asks for.
type url struct {
	to      string // a path, perhaps with a query; empty: edits
	replace []urlEdit
}

// urlEdit replaces in a part of a URL.
type urlEdit struct {
	part string // "url", "host", "path" or "query"
	find *finder
}

// Kind and Phases are those of the table of actions.
func (a *url) Kind() string        { return "url" }
func (a *url) Phases() rule.Phases { return rule.In(rule.RequestHead) }

// Do takes the turn. Another origin is asked for as a map-remote does it.
func (a *url) Do(ctx context.Context, t *rule.Turn) error {
	target := string(t.Request.Head().Target)
	if string(t.Request.Head().Method) == "CONNECT" || target == "*" {
		return &rule.Skip{Why: "the request asks for no path"}
	}
	before := t.URL()
	to := a.of(before)
	if to == before {
		return &rule.Skip{Why: "nothing in the URL is to be replaced"}
	}
	origin, rest, ok := splitURL(to)
	if !ok {
		return &rule.Skip{Why: fmt.Sprintf("%q would not be a URL of http or https", to)}
	}
	was, restBefore, _ := splitURL(before)
	var remote *steer.MapRemote
	if origin != was {
		var err error
		if remote, err = remoteTo(origin); err != nil {
			return &rule.Skip{Why: err.Error()}
		}
	}
	if rest != restBefore {
		if err := t.Request.EditHead(func(h *flow.Head) { h.Target = withRest(h.Target, rest) }); err != nil {
			return err
		}
	}
	if remote != nil {
		err := remote.Do(ctx, t)
		var already *rule.Skip
		if !errors.As(err, &already) || rest == restBefore {
			return err
		}
	}
	t.Did("asked for " + t.URL())
	return nil
}

// remoteTo sends requests to another origin.
func remoteTo(origin string) (*steer.MapRemote, error) {
	r, err := steer.RemoteTo(origin)
	if err != nil {
		return nil, err
	}
	return steer.NewMapRemote(r)
}

func (a *url) of(before string) string {
	if a.to != "" {
		origin, _, _ := splitURL(before)
		return origin + a.to
	}
	to := []byte(before)
	for _, e := range a.replace {
		from, end := span(to, e.part)
		out, _ := e.find.replace(to[from:end], rawURL{})
		to = append(append(bytes.Clone(to[:from]), out...), to[end:]...)
	}
	return string(to)
}

// span is where a part of a URL is.
func span(b []byte, part string) (from, end int) {
	host := bytes.Index(b, []byte("://")) + 3
	path := len(b)
	if i := bytes.IndexAny(b[host:], "/?"); i >= 0 {
		path = host + i
	}
	query := len(b)
	if i := bytes.IndexByte(b[path:], '?'); i >= 0 {
		query = path + i
	}
	switch part {
	case "host":
		return host, path
	case "path":
		return path, query
	case "query":
		return min(query+1, len(b)), len(b)
	}
	return 0, len(b)
}

// splitURL cuts a URL into scheme://authority and what follows.
func splitURL(s string) (origin, rest string, ok bool) {
	scheme, after, ok := strings.Cut(s, "://")
	if !ok || scheme != "http" && scheme != "https" {
		return "", "", false
	}
	i := strings.IndexAny(after, "/?")
	if i < 0 {
		return s, "/", after != ""
	}
	rest = after[i:]
	if rest[0] == '?' {
		rest = "/" + rest
	}
	return scheme + "://" + after[:i], rest, i > 0
}

// withRest puts another path and query into a request target, which may be an
// absolute one.
func withRest(target []byte, rest string) []byte {
	if len(target) > 0 && target[0] != '/' {
		if origin, _, ok := splitURL(string(target)); ok {
			return []byte(origin + rest)
		}
	}
	return []byte(rest)
}

// rawURL is text that is put into a URL as it is written; only what cannot stand in
// one is encoded.
type rawURL struct{}

func (rawURL) decode(raw []byte) ([]byte, []int) { return raw, nil }

func (rawURL) encode(text []byte) []byte {
	const hex = "0123456789ABCDEF"
	var out []byte
	for _, c := range text {
		if c <= ' ' || c >= 0x7f || c == '#' || c == '"' || c == '<' || c == '>' {
			out = append(out, '%', hex[c>>4], hex[c&15])
		} else {
			out = append(out, c)
		}
	}
	return out
}
