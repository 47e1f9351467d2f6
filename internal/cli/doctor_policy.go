package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
)

// certificateSoon is when the end of a client certificate is worth a word.
const certificateSoon = 30 * 24 * time.Hour

// examinePolicy looks at what decides which connections are left alone. client
// is nil without an instance.
func examinePolicy(ctx context.Context, dir string, client *api.Client) (found []finding) {
	var p api.Policy
	var err error
	if client != nil {
		p, err = client.Policy(ctx)
	} else {
		p, err = app.DescribePolicy(dir)
	}
	var places *app.PolicyError
	switch {
	case errors.As(err, &places):
		for _, problem := range app.Problems(err) {
			found = append(found, finding{bad, "policy", place(places.Path, problem), ""})
		}
		found[len(found)-1].next = "correct the file; no instance starts with it as it is"
		return found
	case err != nil:
		return []finding{{bad, "policy", err.Error(), hint(err)}}
	}
	for i, problem := range p.Problems {
		f := finding{bad, "policy", place(p.File, problem), ""}
		if i == len(p.Problems)-1 {
			f.next = "correct the file; what it said before still applies"
		}
		found = append(found, f)
	}
	return append(append(found, examineFile("policy", p.File)...), describePolicy(p, time.Now())...)
}

// examineFile says when others can change what is intercepted, or done to it.
func examineFile(what, path string) []finding {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&0o022 == 0 {
		return nil
	}
	return []finding{{note, what, fmt.Sprintf("other users can write %s (%v)", path, info.Mode().Perm()), "chmod 600 " + shellWord(path)}}
}

// describePolicy names what is out of the ordinary: what ends, what Rockxy added
// itself, what is accepted unverified.
func describePolicy(p api.Policy, now time.Time) (found []finding) {
	s := p.Status()
	text := p.Default + " by default"
	if s.Bypass+s.Intercept > 0 {
		text += fmt.Sprintf(", %s to bypass, %s to intercept", render.Plural(int64(s.Bypass), "entry"), render.Count(int64(s.Intercept)))
	}
	if len(s.Groups) > 0 {
		text += ", groups " + strings.Join(s.Groups, ", ")
	}
	found = append(found, finding{good, "policy", text, ""})
	for _, list := range []struct {
		what    string
		entries []api.PolicyEntry
	}{{"passed through unread", p.Bypass}, {"intercepted", p.Intercept}} {
		for _, e := range list.entries {
			if e.Expired || e.Until == nil && !e.Auto {
				continue
			}
			text := e.Pattern + " is " + list.what + " " + lasts(e.Until, now)
			if e.Auto {
				text += ", automatically"
			}
			if e.Note != "" {
				text += ": " + e.Note
			}
			found = append(found, finding{note, "policy", text, "rockxy policy remove " + shellWord(e.Pattern)})
		}
	}
	for _, x := range p.Exceptions {
		if !x.Expired {
			found = append(found, finding{note, "policy", fmt.Sprintf("a certificate of %s that does not verify is accepted %s (SHA-256 %s)", x.Host, lasts(&x.Until, now), short(x.SHA256)),
				"rockxy policy allow-invalid " + shellWord(x.Host) + " --remove"})
		}
	}
	for _, c := range p.ClientCertificates {
		found = append(found, clientCertificate(c, now))
	}
	return found
}

func clientCertificate(c api.ClientCertificate, now time.Time) finding {
	name := "the client certificate for " + c.Pattern
	switch {
	case c.Fault != nil:
		return finding{bad, "policy", c.Fault.Message, c.Fault.Hint}
	case c.NotAfter.Before(now):
		return finding{bad, "policy", name + " expired on " + c.NotAfter.Format(time.DateOnly), "get another one, and put it into " + c.File}
	case c.NotAfter.Before(now.Add(certificateSoon)):
		return finding{note, "policy", name + " expires on " + c.NotAfter.Format(time.DateOnly), "get another one, and put it into " + c.File}
	}
	return finding{good, "policy", name + ": " + c.Subject + ", until " + c.NotAfter.Format(time.DateOnly), ""}
}
