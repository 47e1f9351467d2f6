package e2e

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"rockxy/internal/testkit"
)

// flowLine is a line of `rockxy flows --json`.
type flowLine struct {
	ID            any        `json:"id"`
	Kind          string     `json:"kind"`
	Started       time.Time  `json:"started"`
	DurationMS    float64    `json:"duration_ms"`
	Client        any        `json:"client"`
	Protocol      string     `json:"protocol"`
	Method        string     `json:"method"`
	URL           string     `json:"url"`
	Host          string     `json:"host"`
	Status        int        `json:"status"`
	RequestBytes  int64      `json:"request_bytes"`
	ResponseBytes int64      `json:"response_bytes"`
	State         string     `json:"state"`
	Verdict       string     `json:"verdict"`
	Fault         *flowFault `json:"fault"`
}

type flowFault struct{ Code, Side, Message, Hint string }

// wantFlow is what one exchange must show. Empty Proto and negative sizes are
// not compared.
type wantFlow struct {
	Method, Path, Proto string
	Status              int
	Request, Response   int64
}

func (w wantFlow) String() string {
	return fmt.Sprintf("%s %s %s %d up %d down %d", w.Proto, w.Method, w.Path, w.Status, w.Request, w.Response)
}

// flows is all that the instance lists now, oldest first.
func (i *instance) flows(t *testing.T) []flowLine {
	t.Helper()
	list, err := lines[flowLine](i.rockxy(t, "flows", "--json", "--limit", "1000000", "--data", i.data))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(list, func(a, b flowLine) int { return a.Started.Compare(b.Started) })
	return list
}

// wantFlows waits until every exchange whose URL contains key is over, and
// compares them with want, in any order. Each must be whole, without a fault,
// and agree with itself.
func (s *stand) wantFlows(t *testing.T, key string, want ...wantFlow) {
	t.Helper()
	if blind() {
		return // a blind stand-in keeps no record
	}
	got := s.settled(t, key, len(want))
	left := slices.Clone(want)
	for _, f := range got {
		s.checkFlow(t, f)
		n := slices.IndexFunc(left, func(w wantFlow) bool { return w.matches(f) })
		if n < 0 {
			t.Errorf("unwanted exchange %+v", f)
			continue
		}
		left = slices.Delete(left, n, n+1)
	}
	for _, w := range left {
		t.Errorf("no exchange %v", w)
	}
}

// settled waits until at least n exchanges have key in their URL and all such
// are over.
func (s *stand) settled(t *testing.T, key string, n int) []flowLine {
	t.Helper()
	got, _ := testkit.Settle(func() (mine []flowLine, over bool) {
		over = true
		for _, f := range s.proxy.flows(t) {
			if strings.Contains(f.URL, key) {
				mine = append(mine, f)
				over = over && f.State != "active"
			}
		}
		return mine, over && len(mine) >= n
	})
	return got
}

// wantFailed wants one exchange that ended with a fault of the origin's.
func (s *stand) wantFailed(t *testing.T, key string) {
	t.Helper()
	if blind() {
		return
	}
	got := s.settled(t, key, 1)
	if len(got) != 1 {
		t.Fatalf("%d exchanges for %s", len(got), key)
	}
	f := got[0]
	if f.State != "failed" || f.Fault == nil || f.Fault.Side != "origin" || !strings.HasPrefix(f.Fault.Code, "upstream.") || f.Fault.Message == "" {
		t.Errorf("%s: state %q, fault %+v", f.URL, f.State, f.Fault)
	}
}

func (w wantFlow) matches(f flowLine) bool {
	u, err := url.Parse(f.URL)
	return err == nil && u.Path == w.Path && f.Method == w.Method && f.Status == w.Status &&
		(w.Proto == "" || f.Protocol == w.Proto) &&
		(w.Request < 0 || f.RequestBytes == w.Request) && (w.Response < 0 || f.ResponseBytes == w.Response)
}

// checkFlow checks what holds for every exchange of the suite.
func (s *stand) checkFlow(t *testing.T, f flowLine) {
	t.Helper()
	u, err := url.Parse(f.URL)
	switch {
	case err != nil || u.Scheme != "https" || u.Port() != s.origin.Port():
		t.Errorf("url %q: %v", f.URL, err)
	case f.Host != u.Hostname() && f.Host != u.Host:
		t.Errorf("host %q of %s", f.Host, f.URL)
	}
	if f.ID == nil || f.Kind != "exchange" || f.State != "complete" || f.Fault != nil || f.Verdict != "intercept" {
		t.Errorf("%s: id %v, kind %q, state %q, verdict %q, fault %+v", f.URL, f.ID, f.Kind, f.State, f.Verdict, f.Fault)
	}
	if f.Started.Before(s.started) || f.Started.After(time.Now()) || f.DurationMS <= 0 || f.DurationMS > 1000*time.Since(f.Started).Seconds() {
		t.Errorf("%s: started %v, took %v ms", f.URL, f.Started, f.DurationMS)
	}
}
