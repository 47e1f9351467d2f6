package proxy

import (
	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// ruleRoute is a route as the rules see it.
func ruleRoute(rt *route) rule.Route {
	host := rt.verify
	if host == "" {
		host = rt.addr.host
	}
	return rule.Route{Scheme: rt.scheme, Host: host, Port: rt.addr.port, Address: rt.address}
}

// routeTo is the route that rules want an exchange to take.
func (s *Server) routeTo(from *route, to *rule.Route, proto flow.Proto) *route {
	old := ruleRoute(from)
	if old.Scheme == to.Scheme && old.Host == to.Host && old.Port == to.Port {
		r := *from
		r.address, r.fault, r.failed = to.Address, nil, nil
		r.verdict = flow.VerdictIntercept
		r.setKey()
		return &r
	}
	r := &route{scheme: to.Scheme, addr: endpoint{to.Host, to.Port}, address: to.Address, verdict: flow.VerdictIntercept}
	if to.Scheme == "https" {
		r.tls, r.verify, r.alpn = true, to.Host, []string{"http/1.1"}
		if proto == flow.HTTP2 {
			r.alpn = []string{"h2", "http/1.1"}
		}
		if !isIP(to.Host) {
			r.sni = to.Host
		}
		r.identity = s.up.Identity(to.Host, to.Port)
	}
	r.setKey()
	return r
}
