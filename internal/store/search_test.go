package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
)

// mixed is a session in which entries are wherever they may be: in blocks,
// changed since, without a block, going on, deleted; with text that is indexed
// and text that is not.
func mixed(t *testing.T) *Store {
	t.Helper()
	s := openStore(t, t.TempDir(), soon())
	g := newGenerator()
	var tunnels []*flow.Tunnel
	for i := range blockEntries + 700 {
		if i%500 == 7 {
			tn := &flow.Tunnel{Client: g.clients[0], Host: "tunnel.example", Port: 443, Started: benchStart + flow.Nanos(i), State: flow.Active}
			s.Tunnel(tn)
			tunnels = append(tunnels, tn)
		}
		g.record(s, i)
	}
	big := &flow.Exchange{Client: g.clients[1], Method: "GET", URL: "https://large.example/", Host: "large.example", Scheme: "https", Timing: flow.Timing{Started: benchStart}}
	tape := s.Open(big)
	tape.Head(flow.Response, head("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", flow.Response))
	tape.Body(flow.Response, []byte(strings.Repeat("filler ", 20_000)+"Needle over"))
	tape.Body(flow.Response, []byte("two parts"+strings.Repeat(" filler", 20_000)))
	big.Status, big.State = 200, flow.Complete
	tape.Done()
	caughtUp(t, s)
	for i, tn := range tunnels {
		if i%2 == 0 {
			tn.State, tn.Up, tn.Ended = flow.Complete, 5<<30, tn.Started+9e9
			s.Tunnel(tn)
		}
	}
	pinned, comment := true, "Remarkable"
	if _, err := s.Mark(t.Context(), []flow.ID{3, 4000, 4096, 4790}, MarkChange{Pinned: &pinned, Comment: &comment}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Delete(t.Context(), []flow.ID{5, 6, 7, 4095, 4098, 4700}); err != nil {
		t.Fatal(err)
	}
	close(s.stopText) // the text index does not have what follows
	<-s.textDone
	s.stopText = make(chan struct{})
	for i := range 300 {
		g.record(s, i)
	}
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

var fewFilters = []string{
	"host:api0.*", "host:tunnel.example", "status:5xx", "-status:2xx", "method:DELETE", "app:curl", "type:json", "took:>200ms", "size:>1MB",
	"is:error", "path:/anber/*", "body:" + rareWord, commonWord, "needle over", `"over two parts"`, "remark", "req.header:x-none",
	"url:page=7", "is:tunnel", "is:active", "query:page=12", "zetzet", "nosuchtext", "res.body:ingtion", "size:<400", "id:5..4100",
}

// slowFilters have to read every entry.
var slowFilters = []string{"header:authorization", "res.body:/Zanz.*0/", "an", "-body:an"}

func drawFilter(t *rapid.T) string {
	from := fewFilters
	if rapid.IntRange(0, 19).Draw(t, "slow") == 19 {
		from = slowFilters
	}
	one := func() string { return rapid.SampledFrom(from).Draw(t, "filter") }
	switch rapid.IntRange(0, 3).Draw(t, "shape") {
	case 0:
		return one()
	case 1:
		return one() + " " + one()
	case 2:
		return "(" + one() + " or " + one() + ") " + one()
	}
	return "-(" + one() + ") " + one()
}

// What a query finds is what the filter matches, wherever entries are.
func TestSearchAgreesWithMatch(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	all := everything(t, s)
	rapid.Check(t, func(rt *rapid.T) {
		text := drawFilter(rt)
		e, err := filter.Parse(text)
		if err != nil {
			rt.Fatalf("%s: %v", text, err)
		}
		q := Query{
			Filter: filter.Compile(e, time.Unix(0, int64(benchStart)).UTC()), Scan: -1,
			Oldest: rapid.Bool().Draw(rt, "oldest"), Order: Order(rapid.IntRange(0, int(ByProto)).Draw(rt, "order")),
			Limit: rapid.SampledFrom([]int{0, 1, 50, 3000}).Draw(rt, "limit"),
			Kind:  rapid.SampledFrom([]Kind{"", "", KindTunnel}).Draw(rt, "kind"),
		}
		if rapid.Bool().Draw(rt, "bounded") {
			q.After, q.Before = flow.ID(rapid.IntRange(0, 5200).Draw(rt, "after")), flow.ID(rapid.IntRange(0, 5200).Draw(rt, "before"))
		}
		agree(rt, t, s, all, text, &q)
	})
}

// stored is an entry and what a filter sees of it.
type stored struct {
	sum     Summary
	subject filter.Subject
}

func everything(t *testing.T, s *Store) (all []stored) {
	t.Helper()
	list, err := s.List(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		at, sum, err := s.lookup(t.Context(), list[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		d := s.details(at)
		all = append(all, stored{sum, &summarySubject{Summary: &sum, details: func() filter.Details { return d }}})
	}
	return all
}

// surveyed is what a survey and a check of what it leaves open select.
func surveyed(rt *rapid.T, s *Store, q *Query) (selected []flow.ID) {
	var open []flow.ID
	last := flow.ID(0)
	err := s.Survey(context.Background(), *q, []filter.Column{filter.Host, filter.Took}, func(e *Surveyed) error {
		if e.ID <= last {
			rt.Fatalf("%d after %d", e.ID, last)
		}
		last = e.ID
		if n, ok := e.Of.Number(filter.Took); e.Of.Text(filter.Host) == "" || ok && n <= 0 {
			rt.Fatalf("%d took %d, %v, with %q", e.ID, n, ok, e.Of.Text(filter.Host))
		}
		if e.Open {
			open = append(open, e.ID)
		} else {
			selected = append(selected, e.ID)
		}
		return nil
	})
	if err == nil && len(open) > 0 {
		err = s.Check(context.Background(), q.Filter, open, func(id flow.ID, sum *Summary) error {
			if sum != nil {
				selected = append(selected, id)
			}
			return nil
		})
	}
	if err != nil {
		rt.Fatal(err)
	}
	slices.Sort(selected)
	return selected
}

func agree(rt *rapid.T, t *testing.T, s *Store, all []stored, text string, q *Query) {
	var want []Summary
	for i := range all {
		if q.within(uint64(all[i].sum.ID)) && q.match(&all[i].sum) && q.Filter.Match(all[i].subject) {
			want = append(want, all[i].sum)
		}
	}
	n, err := s.Count(t.Context(), *q)
	if err != nil || n.Entries != len(want) || n.Unsearched != 0 {
		rt.Fatalf("%s: %d, %d counted, %v", text, len(want), n.Entries, err)
	}
	facets, err := s.Facets(t.Context(), *q, []filter.Column{filter.Host, filter.Status}, 0)
	if err != nil {
		rt.Fatal(err)
	}
	for c, values := range facets {
		sum := 0
		for _, v := range values {
			sum += v.Count
		}
		if sum != len(want) {
			rt.Fatalf("%s: %d in the facets of %d, want %d", text, sum, c, len(want))
		}
	}
	if got, want := surveyed(rt, s, q), slices.Sorted(slices.Values(ids(want))); !slices.Equal(got, want) {
		rt.Fatalf("%s surveyed:\ngot  %v\nwant %v", text, got, want)
	}
	slices.SortFunc(want, func(a, b Summary) int {
		if q.precedes(q.Position(&a), q.Position(&b)) {
			return -1
		}
		return 1
	})
	var got []flow.ID
	page := *q
	for { // page by page
		res, err := s.Search(t.Context(), page)
		if err != nil || res.Unsearched != 0 {
			rt.Fatal(err, res.Unsearched)
		}
		got = append(got, ids(res.Entries)...)
		if q.Limit == 0 || len(res.Entries) < q.Limit || len(got) > 200 {
			break
		}
		at := page.Position(&res.Entries[len(res.Entries)-1])
		page.From = &at
	}
	wantIDs := ids(want)
	if q.Limit > 0 && len(wantIDs) > len(got) {
		wantIDs = wantIDs[:len(got)]
	}
	if !slices.Equal(got, wantIDs) {
		rt.Fatalf("%s %+v:\ngot  %v\nwant %v", text, q, got, wantIDs)
	}
}

func TestUnsearchedIsTold(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	g := newGenerator()
	for i := range 100 {
		g.record(s, i)
	}
	res, err := s.Search(t.Context(), Query{Filter: compile(t, "body:/zanz/"), Scan: 30})
	if err != nil || res.Unsearched != 70 {
		t.Errorf("%d unsearched, %v", res.Unsearched, err)
	}
	if n, err := s.Count(t.Context(), Query{Filter: compile(t, "body:/zanz/"), Scan: 30}); err != nil || n.Unsearched != 70 {
		t.Errorf("%d not counted, %v", n.Unsearched, err)
	}
}

// Compare with what an older Rockxy wrote.
func TestFixtureOfTheFirstFormat(t *testing.T) {
	dir := t.TempDir()
	snapshot(t, "testdata/v1", dir)
	r, err := OpenReader(dir) // as it is
	if err != nil {
		t.Fatal(err)
	}
	find := func(search func(Query) (Result, error)) {
		t.Helper()
		for text, want := range map[string][]flow.ID{
			"nothing was": {4}, "hello": {5}, "is:tunnel": {6}, "host:pinned.test": {7}, "page=2": {4}, "hay": {4},
			"": {7, 6, 5, 4, 3, 2, 1}, "status:404": {4}, "0123456789abcdef": {3, 2, 1},
		} {
			res, err := search(Query{Filter: compile(t, text)})
			if err != nil || !slices.Equal(ids(res.Entries), want) {
				t.Errorf("%q: %v, %v, want %v", text, ids(res.Entries), err, want)
			}
		}
	}
	find(func(q Query) (Result, error) { return r.Search(t.Context(), q) })
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	s := openStore(t, dir, Options{})
	find(func(q Query) (Result, error) { return s.Search(t.Context(), q) })
	newGenerator().record(s, 0)
	if all, err := s.List(t.Context(), Query{}); err != nil || len(all) != 8 || all[0].ID != 8 {
		t.Errorf("%v, %v", ids(all), err)
	}
	rec, err := s.Get(t.Context(), 4)
	if err != nil {
		t.Fatal(err)
	}
	if got := rec.text(flow.Response); !bytes.Equal(got, []byte("the Fixture says Nothing was found")) {
		t.Errorf("%q", got)
	}
}

func TestFacets(t *testing.T) {
	s := openStore(t, t.TempDir(), Options{})
	g := newGenerator()
	for i := range 500 {
		g.record(s, i)
	}
	all, err := s.List(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	for i := range all {
		want[fmt.Sprint(all[i].Status)]++
	}
	f, err := s.Facets(t.Context(), Query{}, []filter.Column{filter.Status}, 3)
	if err != nil || len(f[filter.Status]) != 3 {
		t.Fatal(f, err)
	}
	for i, v := range f[filter.Status] {
		if want[v.Value] != v.Count || i > 0 && f[filter.Status][i-1].Count < v.Count {
			t.Errorf("%v, want %v", f, want)
		}
	}
}
