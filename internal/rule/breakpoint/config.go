package breakpoint

import (
	"time"

	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// maxTimeout bounds what a rule may wait.
const maxTimeout = 24 * time.Hour

// ParseAction returns the parser of an action that uses deps:
//
//	breakpoint: {on: [request, response, messages], timeout: 30s, then: abort, template: NAME, body: true}
//
// "on" alone may be the value, and is request and response when it is not there.
func ParseAction(deps Deps) func(*node.Node) (rule.Action, error) {
	return func(n *node.Node) (rule.Action, error) {
		var cfg Config
		if n.Is(node.Scalar) || n.Is(node.List) {
			cfg.on(n)
			return New(cfg, deps), n.Err()
		}
		m := n.Map("on", "timeout", "then", "template", "body")
		cfg.on(m.Get("on"))
		cfg.Timeout = m.Get("timeout").Duration(0, time.Millisecond, maxTimeout)
		cfg.Then = Then(m.Get("then").OneOf("", thens()...))
		cfg.NoBody = !m.Get("body").Bool(true)
		if cfg.Then != "" && cfg.Timeout == 0 && m.Get("timeout").Err() == nil {
			_ = m.Get("then").Errorf("then without a timeout; expected timeout: 30s beside it")
		}
		if t := m.Get("template"); t != nil {
			cfg.Template = t.String("")
			if _, err := (&Templates{}).file(cfg.Template); err != nil {
				_ = t.Errorf("%s; expected the name of a template", err)
			}
		}
		return New(cfg, deps), n.Err()
	}
}

func thens() []string {
	return []string{string(ThenSend), string(ThenOriginal), string(ThenAbort), string(ThenClose), string(ThenReset)}
}

// on reads where to pause.
func (c *Config) on(n *node.Node) {
	if n == nil {
		c.Request, c.Response = true, true
		return
	}
	list := n.List()
	for _, item := range list {
		switch item.OneOf("", "request", "response", "messages") {
		case "request":
			c.Request = true
		case "response":
			c.Response = true
		case "messages":
			c.Messages = true
		}
	}
	if len(list) == 0 {
		_ = n.Errorf("nothing to pause at; expected request, response or messages")
	}
}
