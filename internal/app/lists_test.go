package app

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// traffic is a session that is captured into, and lists of it.
type traffic struct {
	s       *store.Store
	l       *lists
	n       int
	going   map[flow.ID]*flowing
	tunnels []*flow.Tunnel
}

type flowing struct {
	x *flow.Exchange
	t *store.Tape
}

func newTraffic(dir string, o store.Options) (*traffic, error) {
	s, err := store.Open(dir, o)
	if err != nil {
		return nil, err
	}
	l := newLists(s, "default", func(name string) (*store.Reader, error) { return store.OpenReader(name) }, slog.New(slog.DiscardHandler))
	return &traffic{s: s, l: l, going: map[flow.ID]*flowing{}}, nil
}

func (tr *traffic) close() error {
	tr.l.close()
	return tr.s.Close()
}

var (
	trafficHosts = []string{"a.example", "b.example", "api.b.example"}
	trafficApps  = []string{"", "curl", "firefox"}
)

// begin begins an exchange of which little is known.
func (tr *traffic) begin(k int) flow.ID {
	tr.n++
	c := &flow.ClientConn{ID: flow.ConnID(k + 1), Addr: "127.0.0.1:4000", TLS: &flow.TLS{Version: 0x304}}
	if app := trafficApps[k%3]; app != "" {
		c.Process.Store(&flow.Process{PID: 10, Name: app})
	}
	x := &flow.Exchange{Client: c, Proto: flow.HTTP11, Timing: flow.Timing{Started: flow.Nanos(1_700_000_000_000_000_000 + k%7*1_000_000)}}
	tape := tr.s.Open(x)
	tr.going[x.ID] = &flowing{x, tape}
	return x.ID
}

// ask gives an exchange its request.
func (tr *traffic) ask(id flow.ID, k int) {
	f := tr.going[id]
	f.x.Method, f.x.Scheme, f.x.Host = []string{"GET", "POST"}[k%2], "https", trafficHosts[k%3]
	f.x.URL = fmt.Sprintf("https://%s/path/%d?n=%d", f.x.Host, k%5, k)
	f.t.Head(flow.Request, flow.ParseHead(flow.HTTP11, []byte(f.x.Method+" / HTTP/1.1\r\nHost: "+f.x.Host+"\r\nUser-Agent: "+trafficHosts[k%2]+"\r\n\r\n"), flow.Request, false))
	f.t.Update()
}

// answer gives it its response, all or a part of it.
func (tr *traffic) answer(id flow.ID, k int) {
	f := tr.going[id]
	f.x.Status = []int{200, 404, 502}[k%3]
	f.t.Head(flow.Response, flow.ParseHead(flow.HTTP11, []byte("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"), flow.Response, false))
	f.t.Update()
	f.t.Body(flow.Response, []byte([]string{"needle in it", "hay"}[k%2]))
}

// finish ends it.
func (tr *traffic) finish(id flow.ID, k int) {
	f := tr.going[id]
	f.x.State = flow.Complete
	if k%4 == 0 {
		f.x.State, f.x.Fault = flow.Failed, &flow.Fault{Code: flow.UpstreamRefused, Message: "refused"}
	}
	f.x.Timing.Ended = f.x.Timing.Started + flow.Nanos(k%6)*1_000_000
	f.t.Done()
	delete(tr.going, id)
}

func (tr *traffic) record(k int) flow.ID {
	id := tr.begin(k)
	tr.ask(id, k)
	tr.answer(id, k)
	tr.finish(id, k)
	return id
}

func (tr *traffic) tunnel(k int) {
	if len(tr.tunnels) > 0 && k%2 == 0 {
		tn := tr.tunnels[0]
		tr.tunnels = tr.tunnels[1:]
		tn.State, tn.Up, tn.Ended = flow.Complete, int64(k), tn.Started+flow.Nanos(k)
		tr.s.Tunnel(tn)
		return
	}
	tn := &flow.Tunnel{Client: &flow.ClientConn{ID: 9}, Host: trafficHosts[k%3], Port: 443, Started: 1_700_000_000_000_000_000, State: flow.Active}
	tr.s.Tunnel(tn)
	tr.tunnels = append(tr.tunnels, tn)
}

// step does one of the things that happen.
func (tr *traffic) step(t *rapid.T) error {
	k := rapid.IntRange(0, 1000).Draw(t, "k")
	newest := tr.s.Status().Entries
	one := func() flow.ID { return flow.ID(rapid.IntRange(1, max(int(newest), 1)).Draw(t, "id")) }
	some := func() (id flow.ID, ok bool) {
		ids := make([]flow.ID, 0, len(tr.going))
		for id := range tr.going {
			ids = append(ids, id)
		}
		if len(ids) == 0 {
			return 0, false
		}
		slices.Sort(ids)
		return rapid.SampledFrom(ids).Draw(t, "which"), true
	}
	switch rapid.IntRange(0, 12).Draw(t, "step") {
	case 0, 1:
		tr.record(k)
	case 2:
		tr.begin(k)
	case 3, 4, 5, 6:
		id, ok := some()
		if !ok {
			return nil
		}
		switch f := tr.going[id]; {
		case f.x.URL == "":
			tr.ask(id, k)
		case f.x.Status == 0:
			tr.answer(id, k)
		default:
			tr.finish(id, k)
		}
	case 7:
		tr.tunnel(k)
	case 8:
		tr.s.HandshakeFailure(&flow.HandshakeFailure{Client: &flow.ClientConn{ID: 8}, Host: trafficHosts[k%3], Port: 443, Verdict: flow.VerdictPinned,
			Started: 1_700_000_000_000_000_000, Ended: 1_700_000_000_000_000_000 + flow.Nanos(k)})
	case 9:
		comment := []string{"", "looked at"}[k%2]
		_, _ = tr.s.Mark(context.Background(), []flow.ID{one()}, store.MarkChange{Comment: &comment}) // it may be gone
	case 10:
		_, err := tr.s.Delete(context.Background(), []flow.ID{one(), one()})
		return err
	case 11:
		if k%10 == 0 {
			return tr.s.Clear(context.Background(), k%20 == 0, nil)
		}
	case 12:
		time.Sleep(time.Duration(k) * time.Millisecond)
	}
	return nil
}

var trafficFilters = []string{
	"", "", "status:200", "host:b.example", "-status:404 method:GET", "is:active", "is:error", "app:curl", "has:comment", "is:tunnel",
	"took:>2ms", "size:>3", "body:needle", "req.header:user-agent=a.example", "body:needle or has:comment", "-body:hay",
}

// agree compares a list with what a search finds that begins now.
func (tr *traffic) agree(q api.ListQuery) error {
	ctx := context.Background()
	query, err := storeQuery(api.Query{Filter: q.Filter, Sort: q.Sort, Oldest: !q.Desc})
	if err != nil {
		return err
	}
	query.Scan = -1
	want, err := tr.s.List(ctx, query)
	if err != nil {
		return err
	}
	var got []api.Row
	for {
		w, err := tr.l.window(ctx, api.WindowQuery{ListQuery: q, Offset: len(got), Limit: 7})
		if err != nil {
			return err
		}
		if w.Total != len(want) || !w.Complete || w.Unsearched != 0 {
			return fmt.Errorf("%+v: total %d, want %d; complete %v, unsearched %d", q, w.Total, len(want), w.Complete, w.Unsearched)
		}
		if got = append(got, w.Rows...); len(w.Rows) < 7 {
			break
		}
	}
	for i := range got {
		if i >= len(want) || !reflect.DeepEqual(got[i].Flow, newFlow(&want[i])) {
			return fmt.Errorf("%+v: row %d of %d:\ngot  %+v\nwant %+v", q, i, len(want), got[i].Flow, want[min(i, len(want)-1)])
		}
		p, err := tr.l.position(ctx, api.PositionQuery{ListQuery: q, ID: uint64(got[i].ID)})
		if err != nil || p.Offset != i {
			return fmt.Errorf("%+v: %d is at %d, want %d, %v", q, got[i].ID, p.Offset, i, err)
		}
	}
	if p, err := tr.l.position(ctx, api.PositionQuery{ListQuery: q, ID: 1 << 40}); err != nil || p.Offset != -1 {
		return fmt.Errorf("what is not there is at %d, %v", p.Offset, err)
	}
	return nil
}

// Whatever happens, a list is what a search finds that begins now.
func TestListsFollow(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		var problem error
		var failure any
		synctest.Test(t, func(*testing.T) {
			defer func() { failure = recover() }() // belongs to another goroutine
			problem = follow(rt, dir)
		})
		if failure != nil {
			panic(failure)
		}
		if problem != nil {
			rt.Fatal(problem)
		}
	})
}

func follow(rt *rapid.T, dir string) (err error) {
	tr, err := newTraffic(dir, store.Options{})
	if err != nil {
		return err
	}
	defer func() {
		for id := range tr.going {
			tr.finish(id, 1)
		}
		if e := tr.close(); err == nil {
			err = e
		}
	}()
	var lists []api.ListQuery
	for range rapid.IntRange(1, 3).Draw(rt, "rounds") {
		if len(lists) < 6 {
			q := api.ListQuery{Filter: rapid.SampledFrom(trafficFilters).Draw(rt, "filter"), Sort: rapid.SampledFrom(api.Sorts()).Draw(rt, "sort"), Desc: rapid.Bool().Draw(rt, "desc")}
			lists = append(lists, q)
			if _, err := tr.l.window(context.Background(), api.WindowQuery{ListQuery: q, Limit: 3}); err != nil {
				return err
			}
		}
		for range rapid.IntRange(0, 25).Draw(rt, "steps") {
			if err := tr.step(rt); err != nil {
				return err
			}
		}
		time.Sleep(4 * time.Second)
		for _, q := range lists {
			if err := tr.agree(q); err != nil {
				return err
			}
		}
	}
	return nil
}

// A list that missed changes is built anew.
func TestListAfterABurst(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		tr, err := newTraffic(dir, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		q := api.ListQuery{Sort: api.SortURL}
		if err := tr.agree(q); err != nil {
			t.Fatal(err)
		}
		for k := range 30_000 { // at once: no clock goes
			tr.record(k)
		}
		if _, err := tr.s.Delete(t.Context(), []flow.ID{5, 6, 20_000}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		w, err := tr.l.window(t.Context(), api.WindowQuery{ListQuery: q, Limit: 500})
		if err != nil || w.Total != 30_000-3 || len(w.Rows) != 500 {
			t.Fatalf("%d rows of %d, %v", len(w.Rows), w.Total, err)
		}
		if !slices.IsSortedFunc(w.Rows, func(a, b api.Row) int { return strings.Compare(a.URL, b.URL) }) {
			t.Error("the rows are not sorted")
		}
		// As many texts as there are, entries find their places.
		for k := range 50 {
			tr.record(40_000 + 100*k)
		}
		time.Sleep(3 * time.Second)
		query, _ := storeQuery(api.Query{Sort: api.SortURL, Oldest: true})
		want, err := tr.s.List(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		for from := 0; from < len(want); from += 500 {
			w, err := tr.l.window(t.Context(), api.WindowQuery{ListQuery: q, Offset: from, Limit: 500})
			if err != nil || len(w.Rows) != min(500, len(want)-from) {
				t.Fatalf("%d rows from %d, %v", len(w.Rows), from, err)
			}
			for i := range w.Rows {
				if w.Rows[i].ID != want[from+i].ID {
					t.Fatalf("row %d is %d, want %d", from+i, w.Rows[i].ID, want[from+i].ID)
				}
			}
		}
		if err := tr.close(); err != nil {
			t.Error(err)
		}
	})
}
