package attrib

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"time"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// sockDiag asks the kernel about sockets (sock_diag(7)).
type sockDiag struct{ conn *netlink.Conn }

func openSockDiag() (*sockDiag, error) {
	conn, err := netlink.Dial(unix.NETLINK_SOCK_DIAG, nil)
	if err != nil {
		return nil, err
	}
	return &sockDiag{conn}, nil
}

func (d *sockDiag) close() { _ = d.conn.Close() }

// socket is what the kernel says of a socket.
type socket struct{ inode, uid uint32 }

// lookup finds the TCP socket with the addresses local and remote; the zero
// value when there is none, or one without an owner.
func (d *sockDiag) lookup(local, remote netip.AddrPort) (socket, error) {
	// The kernel answers while the request is sent; the deadline is for the
	// case that it has no memory for the answer.
	if err := d.conn.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
		return socket{}, err
	}
	replies, err := d.conn.Execute(netlink.Message{
		Header: netlink.Header{Type: unix.SOCK_DIAG_BY_FAMILY, Flags: netlink.Request},
		Data:   diagRequest(local, remote),
	})
	switch {
	case errors.Is(err, unix.ENOENT):
		return socket{}, nil
	case err != nil:
		return socket{}, err
	case len(replies) == 0:
		return socket{}, nil
	}
	return diagReply(replies[0].Data, remote.Port()), nil
}

const (
	diagRequestSize = 56 // struct inet_diag_req_v2
	diagReplySize   = 72 // struct inet_diag_msg
)

// diagRequest is a struct inet_diag_req_v2 for exactly one socket.
func diagRequest(local, remote netip.AddrPort) []byte {
	b := make([]byte, diagRequestSize)
	b[0], b[1] = unix.AF_INET, unix.IPPROTO_TCP
	if local.Addr().Is6() {
		b[0] = unix.AF_INET6
	}
	binary.NativeEndian.PutUint32(b[4:], ^uint32(0)) // in any state
	// struct inet_diag_sockid
	binary.BigEndian.PutUint16(b[8:], local.Port())
	binary.BigEndian.PutUint16(b[10:], remote.Port())
	copy(b[12:], local.Addr().AsSlice())
	copy(b[28:], remote.Addr().AsSlice())
	binary.NativeEndian.PutUint64(b[48:], ^uint64(0)) // INET_DIAG_NOCOOKIE
	return b
}

// diagReply reads a struct inet_diag_msg. A listener, which the kernel offers
// where no connection is, has no remote port.
func diagReply(b []byte, remotePort uint16) socket {
	if len(b) < diagReplySize || binary.BigEndian.Uint16(b[6:]) != remotePort {
		return socket{}
	}
	return socket{uid: binary.NativeEndian.Uint32(b[64:]), inode: binary.NativeEndian.Uint32(b[68:])}
}
