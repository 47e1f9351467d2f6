package attrib

import (
	"encoding/binary"
	"net/netip"
)

// The tables of GetExtendedTcpTable (iphlpapi.h): a count, then rows. Numbers
// have the byte order of the machine, which on Windows is little-endian, except
// that ports and addresses are in network order.
const (
	rowSize4 = 24 // MIB_TCPROW_OWNER_PID
	rowSize6 = 56 // MIB_TCP6ROW_OWNER_PID
)

// connection is both ends of a connection, the owner's end first.
type connection struct{ local, remote netip.AddrPort }

// parseTable4 calls yield with each row of a MIB_TCPTABLE_OWNER_PID.
func parseTable4(b []byte, yield func(c connection, pid uint32)) {
	eachRow(b, rowSize4, func(row []byte) {
		yield(connection{
			netip.AddrPortFrom(netip.AddrFrom4([4]byte(row[4:8])), binary.BigEndian.Uint16(row[8:])),
			netip.AddrPortFrom(netip.AddrFrom4([4]byte(row[12:16])), binary.BigEndian.Uint16(row[16:])),
		}, binary.LittleEndian.Uint32(row[20:]))
	})
}

// parseTable6 calls yield with each row of a MIB_TCP6TABLE_OWNER_PID. An IPv4
// connection of an IPv6 socket comes with plain IPv4 addresses.
func parseTable6(b []byte, yield func(c connection, pid uint32)) {
	eachRow(b, rowSize6, func(row []byte) {
		yield(connection{
			netip.AddrPortFrom(netip.AddrFrom16([16]byte(row[0:16])).Unmap(), binary.BigEndian.Uint16(row[20:])),
			netip.AddrPortFrom(netip.AddrFrom16([16]byte(row[24:40])).Unmap(), binary.BigEndian.Uint16(row[44:])),
		}, binary.LittleEndian.Uint32(row[52:]))
	})
}

func eachRow(b []byte, size int, yield func(row []byte)) {
	if len(b) < 4 {
		return
	}
	rows := b[4:]
	for range binary.LittleEndian.Uint32(b) {
		if len(rows) < size {
			return
		}
		yield(rows[:size])
		rows = rows[size:]
	}
}
