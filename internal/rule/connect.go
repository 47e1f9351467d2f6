package rule

// Connect runs the connect phase for a connection that is made before there is
// an exchange, or for a tunnel. Rules whose match needs more than is known of
// a connection take no turn. It returns the route changed, or as it was.
func (s *Set) Connect(target Target, route Route) (Route, *Link) {
	return route, nil
}

// Link is what rules do to a connection that is passed through unread.
type Link struct {
	Up, Down func(Body) Body // nil: nothing
}
