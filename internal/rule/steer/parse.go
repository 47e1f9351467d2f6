package steer

import (
	"strconv"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// ParseMapRemote reads `map-remote: {host: staging.example.com, port: 8443}`, or a URL
// alone.
func ParseMapRemote(n *node.Node) (rule.Action, error) {
	if n.Is(node.Scalar) {
		r, err := RemoteTo(n.Text())
		return made(n, r, NewMapRemote, err)
	}
	m := n.Map("url", "scheme", "host", "port", "path", "query", "from", "keep-host", "keep-origin")
	var r Remote
	if u := m.Get("url"); u != nil {
		for _, k := range []string{"scheme", "host", "port", "path", "query"} {
			if m.Has(k) {
				_ = m.Get(k).Errorf("%s besides url; expected one of them", k)
			}
		}
		var err error
		if r, err = RemoteTo(u.String("")); err != nil {
			_ = u.Take(err)
		}
	} else {
		r.Scheme = m.Get("scheme").OneOf("", "http", "https", "ws", "wss")
		r.Port = uint16(m.Get("port").Int(0, 1, 65535))
		hostAndPort(m.Get("host"), &r)
		r.Path = m.Get("path").String("")
		if q := m.Get("query"); q != nil {
			r.Query = q.String("")
			r.NoQuery = r.Query == ""
		}
	}
	r.From = m.Get("from").String("")
	r.KeepHost = m.Get("keep-host").Bool(false)
	r.KeepOrigin = m.Get("keep-origin").Bool(false)
	return made(n, r, NewMapRemote, n.Err())
}

// hostAndPort reads a host that may have the port with it.
func hostAndPort(n *node.Node, r *Remote) {
	text := n.String("")
	name, port, err := splitPort(text)
	switch {
	case err != nil:
		_ = n.Take(err)
	case port != 0 && r.Port != 0:
		_ = n.Errorf("%s has a port, and there is another one; expected one of them", text)
	case port != 0:
		r.Host, r.Port = name, port
	default:
		r.Host = text
	}
}

// made gives a constructor what was read, if it was.
func made[In any, Out rule.Action](n *node.Node, in In, of func(In) (Out, error), err error) (rule.Action, error) {
	if err != nil {
		return nil, n.Take(err)
	}
	a, err := of(in)
	if err != nil {
		return nil, n.Take(err)
	}
	return a, nil
}

// ParseRedirectDNS reads `redirect-dns: {to: 10.0.0.5}`, or the address alone.
func ParseRedirectDNS(n *node.Node) (rule.Action, error) {
	if n.Is(node.Scalar) {
		return made(n, n.Text(), NewRedirectDNS, nil)
	}
	m := n.Map("to")
	to := m.Need("to")
	if err := n.Err(); err != nil {
		return nil, err
	}
	return made(to, to.String(""), NewRedirectDNS, n.Err())
}

// ParseBlock reads `block: {status: 503}`; also a status or a word of how alone, and
// nothing.
func ParseBlock(n *node.Node) (rule.Action, error) {
	var b Block
	if n.Is(node.Scalar) {
		if _, err := strconv.Atoi(n.Text()); err == nil {
			b.Status = n.Int(0, 200, 599)
		} else {
			b.How = how(n)
		}
		return made(n, b, NewBlock, n.Err())
	}
	m := n.Map("status", "body", "content-type", "how", "hide")
	b.Status = m.Get("status").Int(0, 200, 599)
	if text := m.Get("body"); text != nil {
		b.Body = []byte(text.String(""))
	}
	b.ContentType = m.Get("content-type").String("")
	b.How = how(m.Get("how"))
	b.Hide = m.Get("hide").Bool(false)
	return made(n, b, NewBlock, n.Err())
}

func how(n *node.Node) rule.CutHow {
	switch n.OneOf("", "close", "reset", "hang") {
	case "close":
		return rule.CutClose
	case "reset":
		return rule.CutReset
	case "hang":
		return rule.CutHang
	}
	return 0
}

// ParseMark reads `mark: {color: red, comment: look at this}`.
func ParseMark(n *node.Node) (rule.Action, error) {
	m := n.Map("color", "colour", "comment", "pin", "ignore")
	if m.Has("color") && m.Has("colour") {
		_ = m.Get("colour").Errorf("colour besides color; expected one of them")
	}
	colour := m.Get("color")
	if colour == nil {
		colour = m.Get("colour")
	}
	var words []string
	for _, c := range append(flow.Colours(), "gray") {
		words = append(words, string(c))
	}
	mark := Mark{Note: flow.Mark{
		Colour:  flow.Colour(colour.OneOf("", words...)),
		Comment: m.Get("comment").String(""),
		Pinned:  m.Get("pin").Bool(false),
	}, Ignore: m.Get("ignore").Bool(false)}
	return made(n, mark, NewMark, n.Err())
}
