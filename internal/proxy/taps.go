package proxy

import "rockxy/internal/flow"

type taps struct{}

func (t *taps) feed(dir flow.Direction, p []byte, e *exchange) {}
func (t *taps) request(h *flow.Head, e *exchange)             {}
func (t *taps) response(req, h *flow.Head, e *exchange)       {}
func (t *taps) websocket(h *flow.Head, e *exchange)           {}
func (t *taps) close(e *exchange)                             {}
func hasPrefixFold(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && flow.EqualFold(b[:len(prefix)], prefix)
}
