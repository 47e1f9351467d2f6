package app

import (
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// What a group or a node says that it has is what its filter selects.
func TestGroupsAreTheirFilters(t *testing.T) {
	tr, err := newTraffic(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer tr.close()
	for _, url := range []string{
		"https://a.example/", "https://a.example", "https://a.example?q", "https://a.example/api", "https://a.example/api/", "https://a.example/api/v1/x?y=/z/",
		"https://a.example/api/v1/x#/f", "https://a.example/api/v1/y", "https://a.example/apis", "https://a.example/(odd)/*?[x]", "https://a.example/sp%20ace/%2F", "https://a.example//x",
		"https://sub.a.example/api", "http://a.example/api", "https://b.example/%22quote", "https://127.0.0.1:8080/x", "https://[::1]/x",
	} {
		id := tr.begin(len(url))
		f := tr.going[id]
		f.x.Method, f.x.Scheme, f.x.URL = "GET", "https", url
		f.x.Host = "a.example"
		for _, host := range []string{"sub.a.example", "b.example", "127.0.0.1", "[::1]"} {
			if len(url) > 8+len(host) && url[8:8+len(host)] == host {
				f.x.Host = host
			}
		}
		tr.finish(id, len(url))
	}
	tr.tunnel(1)
	tr.s.HandshakeFailure(&flow.HandshakeFailure{Client: &flow.ClientConn{ID: 8}, Host: "a.example", Port: 443, Verdict: flow.VerdictPinned, Started: 1, Ended: 2})
	count := func(filter string) int {
		t.Helper()
		n, err := tr.l.count(t.Context(), api.CountQuery{Filter: filter})
		if err != nil {
			t.Fatal(filter, err)
		}
		return n.Count
	}
	s, err := tr.l.sidebar(t.Context(), api.SidebarQuery{}, func() ([]api.SessionInfo, error) { return nil, nil })
	if err != nil || s.Total != count("") {
		t.Fatal(s, err)
	}
	apps, hosts := 0, 0
	for _, g := range s.Apps {
		apps += g.Count
		checkGroup(t, g, count)
	}
	for _, g := range s.Hosts {
		hosts += g.Count
		checkGroup(t, g, count)
	}
	if apps != s.Total || hosts != s.Total {
		t.Errorf("%d by app, %d by host, of %d", apps, hosts, s.Total)
	}
	checkTree(t, tr.l, "a.example", "", count, 0)
}

func checkGroup(t *testing.T, g api.Group, count func(string) int) {
	t.Helper()
	for filter, want := range map[string]int{g.Filter: g.Count, g.Filter + " is:error": g.Errors, g.Filter + " is:pinned": g.ClientPinned, g.Filter + " is:upstream-invalid": g.Invalid} {
		if got := count(filter); got != want {
			t.Errorf("%q has %d of %s, which selects %d", g.Name, want, filter, got)
		}
	}
}

func checkTree(t *testing.T, l *lists, host, path string, count func(string) int, depth int) {
	t.Helper()
	if depth > 6 {
		t.Fatal("the tree has no end at", path)
	}
	tree, err := l.tree(t.Context(), api.TreeQuery{Host: host, Path: path})
	if err != nil || len(tree.Nodes) == 0 {
		t.Fatal(host, path, tree, err)
	}
	for _, n := range tree.Nodes {
		if got := count(n.Filter); got != n.Count {
			t.Errorf("%s has %d, %s selects %d", n.Path, n.Count, n.Filter, got)
		}
		if got := count(n.Filter + " is:error"); got != n.Errors {
			t.Errorf("%s has %d errors, not %d", n.Path, n.Errors, got)
		}
		if !n.Leaf {
			checkTree(t, l, host, n.Path, count, depth+1)
		}
	}
}

func TestSegment(t *testing.T) {
	for _, c := range []struct {
		url, above, name string
		further, ok      bool
	}{
		{"https://h/", "", "", false, true},
		{"https://h", "", "", false, true},
		{"https://h?a/b", "", "", false, true},
		{"https://h/a", "", "a", false, true},
		{"https://h/a/b?c/d", "", "a", true, true},
		{"https://h/a/b?c/d", "/a", "b", false, true},
		{"https://h/a/", "/a", "", false, true},
		{"https://h/ab/c", "/a", "", false, false},
		{"https://h/a", "/a", "", false, false},
		{"h:443", "", "", false, false},
	} {
		name, further, ok := segment(c.url, c.above)
		if name != c.name || further != c.further || ok != c.ok {
			t.Errorf("%s above %q: %q, %v, %v", c.url, c.above, name, further, ok)
		}
	}
}
