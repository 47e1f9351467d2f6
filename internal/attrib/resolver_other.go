//go:build !linux && !windows

package attrib

import (
	"errors"
	"log/slog"
)

// open finds no way: the process table of macOS and the BSDs is reached
// through libproc or private structures, and Rockxy is built without cgo.
func open(*slog.Logger) (resolver, error) {
	return nil, errors.New("not available on this operating system")
}
