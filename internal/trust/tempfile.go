package trust

import (
	"errors"
	"os"
)

// withFile lets use have data in a file of this user's own, for the time of the
// call.
func withFile(data []byte, use func(path string) error) error {
	f, err := os.CreateTemp("", "rockxy-*.pem") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	return use(f.Name())
}
