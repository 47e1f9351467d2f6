package trust

import (
	"context"
	"crypto/x509"
)

// Store is one place that trusts roots. It holds no state of its own; what it
// is asked for it looks up or does at once.
type Store interface {
	// ID tells stores apart, for ever: it stands in the journal.
	ID() string
	// Name is for people.
	Name() string
	// Admin says that changing it needs administrator rights.
	Admin() bool
	// Unable says why the store cannot be changed now and what to do about
	// it; empty when it can.
	Unable() string
	// Roots returns the certificates in it that may be Rockxy's: those whose
	// name begins like ours. A store that does not exist yet has none.
	Roots(ctx context.Context) ([]*x509.Certificate, error)
	// Describe says what Add (or Remove) would do: commands and files.
	Describe(root *x509.Certificate, a Action) []string
	// Watched is all that Add and Remove may change.
	Watched() []Watched
	// Contents is a digest of what the store means, whatever its bytes are.
	Contents(ctx context.Context) (string, error)
	// Add and Remove do that; a root that is there, or is not, is no error.
	Add(ctx context.Context, root *x509.Certificate) error
	Remove(ctx context.Context, root *x509.Certificate) error
	// Verify evaluates a chain, leaf first, with what the store trusts.
	Verify(ctx context.Context, chain []*x509.Certificate) error
	// InUse names the program that has the store open and would not see its
	// files replaced; empty when there is none.
	InUse() string
}

// Watched is a file, or a directory with the files and links directly in it.
type Watched struct {
	Path     string
	Children bool
	// Vouched says that Contents covers it: when they are equal, replacing its
	// bytes by those of before loses nothing.
	Vouched bool
}
