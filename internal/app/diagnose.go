package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/trust"
)

// itself is the instance, asked by itself.
type itself struct{ i instance }

func (s itself) Status(context.Context) (api.Status, error) { return s.i.Status(), nil }
func (s itself) Policy(context.Context) (api.Policy, error) { return s.i.Policy(), nil }
func (s itself) Rules(context.Context) (api.Rules, error)   { return s.i.Rules(), nil }
func (s itself) RootPEM(context.Context) ([]byte, error)    { return s.i.RootPEM(), nil }
func (s itself) SamplePEM(context.Context) ([]byte, error)  { return s.i.SamplePEM() }

// Diagnose implements api.Doctor.
func (i instance) Diagnose(ctx context.Context) (api.Diagnosis, error) {
	if err := i.a.examining.wait(ctx); err != nil {
		return api.Diagnosis{}, err
	}
	defer i.a.examining.done()
	e := Examination{Data: i.a.cfg.Data, Running: itself{i}, Reach: func(string) error { return nil }} // it stops when it does not accept
	return api.Diagnosis{Findings: e.Findings(ctx)}, ctx.Err()
}

// examiner lets one at a time look at trust stores, which runs programs.
type examiner chan struct{}

func (o examiner) wait(ctx context.Context) error {
	select {
	case o <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (o examiner) done() { <-o }

// Authority implements api.Authorities.
func (i instance) Authority(ctx context.Context) (api.Authority, error) {
	f, err := ReadRootFacts(ctx, i.a.cfg.Data, itself{i})
	if err != nil {
		return api.Authority{}, err
	}
	out := describeRoot(f, time.Now())
	out.File, out.HardwareBound = i.a.ready.RootCertificate, !i.a.custody.software()
	if err := i.a.examining.wait(ctx); err != nil {
		return api.Authority{}, err
	}
	defer i.a.examining.done()
	stores, err := trustStores(ctx, i.a.cfg.Data, f.Root, itself{i})
	if out.Stores = append(out.Stores, stores...); err != nil {
		out.Problem = err.Error()
	}
	return out, ctx.Err()
}

// describeRoot is the API's form of what is known of a root.
func describeRoot(f *RootFacts, now time.Time) api.Authority {
	key := sha256.Sum256(f.Root.RawSubjectPublicKeyInfo)
	print := trust.Fingerprint(f.Root)
	out := api.Authority{
		Subject: f.Root.Subject.String(), SHA256: print.Hex(), Fingerprint: Fingerprint(print), KeySHA256: hex.EncodeToString(key[:]),
		Serial: f.Root.SerialNumber.Text(16), NotBefore: f.Root.NotBefore.UTC(), NotAfter: f.Root.NotAfter.UTC(), OnlyFor: []string{}, Warning: Expiry(f.Root, now),
		Custody: f.Keeper, CustodyTrail: f.Trail, SigningMS: f.Status.SigningMS, Notice: f.Status.RootNotice,
		Retired: []api.RetiredRoot{}, Stores: []api.TrustStore{},
	}
	out.OnlyFor = append(out.OnlyFor, f.Root.PermittedDNSDomains...)
	if out.CustodyTrail == nil {
		out.CustodyTrail = []api.Keeper{}
	}
	for _, old := range f.Retired {
		out.Retired = append(out.Retired, api.RetiredRoot{SHA256: trust.Fingerprint(old).Hex(), NotAfter: old.NotAfter.UTC()})
	}
	return out
}

// maxIssued is how many lines of the trail are told at once.
const maxIssued = 10_000

// Issued implements api.Authorities.
func (i instance) Issued(_ context.Context, limit int) (api.IssuedList, error) {
	if limit <= 0 || limit > maxIssued {
		limit = maxIssued
	}
	_ = i.a.leaves.Flush() // what has been written can be shown anyway
	all, err := ReadIssued(i.a.cfg.Data, limit)
	out := api.IssuedList{Issued: make([]api.IssuedLeaf, len(all))}
	for n, l := range all {
		out.Issued[n] = api.IssuedLeaf(l)
		if l.Names == nil {
			out.Issued[n].Names = []string{}
		}
	}
	return out, err
}
