package attrib

import (
	"encoding/binary"
	"fmt"
	"testing"
)

func row4(local [4]byte, localPort uint16, remote [4]byte, remotePort uint16, pid uint32) []byte {
	b := make([]byte, rowSize4)
	binary.LittleEndian.PutUint32(b, 5) // established
	copy(b[4:], local[:])
	binary.BigEndian.PutUint16(b[8:], localPort)
	copy(b[12:], remote[:])
	binary.BigEndian.PutUint16(b[16:], remotePort)
	binary.LittleEndian.PutUint32(b[20:], pid)
	return b
}

func row6(local [16]byte, localPort uint16, remote [16]byte, remotePort uint16, pid uint32) []byte {
	b := make([]byte, rowSize6)
	copy(b, local[:])
	binary.BigEndian.PutUint16(b[20:], localPort)
	copy(b[24:], remote[:])
	binary.BigEndian.PutUint16(b[44:], remotePort)
	binary.LittleEndian.PutUint32(b[52:], pid)
	return b
}

func table(count uint32, rows ...[]byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, count)
	for _, r := range rows {
		b = append(b, r...)
	}
	return b
}

func TestParseTables(t *testing.T) {
	home4, home6 := [4]byte{127, 0, 0, 1}, [16]byte{15: 1}
	mapped := [16]byte{10: 0xff, 11: 0xff, 12: 127, 15: 1}
	var got string
	note := func(c connection, pid uint32) { got += fmt.Sprintln(c.local, c.remote, pid) }

	parseTable4(table(2, row4(home4, 40000, home4, 9090, 7), row4([4]byte{10, 0, 0, 1}, 1, [4]byte{10, 0, 0, 2}, 2, 8)), note)
	parseTable6(table(2, row6(home6, 40001, home6, 9090, 9), row6(mapped, 40002, mapped, 9090, 10)), note)
	want := "127.0.0.1:40000 127.0.0.1:9090 7\n10.0.0.1:1 10.0.0.2:2 8\n[::1]:40001 [::1]:9090 9\n127.0.0.1:40002 127.0.0.1:9090 10\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestShortTable has counts that promise more rows than there are.
func TestShortTable(t *testing.T) {
	for _, b := range [][]byte{nil, {1, 0, 0}, table(3), table(1<<32-1, make([]byte, rowSize4))} {
		rows := 0
		parseTable4(b, func(connection, uint32) { rows++ })
		if rows > len(b)/rowSize4 {
			t.Errorf("%d rows in %d bytes", rows, len(b))
		}
	}
}
