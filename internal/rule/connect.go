package rule

import (
	"context"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// Link is what rules do to a connection that is passed through unread: each
// direction of it is a body without an end in sight.
type Link struct {
	Up, Down func(Body) Body // nil: nothing

	// Cut says that there is to be no connection, nil that there is.
	Cut *Cut
	// What there is to say of it, as of an exchange.
	Rules  []string
	Trace  []flow.RuleStep
	Mark   flow.Mark
	Hidden bool
}

// Wrap puts something more around both directions, as [Message.Wrap] does; nil is
// nothing. The first is the innermost.
func (l *Link) Wrap(up, down func(Body) Body) {
	l.Up, l.Down = around(l.Up, up), around(l.Down, down)
}

func around(inner, outer func(Body) Body) func(Body) Body {
	switch {
	case inner == nil:
		return outer
	case outer == nil:
		return inner
	}
	return func(b Body) Body { return outer(inner(b)) }
}

// Connect runs the connect phase for a connection that is made before there is
// an exchange, or for a tunnel. Rules whose match needs more than is known of
// a connection take no turn: it is the client and its program, the host, the port, how
// they were asked for, and the SNI once there was one. It returns the route changed, or as it was, and
// of a tunnel what else is done to it, nil for nothing.
func (s *Set) Connect(target Target, route Route) (Route, *Link) {
	if s == nil || len(s.links) == 0 {
		return route, nil
	}
	known := connColumns()
	x := &flow.Exchange{Client: target.Client, Host: target.Host, Port: target.Port, Scheme: target.Scheme}
	if target.Client == nil {
		x.Client = &flow.ClientConn{}
	}
	var link *Link
	if target.Scheme == "" {
		link = &Link{}
	} else {
		known[0] |= 1 << filter.Scheme
	}
	r := newRun(s, x, subject{x: x, tunnel: link != nil}, nil)
	if link != nil {
		known[0] |= 1 << filter.Kind
	}
	route.Address = ""
	r.route = &route
	for _, c := range s.links {
		sub := *r.sub
		if c.After {
			sub.host, sub.port = route.Host, route.Port
		}
		if c.filter.DecideBy(&sub, known) != filter.Yes {
			continue
		}
		if link != nil { // else there will be an exchange
			c.hit(r)
		}
		r.link(c, link)
		if c.final || link != nil && link.Cut != nil {
			break
		}
	}
	if link == nil {
		return route, nil
	}
	link.Rules, link.Trace = r.Names(), r.Trace()
	link.Mark, link.Hidden = r.Mark()
	if link.Up == nil && link.Down == nil && link.Cut == nil && len(link.Trace) == 0 {
		return route, nil
	}
	return route, link
}

// connColumns are what is known of a connection. Its scheme and what it is to be are known of
// some.
func connColumns() filter.ColumnSet {
	return filter.SetOf(filter.Host, filter.Port, filter.Client, filter.ClientConn, filter.Entry, filter.App, filter.AppPath, filter.PID,
		filter.SNI, filter.JA4)
}

// link gives the actions of a rule their turn at a connection.
func (r *Run) link(c *compiled, link *Link) {
	for _, a := range c.Actions {
		if !a.Phases().Has(Connect) {
			continue
		}
		step := flow.RuleStep{Rule: c.Name, Group: c.group, Action: a.Kind(), Phase: Connect.String()}
		t := &Turn{Phase: Connect, Client: r.x.Client, Rule: c.Rule, Group: c.group, Route: r.route, Link: link, run: r, step: &step}
		if link == nil {
			t.Exchange = r.x
		}
		r.lend(t)
		before, was := *r.route, Link{}
		if link != nil {
			was = *link
		}
		start := r.Clock.Now()
		err := contained(func() error { return a.Do(context.Background(), t) })
		step.Took = r.Clock.Now().Sub(start)
		err = r.conclude(context.Background(), t, err, func() {
			if *r.route = before; link != nil {
				*link = was
			}
		})
		t.drop()
		if *r.route != before {
			r.changed(&step, "route", []byte(before.String()), []byte(r.route.String()))
		}
		r.tell(step)
		if cut, ok := err.(*Cut); ok && link != nil {
			link.Cut = cut
			return
		}
	}
}
