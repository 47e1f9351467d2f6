package steer

import (
	"context"
	"fmt"

	"rockxy/internal/rule"
)

// RedirectDNS is a redirect-dns: connections for a name go to another address.
// The request, SNI and the name that is verified stay.
type RedirectDNS struct{ to string }

// NewRedirectDNS redirects to an IP address, or to what another name resolves to.
func NewRedirectDNS(to string) (*RedirectDNS, error) {
	if name, port, err := splitPort(to); err == nil && port != 0 {
		return nil, fmt.Errorf("%q has a port: an address has none. To change the port too, add map-remote: {port: %d, keep-host: true} and write %s here", to, port, name)
	}
	address, err := host(to)
	if err != nil {
		return nil, err
	}
	return &RedirectDNS{address}, nil
}

// Kind and Phases are those of the table of actions.
func (d *RedirectDNS) Kind() string        { return "redirect-dns" }
func (d *RedirectDNS) Phases() rule.Phases { return rule.In(rule.Connect) }

// Do takes the turn.
func (d *RedirectDNS) Do(_ context.Context, t *rule.Turn) error {
	if t.Route.Host == d.to && t.Route.Address == "" {
		return &rule.Skip{Why: "the connection goes there already"}
	}
	t.Route.Address = d.to
	t.Did(fmt.Sprintf("looked for %s at %s", t.Route.Host, d.to))
	return nil
}
