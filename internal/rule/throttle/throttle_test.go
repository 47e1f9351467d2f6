package throttle

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/filter"
	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// passage is an exchange on its way through rules.
type passage struct {
	*rule.Run
	did, why      string
	request       rule.Body
	response      rule.Body
	err           error
	headAt, endAt time.Duration // since the request
}

// pass sends an exchange through actions, with bodies of these sizes.
func pass(t *testing.T, dry bool, up, down int, actions ...rule.Action) *passage {
	t.Helper()
	match, err := filter.Parse("")
	if err != nil {
		t.Fatal(err)
	}
	set := rule.NewSet([]*rule.Group{{Name: "g", Enabled: true, Rules: []*rule.Rule{{Name: "slow", Enabled: true, Match: match, Actions: actions}}}}, rule.Limits{}, time.Now())
	head := flow.ParseHead(flow.HTTP11, []byte("POST / HTTP/1.1\r\nHost: a.example\r\n\r\n"), flow.Request, false)
	x := &flow.Exchange{Method: "POST", Scheme: "http", Host: "a.example", Port: 80, URL: "http://a.example/", Proto: flow.HTTP11, Client: &flow.ClientConn{}}
	p := &passage{Run: set.Begin(x, head)}
	p.Dry = dry
	start := time.Now()
	out, err := p.Request(t.Context(), head, &much{left: up, piece: 4096}, rule.Route{Scheme: "http", Host: "a.example", Port: 80})
	if err != nil {
		t.Fatal(err)
	}
	p.request = out.Body
	if _, p.err = drain(t.Context(), out.Body); p.err == nil {
		answer := flow.ParseHead(flow.HTTP11, []byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), flow.Response, false)
		if _, p.response, p.err = p.Response(t.Context(), answer, &much{left: down, piece: 4096}); p.err == nil {
			p.headAt = time.Since(start)
			_, p.err = drain(t.Context(), p.response)
		}
	}
	p.endAt = time.Since(start)
	for _, s := range p.Trace() {
		p.did, p.why = p.did+s.Did+";", p.why+s.Why
	}
	return p
}

func TestExchange(t *testing.T) {
	for _, c := range []struct {
		p           Profile
		head, total time.Duration
		did         string
	}{
		{Profile{Down: 780e3, Up: 330e3, Latency: 400 * time.Millisecond}, // 33000 octets each way: 800 ms, 338.46 ms
			1200 * time.Millisecond, 1538461 * time.Microsecond, "slowed to 330 kbit/s up;slowed to 780 kbit/s down, 400 ms;"},
		{Profile{Latency: time.Second}, time.Second, time.Second, "slowed to 1000 ms;"},
		{Profile{Up: 330e3, Utilisation: 0.5}, 1600 * time.Millisecond, 1600 * time.Millisecond, "slowed to 165 kbit/s up;"},
		{Profile{Down: 1e6, Latency: 100 * time.Millisecond, MTU: 1000, Loss: 1e-12}, 100 * time.Millisecond, 364 * time.Millisecond,
			"1e-10% loss;slowed to 1 Mbit/s down, 100 ms, 1e-10% loss;"},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := pass(t, false, 33_000, 33_000, New(c.p))
			if p.err != nil || (p.headAt-c.head).Abs() > time.Millisecond || (p.endAt-c.total).Abs() > time.Millisecond {
				t.Errorf("%+v: head after %v, end after %v, %v; want %v, %v", c.p, p.headAt, p.endAt, p.err, c.head, c.total)
			}
			if p.did != c.did {
				t.Errorf("did %q, want %q", p.did, c.did)
			}
		})
	}
}

// Two rules that match are two lines in a row.
func TestTwoLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pass(t, false, 0, 100_000, New(Profile{Down: 800e3, Latency: time.Second}), New(Profile{Down: 8e6, Latency: time.Second}))
		if want := 3 * time.Second; p.headAt != 2*time.Second || p.endAt < want || p.endAt > want+50*time.Millisecond {
			t.Errorf("head after %v, end after %v", p.headAt, p.endAt)
		}
	})
}

// The requests of a rule share its line, and each of the two has half of it.
func TestShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := New(Profile{Down: 80e3})
		ends := make(chan time.Duration, 2)
		for range 2 {
			go func() { ends <- pass(t, false, 0, 10_000, a).endAt }()
		}
		for range 2 {
			if d := <-ends; d < 1950*time.Millisecond || d > 2*time.Second {
				t.Errorf("ended after %v, want 2 s", d)
			}
		}
	})
}

// In a dry run nothing is slowed and nothing is lost, but it is told.
func TestDry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pass(t, true, 10_000, 10_000, New(Profile{Down: 1000, Up: 1000, Latency: time.Hour, Reliability: 0.01}))
		if p.err != nil || p.endAt > 0 || !strings.Contains(p.did, "1 kbit/s down, 3.6e+06 ms, 1% reliability") {
			t.Errorf("%v after %v: %s", p.err, p.endAt, p.did)
		}
	})
}

// The head is lost like any other octets.
func TestHeadIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pass(t, false, 0, 0, New(Profile{Loss: 1, Latency: time.Second}))
		var cut *rule.Cut
		if !errors.As(p.err, &cut) || cut.How != rule.CutReset || p.endAt != (1+1+2+4+8+16)*time.Second {
			t.Fatalf("%v after %v", p.err, p.endAt)
		}
		if !strings.Contains(cut.Why, `the rule "slow" lost the connection`) {
			t.Error(cut.Why)
		}
	})
}

func TestOffIsTold(t *testing.T) {
	a := New(Profile{Latency: time.Hour})
	a.Switch(false)
	if p := pass(t, false, 10, 10, a); p.err != nil || !strings.Contains(p.why, "switched off") {
		t.Errorf("%v, %q", p.err, p.why)
	}
}

// Two runs with one seed meet the same: the same latencies, the same ends.
func TestRunsRepeat(t *testing.T) {
	run := func(seed uint64) (all []string) {
		synctest.Test(t, func(t *testing.T) {
			a := New(Profile{Down: 1e6, Latency: 100 * time.Millisecond, Jitter: 50 * time.Millisecond, Loss: 0.05, Reliability: 0.9,
				Stability: Stability{Stable: 0.5, From: 0.1, To: 0.5}, Seed: seed})
			for range 20 {
				p := pass(t, false, 20_000, 50_000, a)
				end := "whole"
				if p.err != nil {
					end = p.err.Error()
				}
				all = append(all, p.headAt.String()+" "+p.endAt.String()+" "+end)
			}
		})
		return all
	}
	first, again, other := strings.Join(run(7), "\n"), strings.Join(run(7), "\n"), strings.Join(run(8), "\n")
	if first != again {
		t.Errorf("one seed, two runs:\n%s\n\n%s", first, again)
	}
	if first == other {
		t.Error("two seeds, one run")
	}
	if !strings.Contains(first, "whole") || !strings.Contains(first, "lost the connection") {
		t.Errorf("nothing of interest happened:\n%s", first)
	}
}

// A tunnel has the line too: the latency once, before its first octet comes back.
func TestTunnel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		match, err := filter.Parse("")
		if err != nil {
			t.Fatal(err)
		}
		r := &rule.Rule{Name: "slow", Enabled: true, Match: match, Actions: []rule.Action{New(Profile{Down: 80e3, Up: 800e3, Latency: time.Second})}}
		set := rule.NewSet([]*rule.Group{{Name: "g", Enabled: true, Rules: []*rule.Rule{r}}}, rule.Limits{}, time.Now())
		_, link := set.Connect(rule.Target{Host: "a.example", Port: 22}, rule.Route{Host: "a.example", Port: 22})
		if link == nil || link.Up == nil || link.Down == nil {
			t.Fatalf("%+v", link)
		}
		if did := link.Trace[0].Did; did != "slowed to 80 kbit/s down, 1000 ms; slowed to 800 kbit/s up" {
			t.Error(did)
		}
		for i, c := range []struct {
			body rule.Body
			want time.Duration
		}{{link.Up(&much{left: 100_000, piece: 4096}), time.Second}, {link.Down(&much{left: 10_000, piece: 1000}), 2 * time.Second}} {
			start := time.Now()
			if _, err := drain(t.Context(), c.body); err != nil || (time.Since(start)-c.want).Abs() > time.Millisecond {
				t.Errorf("%d took %v, %v; want %v", i, time.Since(start), err, c.want)
			}
		}
		if _, link := set.Connect(rule.Target{Host: "a.example", Port: 443, Scheme: "https"}, rule.Route{Scheme: "https", Host: "a.example", Port: 443}); link != nil {
			t.Errorf("a connection that will have exchanges: %+v", link)
		}
	})
}
