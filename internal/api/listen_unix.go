//go:build unix

package api

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
)

// socketName is the socket's file in a data directory.
const socketName = "rockxy.sock"

// SocketPath is where the instance of a data directory is reached.
func SocketPath(data string) string { return filepath.Join(data, socketName) }

// Listen opens the socket of a data directory whose lock the caller holds: a
// file that is already there was left by an instance that is gone. The listener
// accepts this user's processes (and root's) alone; closing it removes the file.
func Listen(data string) (net.Listener, error) {
	path := SocketPath(data)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the control socket: %w", err)
	}
	short, release, err := shortPath(data)
	if err != nil {
		return nil, fmt.Errorf("the control socket: %w", err)
	}
	defer release()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(short, socketName), Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("the control socket %s: %w", path, err)
	}
	l.SetUnlinkOnClose(false) // its name may be the short one
	if err := os.Chmod(path, 0o600); err != nil {
		l.Close()
		return nil, fmt.Errorf("the control socket: %w", err)
	}
	return &ownListener{l, path}, nil
}

// ownListener refuses other users.
type ownListener struct {
	*net.UnixListener
	path string
}

func (l *ownListener) Accept() (net.Conn, error) {
	for {
		c, err := l.AcceptUnix()
		if err != nil {
			return nil, err
		}
		if uid, err := peerUID(c); err == nil && (uid == os.Getuid() || uid == 0) {
			return c, nil
		}
		c.Close()
	}
}

func (l *ownListener) Close() error {
	err := l.UnixListener.Close()
	if rm := os.Remove(l.path); rm != nil && !errors.Is(rm, fs.ErrNotExist) {
		return errors.Join(err, rm)
	}
	return err
}

// dial connects to the socket of a data directory.
func dial(data string) (net.Conn, error) {
	short, release, err := shortPath(data)
	if err != nil {
		return nil, err
	}
	defer release()
	return net.Dial("unix", filepath.Join(short, socketName))
}
