package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Authority is what is known of the root, and of who trusts it. Nothing of it is secret,
// and no operation changes any of it.
type Authority struct {
	Subject     string    `json:"subject"`
	SHA256      string    `json:"sha256"`      // hex
	Fingerprint string    `json:"fingerprint"` // the same as people compare it
	KeySHA256   string    `json:"key_sha256"`  // of the public key, hex
	Serial      string    `json:"serial"`      // hex
	NotBefore   time.Time `json:"not_before"`
	NotAfter    time.Time `json:"not_after"`
	OnlyFor     []string  `json:"only_for"` // names, and what is below; empty: any
	Warning     string    `json:"warning,omitempty"`
	// File is the public certificate, in PEM form.
	File string `json:"file"`

	Custody       string   `json:"custody"` // as in --custody
	CustodyTrail  []Keeper `json:"custody_trail"`
	HardwareBound bool     `json:"hardware_bound"`
	SigningMS     float64  `json:"signing_ms"`
	Notice        string   `json:"notice,omitempty"`

	Retired []RetiredRoot `json:"retired"`
	Stores  []TrustStore  `json:"stores"`
	// Problem is why trust stores could not be asked.
	Problem string `json:"problem,omitempty"`
}

// RetiredRoot is a root that was replaced or destroyed, and is perhaps trusted still.
type RetiredRoot struct {
	SHA256   string    `json:"sha256"`
	NotAfter time.Time `json:"not_after"`
}

// TrustStore is what one trust store holds of the root.
type TrustStore struct {
	Name string `json:"name"`
	// State is "trusted", "refused" (it has the root and does not accept what that issues),
	// "absent", "unknown" (it cannot be looked into), or "stale" (it has another root of
	// Rockxy).
	State string `json:"state" enum:"trusted,refused,absent,unknown,stale"`
	Text  string `json:"text"`           // a sentence, without a final period
	Hint  string `json:"hint,omitempty"` // the command that changes it
}

// IssuedLeaf is a certificate that was issued for a host.
type IssuedLeaf struct {
	Time     time.Time `json:"time"`
	Names    []string  `json:"names"`
	Serial   string    `json:"serial"`
	SHA256   string    `json:"sha256"`
	NotAfter time.Time `json:"not_after"`
	Client   string    `json:"client"`
}

// IssuedList is the newest of them, newest first.
type IssuedList struct {
	Issued []IssuedLeaf `json:"issued"`
}

// Authorities tells of the root.
type Authorities interface {
	Authority(context.Context) (Authority, error)
	Issued(ctx context.Context, limit int) (IssuedList, error)
}

func registerAuthorities(api huma.API, a Authorities) {
	answer(api, "GET /v1/ca", "The root, who keeps its key, and who trusts it", func(ctx context.Context, _ *struct{}) (Authority, error) { return a.Authority(ctx) })
	type most struct {
		Limit int `query:"limit" default:"100" minimum:"0" maximum:"10000" doc:"limit is a number up to 10000, 0 for that"`
	}
	answer(api, "GET /v1/issued", "The certificates that were issued, newest first", func(ctx context.Context, in *most) (IssuedList, error) {
		return a.Issued(ctx, in.Limit)
	})
}
