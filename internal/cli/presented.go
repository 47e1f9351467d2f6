package cli

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/flow"
)

// presentedCert is a certificate that an origin showed and that did not verify.
type presentedCert struct {
	entry flow.ID
	at    time.Time
	cert  api.Certificate
	leaf  [32]byte
	fault string // a sentence
}

// presentedWithin is how many entries are looked through, newest first.
const presentedWithin = 10_000

// notImported leaves out what files say: no certificate is believed from there.
const notImported = "not is:imported"

// lastPresented finds the certificate that a host showed last, in what was captured.
func lastPresented(ctx context.Context, dir, host string) (seen presentedCert, err error) {
	none := &hintError{fmt.Errorf("no certificate of %s has been captured", host),
		"send one request to it through the proxy, or name the certificate with --sha256"}
	if client, err := api.Dial(ctx, dir); err == nil {
		err := client.Sync(ctx)
		client.Close()
		if err != nil {
			return seen, err
		}
	}
	s, err := app.OpenSession(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return seen, none
	}
	if err != nil {
		return seen, err
	}
	defer s.Close()
	flows, err := s.List(ctx, api.Query{Filter: notImported, Limit: presentedWithin})
	if err != nil {
		return seen, err
	}
	for i := range flows {
		if !sameHost(flows[i].Host, host) {
			continue
		}
		e, err := s.Entry(ctx, flows[i].ID)
		if err != nil {
			return seen, err
		}
		if t := e.Detail.ServerTLS; t != nil && len(t.Chain) > 0 {
			return asPresented(host, e.Detail)
		}
	}
	return seen, none
}

func sameHost(a, b string) bool {
	bare := func(h string) string { return strings.TrimSuffix(strings.Trim(h, "[]"), ".") }
	return strings.EqualFold(bare(a), bare(b))
}

func asPresented(host string, d *api.Detail) (seen presentedCert, err error) {
	t := d.ServerTLS
	seen = presentedCert{entry: d.ID, at: d.Started, cert: t.Chain[0]}
	sum, err := hex.DecodeString(t.Chain[0].SHA256)
	if err != nil || len(sum) != len(seen.leaf) {
		return seen, fmt.Errorf("entry %d has no fingerprint of the certificate", d.ID)
	}
	seen.leaf = [32]byte(sum)
	code, sentence, _ := strings.Cut(t.Flaw, ": ")
	switch {
	case code == flow.UpstreamOwnRoot:
		return seen, &hintError{fmt.Errorf("the certificate of %s comes from Rockxy's own root, for which there is no exception", host),
			"nobody but an instance of Rockxy should answer with it; see rockxy show " + fmt.Sprint(d.ID)}
	case t.Flaw == "" && t.Verified:
		return seen, fmt.Errorf("the certificate that %s showed last (entry %d) verifies: there is nothing to allow", host, d.ID)
	case t.Flaw == "":
		return seen, &hintError{fmt.Errorf("what is wrong with %s (entry %d) is not its certificate, and there are exceptions for certificates alone", host, d.ID),
			fmt.Sprintf("rockxy show %d says what it is", d.ID)}
	}
	seen.fault = sentence
	return seen, nil
}
