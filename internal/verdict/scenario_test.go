package verdict_test

import (
	"net/netip"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/verdict"
)

// Fingerprints as real clients sent them.
const (
	ja4Curl     = "t13d3112h2_e8f1e7e78f70_b26ce05bbdd6"
	ja4GnuTLS   = "t13d291300_723694b0fccc_899037bd0b8c"
	ja4Python   = "t13d3113h1_e8f1e7e78f70_d339722ba4af"
	ja4Node     = "t13d5911h1_a33745022dd6_1f22a2ca17c4"
	ja4Go       = "t13d131100_f57a46bbacb6_ab7e3b40a677"
	ja4Java     = "t13i311100_1d947a95fc68_7e1102d2036b"
	ja4Chromium = "t13d1517h2_8daaf6152771_cb7bf5808d99"
	ja4OkHttp   = "t13d1513h2_8daaf6152771_eca864cca44a"
	ja4Apple    = "t13d2014h2_a09f3c656075_14788d8d241b"
	ja4Other    = "t13d1812h1_85036bcba153_b26ce05bbdd6"
)

var local = netip.MustParseAddr("127.0.0.1")

func process(pid int, name, ja4 string) verdict.Client {
	return verdict.Client{PID: pid, Name: name, Path: "/usr/bin/" + name, Addr: local, JA4: ja4}
}

func curl(pid int) verdict.Client     { return process(pid, "curl", ja4Curl) }
func wget(pid int) verdict.Client     { return process(pid, "wget", ja4GnuTLS) }
func python(pid int) verdict.Client   { return process(pid, "python3.11", ja4Python) }
func node(pid int) verdict.Client     { return process(pid, "node", ja4Node) }
func java(pid int) verdict.Client     { return process(pid, "java", ja4Java) }
func chromium(pid int) verdict.Client { return process(pid, "chromium", ja4Chromium) }
func agent(pid int) verdict.Client    { return process(pid, "agent", ja4Go) }     // a program in Go
func player(pid int) verdict.Client   { return process(pid, "player", ja4Other) } // nothing is known of it

func phone(ja4 string) verdict.Client {
	return verdict.Client{Addr: netip.MustParseAddr("192.168.1.20"), JA4: ja4}
}

// nobody is a program of this machine whose process was not found.
var nobody = verdict.Client{Addr: local, JA4: ja4Curl}

// ending is how a step ends; the zero one is a success.
type ending struct {
	alert  int
	moment verdict.Moment
	how    flow.Ending
	asked  bool
}

var (
	ok          = ending{}
	unknownCA   = ending{48, verdict.AtCertificate, flow.EndingAlert, false}
	badCert     = ending{42, verdict.AtCertificate, flow.EndingAlert, false}
	certUnknown = ending{46, verdict.AtCertificate, flow.EndingAlert, false}
	expired     = ending{45, verdict.AtCertificate, flow.EndingAlert, false}
	failure     = ending{40, verdict.AtCertificate, flow.EndingAlert, false}
	noVersion   = ending{70, verdict.AtHello, flow.EndingAlert, false}
	noALPN      = ending{120, verdict.AtCertificate, flow.EndingAlert, false}
	cancelled   = ending{90, verdict.AtCertificate, flow.EndingAlert, false}
	early       = ending{-1, verdict.AtCertificate, flow.EndingClosed, false}
	late        = ending{-1, verdict.AtFinished, flow.EndingClosed, false}
	lateReset   = ending{-1, verdict.AtFinished, flow.EndingReset, false}
	lateAsked   = ending{-1, verdict.AtFinished, flow.EndingClosed, true}
	hello       = ending{-1, verdict.AtHello, flow.EndingClosed, false}
	helloReset  = ending{-1, verdict.AtHello, flow.EndingReset, false}
	timeout     = ending{-1, verdict.AtCertificate, flow.EndingTimeout, false}
	garbage     = ending{-1, verdict.AtHello, flow.EndingProtocol, false}
	stopped     = ending{-1, verdict.AtCertificate, flow.EndingOurs, false}
)

type step struct {
	client verdict.Client
	host   string
	end    ending
}

// stage plays steps, one a second, and keeps the latest judgement of each.
type stage struct {
	*verdict.History
	now    flow.Nanos
	latest map[flow.ID]verdict.Judgement
	last   flow.ID
}

func newStage() *stage {
	start := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	return &stage{History: verdict.New(verdict.Limits{}), now: flow.Nanos(start.UnixNano()), latest: map[flow.ID]verdict.Judgement{}}
}

func (s *stage) outcome(st step) verdict.Outcome {
	s.now += flow.Nanos(time.Second)
	o := verdict.Outcome{Client: st.client, Host: st.host, Port: 443, At: s.now, Alert: -1}
	if st.end == ok {
		o.Accepted = true
		return o
	}
	s.last++
	o.ID, o.Alert, o.Moment, o.Ending, o.OriginAsksClientCert = s.last, st.end.alert, st.end.moment, st.end.how, st.end.asked
	o.Said = "what was said"
	return o
}

// play returns the judgement on the last failure among the steps, as it stands
// after all of them.
func (s *stage) play(steps ...step) verdict.Judgement {
	for _, st := range steps {
		o := s.outcome(st)
		j, revised := s.Observe(o)
		if !o.Accepted {
			s.latest[o.ID] = j
		}
		for _, r := range revised {
			s.latest[r.ID] = r.Judgement
		}
	}
	return s.latest[s.last]
}

func judged(steps ...step) verdict.Judgement { return newStage().play(steps...) }

func TestTitles(t *testing.T) {
	for want, st := range map[string]step{
		"Client does not trust the Rockxy CA":            {curl(1), "a", unknownCA},
		"Certificate Pinning Detected":                   {curl(1), "a", late},
		"Protocol mismatch":                              {curl(1), "a", noVersion},
		"Client gave up / network":                       {curl(1), "a", hello},
		"Not sure yet":                                   {node(1), "a", early},
		"Client certificate expected by the application": {node(1), "a", lateAsked},
	} {
		if j := judged(st); j.Title != want {
			t.Errorf("%v: %q, want %q", st, j.Title, want)
		}
	}
}
