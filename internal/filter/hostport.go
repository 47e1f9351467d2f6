package filter

import (
	"strconv"
	"strings"
)

// withPorts takes the ports off the hosts of a condition: host:a:80 is host:a
// port:80.
func withPorts(c *Cond) Node {
	or := &Or{At: c.At}
	found := false
	for _, v := range c.Values {
		host := &Cond{Field: c.Field, Values: []Value{v}, At: c.At}
		name, port, ok := cutPort(v)
		if !ok {
			or.Kids = append(or.Kids, host)
			continue
		}
		found = true
		host.Values[0].Text = name
		or.Kids = append(or.Kids, &And{At: c.At, Kids: []Node{host, &Cond{Field: "port", Values: []Value{{Text: port, At: v.At}}, At: c.At}}})
	}
	switch {
	case !found:
		return c
	case len(or.Kids) == 1:
		return or.Kids[0]
	}
	return or
}

func cutPort(v Value) (name, port string, ok bool) {
	i := strings.LastIndexByte(v.Text, ':')
	if i <= 0 || v.Op != Is {
		return "", "", false
	}
	name, port = v.Text[:i], v.Text[i+1:]
	if strings.Contains(name, ":") && !strings.HasSuffix(name, "]") {
		return "", "", false // an IPv6 address without a port
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return name, port, err == nil && n > 0
}
