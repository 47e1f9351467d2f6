package script

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"rockxy/internal/content"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// localOf and dryOf are what an exchange keeps for the scripts of a group.
type (
	localOf struct{ group string }
	dryOf   struct{ group string }
)

// job is what a call sees of a turn.
func (c *core) job(ctx context.Context, t *rule.Turn, h handler) *job {
	j := &job{ctx: ctx, asks: make(chan ask), left: make(chan struct{}), aside: c.host.aside}
	about := aboutOf(t)
	j.about = func() aboutTurn { return about }
	j.local = t.Keep(localOf{t.Group}, func() any { return newState() }).(*state)
	j.shared = c.host.states.of(t.Group)
	if t.Dry() {
		shared := j.shared
		j.shared = t.Keep(dryOf{t.Group}, func() any { return shared.copied() }).(*state)
	}
	request := t.Request
	j.request = func() string { return requestText(t.Exchange, request.Head(), "") }
	j.bodies = map[string]*payload{"request": sent(request)}
	switch h {
	case onRequest:
		text := requestText(t.Exchange, request.Head(), t.URL())
		j.request = func() string { return text }
		j.bodies["request"] = bodyOf(ctx, request)
	case onResponse:
		j.head = responseText(t.Response.Head())
		j.bodies["response"] = bodyOf(ctx, t.Response)
	case onMessage:
		ev := t.Event
		j.head = strings.Join([]string{kindName(ev.Kind), ev.Dir.String(), oneLine(ev.Name), oneLine(ev.ID)}, "\n")
		j.bodies["message"] = &payload{data: ev.Data, here: true, text: lossy}
	}
	return j
}

// aboutTurn is what context says of an exchange.
type aboutTurn struct {
	Rule struct {
		Name  string `json:"name"`
		Group string `json:"group"`
	} `json:"rule"`
	Client struct {
		Address string `json:"address"`
		App     string `json:"app"`
		Path    string `json:"path"`
		PID     int    `json:"pid"`
	} `json:"client"`
	Exchange struct {
		ID  int64  `json:"id"`
		URL string `json:"url"`
	} `json:"exchange"`
	DryRun bool `json:"dryRun"`
}

func aboutOf(t *rule.Turn) (a aboutTurn) {
	a.Rule.Name, a.Rule.Group, a.DryRun = t.Rule.Name, t.Group, t.Dry()
	a.Exchange.ID, a.Exchange.URL = int64(t.Exchange.ID), t.Exchange.URL
	if c := t.Client; c != nil {
		a.Client.Address = c.Addr
		if p := c.Process.Load(); p != nil {
			a.Client.App, a.Client.Path, a.Client.PID = p.Name, p.Path, p.PID
		}
	}
	return a
}

// bodyOf is a body that can be waited for.
func bodyOf(ctx context.Context, m *rule.Message) *payload {
	ct, _ := m.Head().Get("content-type")
	return &payload{
		from: func() ([]byte, error) { return m.Whole(ctx) },
		has:  m.HasBody, waits: true,
		text: func(b []byte) string {
			if s, ok := content.Text(b, string(ct)); ok {
				return s
			}
			return lossy(b)
		},
	}
}

// sent is a request's body that has gone: it is there when something held it.
func sent(m *rule.Message) *payload {
	p := bodyOf(context.Background(), m)
	p.waits = false
	p.from = func() ([]byte, error) {
		if b, ok := m.Held(); ok {
			return b, nil
		}
		return nil, errors.New("the request's body has gone, and nothing kept it: look at it in onRequest, and keep what is needed in context.local")
	}
	return p
}

func lossy(b []byte) string { return strings.ToValidUTF8(string(b), string(utf8.RuneError)) }

// requestText is the head of a request as the prelude reads it: method, URL,
// version and the fields, a line each.
func requestText(x *flow.Exchange, h *flow.Head, url string) string {
	if url == "" {
		url = x.URL
	}
	var b strings.Builder
	b.WriteString(oneLine(string(h.Method)) + "\n" + oneLine(url) + "\n" + h.Proto.String())
	fields(&b, h)
	return b.String()
}

func responseText(h *flow.Head) string {
	var b strings.Builder
	b.WriteString(strconv.Itoa(h.Status) + "\n" + oneLine(readable(h.Reason)) + "\n" + h.Proto.String())
	fields(&b, h)
	return b.String()
}

func fields(b *strings.Builder, h *flow.Head) {
	for _, f := range h.Fields {
		if isPseudo(f) {
			continue
		}
		b.WriteByte('\n')
		b.WriteString(strings.ReplaceAll(oneLine(readable(f.Name)), ":", " "))
		b.WriteByte(':')
		b.WriteString(oneLine(readable(f.Value)))
	}
}

func isPseudo(f flow.Field) bool { return len(f.Name) > 0 && f.Name[0] == ':' }

// readable is text of octets: UTF-8, or else ISO 8859-1, which has a character for
// each.
func readable(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	r := make([]rune, len(b))
	for i, c := range b {
		r[i] = rune(c)
	}
	return string(r)
}

// oneLine keeps what a peer sent from being read as more lines.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	return strings.NewReplacer("\r", " ", "\n", " ").Replace(s)
}

func kindName(k flow.MessageKind) string {
	names := map[flow.MessageKind]string{flow.MessageText: "text", flow.MessageBinary: "binary", flow.MessagePing: "ping", flow.MessagePong: "pong",
		flow.MessageClose: "close", flow.MessageEvent: "event", flow.MessageGRPC: "grpc"}
	return names[k]
}

// same reports whether what a script set is what was there.
func (p *payload) same() bool {
	if !p.here {
		return false
	}
	return bytes.Equal(p.out, p.data) || p.asText && string(p.out) == p.text(p.data)
}
