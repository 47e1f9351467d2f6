package trust

import (
	"errors"
	"os"
)

func currentUID() int { return -1 }

// ownedBy is true where there is a file: users have no number here.
func ownedBy(path string, _ int) (bool, error) {
	_, err := os.Stat(path)
	return err == nil, err
}

// onlyRootChanges is for systems with polkit.
func onlyRootChanges(string) error { return errors.ErrUnsupported }
