package attrib

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"
)

func TestDiagRequest(t *testing.T) {
	any4 := strings.Repeat("00", 12)
	for _, c := range []struct{ local, remote, family, want string }{
		{"127.0.0.1:40000", "127.0.0.1:9090", "02", "9c40" + "2382" + "7f000001" + any4 + "7f000001" + any4},
		{"[::1]:40000", "[::1]:9090", "0a", "9c40" + "2382" + strings.Repeat("00", 15) + "01" + strings.Repeat("00", 15) + "01"},
	} {
		got := hex.EncodeToString(diagRequest(netip.MustParseAddrPort(c.local), netip.MustParseAddrPort(c.remote)))
		want := c.family + "060000" + "ffffffff" + c.want + "00000000" + "ffffffffffffffff"
		if got != want {
			t.Errorf("%s:\n%s, want\n%s", c.local, got, want)
		}
	}
}

func TestDiagReply(t *testing.T) {
	b := make([]byte, diagReplySize)
	binary.BigEndian.PutUint16(b[6:], 9090)
	binary.NativeEndian.PutUint32(b[64:], 1000)
	binary.NativeEndian.PutUint32(b[68:], 12345)
	if got := diagReply(b, 9090); got != (socket{inode: 12345, uid: 1000}) {
		t.Errorf("%+v", got)
	}
	if got := diagReply(b, 9091); got != (socket{}) {
		t.Errorf("a socket with another remote port: %+v", got)
	}
	if got := diagReply(b[:diagReplySize-1], 9090); got != (socket{}) {
		t.Errorf("a short reply: %+v", got)
	}
}

// TestLookupUnknown asks the kernel for a socket that is not there.
func TestLookupUnknown(t *testing.T) {
	d, err := openSockDiag()
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	l := listen(t, "127.0.0.1:0")
	at := netip.MustParseAddrPort(l.Addr().String())
	for _, local := range []string{"127.0.0.1:1", at.String()} {
		if s, err := d.lookup(netip.MustParseAddrPort(local), netip.MustParseAddrPort("127.0.0.1:2")); err != nil || s != (socket{}) {
			t.Errorf("%s: %+v, %v", local, s, err)
		}
	}
}
