package redact

import (
	"fmt"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

func said(steps []flow.RuleStep) string {
	var b strings.Builder
	for _, s := range steps {
		fmt.Fprintf(&b, "%s %q\n", s.Did, s.Log)
		for _, c := range s.Changes {
			fmt.Fprintf(&b, "%s\n%s\n", c.Before, c.After)
		}
	}
	return b.String()
}

// TestTraceIsRedacted: what rules did quotes what they changed, also what stands
// nowhere else.
func TestTraceIsRedacted(t *testing.T) {
	const (
		bearer = "Zx9TqvB31mLkePq0RsTuVw"
		cookie = "k1Jw8sPq0aYz7XbNd5Rt2"
		only   = "Hq7Vt2Nc4Xb6Zk8Ls0Jd"
	)
	e := entry(t, "GET /x HTTP/1.1\nHost: a\nAuthorization: Bearer "+bearer, `{"n":1}`, "HTTP/1.1 200 OK\nSet-Cookie: s="+cookie, "ok")
	e.Exchange.Trace = []flow.RuleStep{
		{Rule: "r", Did: "sent it to https://a/?access_token=" + only, Log: []string{"it was " + bearer}, Changes: []flow.Change{
			{Part: "request head", Before: []byte("GET /x HTTP/1.1\r\nAuthorization: Bearer " + bearer + "\r\n\r\n"), After: []byte("GET /x HTTP/1.1\r\nX-Api-Key: " + only + "\r\n\r\n")},
			{Part: "request head", Before: []byte(":method: GET\r\ncookie: s=" + cookie + "\r\n\r\n")},
			{Part: "response body", Before: []byte(`{"password":"` + only + `","name":"Ann"}`), After: []byte("seen " + cookie)},
			{Part: "response trailers", After: []byte("set-cookie: s=" + only + "\r\n\r\n")},
			{Part: "message", From: 9, After: []byte("rest of it " + only[3:])},
		}},
	}
	before := said(e.Exchange.Trace)
	r := New()
	out, err := r.Entry(e)
	if err != nil {
		t.Fatal(err)
	}
	got := said(out.Exchange.Trace)
	for _, s := range []string{bearer, cookie, only, only[3:]} {
		if strings.Contains(got, s) {
			t.Errorf("%s is still in %s", s, got)
		}
	}
	if !strings.Contains(got, `"name":"Ann"`) || !strings.Contains(got, "Authorization: Bearer ") {
		t.Errorf("what is no secret is gone: %s", got)
	}
	if said(e.Exchange.Trace) != before {
		t.Error("the original was changed")
	}
}
