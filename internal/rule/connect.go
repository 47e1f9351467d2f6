package rule

// Connect runs the connect phase for a connection that is made before there is
// an exchange, or for a tunnel. Rules whose match needs more than is known of
// a connection take no turn. It returns the route changed, or as it was.
func (s *Set) Connect(target Target, route Route) (Route, *Link) {
	return route, nil
}

// Link is what rules do to a connection that is passed through unread: each
// direction of it is a body without an end in sight.
type Link struct {
	Up, Down func(Body) Body // nil: nothing
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
