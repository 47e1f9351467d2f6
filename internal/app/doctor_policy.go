package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/quantity"
)

// certificateSoon is when the end of a client certificate is worth a word.
const certificateSoon = 30 * 24 * time.Hour

// policy looks at what decides which connections are left alone.
func (e Examination) policy(ctx context.Context) (found []api.Finding) {
	var p api.Policy
	var err error
	if e.Running != nil {
		p, err = e.Running.Policy(ctx)
	} else {
		p, err = DescribePolicy(e.Data)
	}
	var places *PolicyError
	switch {
	case errors.As(err, &places):
		for _, problem := range Problems(err) {
			found = append(found, fails("policy", PolicyPlace(places.Path, problem), ""))
		}
		found[len(found)-1].Hint = "correct the file; no instance starts with it as it is"
		return found
	case err != nil:
		return []api.Finding{failsBy("policy", err)}
	}
	for i, problem := range p.Problems {
		f := fails("policy", PolicyPlace(p.File, problem), "")
		if i == len(p.Problems)-1 {
			f.Hint = "correct the file; what it said before still applies"
		}
		found = append(found, f)
	}
	return append(append(found, openFile("policy", p.File)...), describePolicy(p, time.Now())...)
}

// openFile says when others can change what is intercepted, or done to it.
func openFile(what, path string) []api.Finding {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&0o022 == 0 {
		return nil
	}
	return []api.Finding{notable(what, fmt.Sprintf("other users can write %s (%v)", path, info.Mode().Perm()), "chmod 600 "+ShellWord(path))}
}

// describePolicy names what is out of the ordinary: what ends, what Rockxy added
// itself, what is accepted unverified.
func describePolicy(p api.Policy, now time.Time) (found []api.Finding) {
	s := p.Status()
	text := p.Default + " by default"
	if s.Bypass+s.Intercept > 0 {
		text += fmt.Sprintf(", %s to bypass, %s to intercept", quantity.Plural(int64(s.Bypass), "entry"), quantity.Count(int64(s.Intercept)))
	}
	if len(s.Groups) > 0 {
		text += ", groups " + strings.Join(s.Groups, ", ")
	}
	found = append(found, works("policy", text))
	for _, list := range []struct {
		what    string
		entries []api.PolicyEntry
	}{{"passed through unread", p.Bypass}, {"intercepted", p.Intercept}} {
		for _, e := range list.entries {
			if !e.Expired && (e.Until != nil || e.Auto) {
				found = append(found, passing(e, list.what, now))
			}
		}
	}
	for _, x := range p.Exceptions {
		if !x.Expired {
			found = append(found, notable("policy", fmt.Sprintf("a certificate of %s that does not verify is accepted %s (SHA-256 %s)", x.Host, Lasts(&x.Until, now), ShortPrint(x.SHA256)),
				"rockxy policy allow-invalid "+ShellWord(x.Host)+" --remove"))
		}
	}
	for _, c := range p.ClientCertificates {
		found = append(found, clientCertificate(c, now))
	}
	return found
}

func passing(e api.PolicyEntry, what string, now time.Time) api.Finding {
	text := e.Pattern + " is " + what + " " + Lasts(e.Until, now)
	if e.Auto {
		text += ", automatically"
	}
	if e.Note != "" {
		text += ": " + e.Note
	}
	return notable("policy", text, "rockxy policy remove "+ShellWord(e.Pattern))
}

func clientCertificate(c api.ClientCertificate, now time.Time) api.Finding {
	name := "the client certificate for " + c.Pattern
	another := "get another one, and put it into " + c.File
	switch {
	case c.Fault != nil:
		return fails("policy", c.Fault.Message, c.Fault.Hint)
	case c.NotAfter.Before(now):
		return fails("policy", name+" expired on "+c.NotAfter.Format(time.DateOnly), another)
	case c.NotAfter.Before(now.Add(certificateSoon)):
		return notable("policy", name+" expires on "+c.NotAfter.Format(time.DateOnly), another)
	}
	return works("policy", name+": "+c.Subject+", until "+c.NotAfter.Format(time.DateOnly))
}
