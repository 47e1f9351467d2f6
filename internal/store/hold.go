package store

import "os"

// Hold takes the lock of the session in dir, which is made if missing, without
// opening it: nobody writes it until release is called. A *LockedError says that
// somebody does.
func Hold(dir string) (release func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	l, err := lockSession(dir)
	if err != nil {
		return nil, err
	}
	return l.release, nil
}
