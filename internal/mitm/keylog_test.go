package mitm_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rockxy/internal/ca"
	"rockxy/internal/export/pcapng"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// tapped writes what passes at the client's end of a connection as packets.
type tapped struct {
	net.Conn
	mu     sync.Mutex
	stream *pcapng.Stream
}

func (c *tapped) note(from pcapng.Side, p []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.stream.Write(from, p, "") // into memory: it does not fail
}

func (c *tapped) Write(p []byte) (int, error) { c.note(pcapng.Client, p); return c.Conn.Write(p) }

func (c *tapped) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.note(pcapng.Server, p[:n])
	return n, err
}

// talk sends a request over one end of a connection and answers it at the
// other.
func talk(t *testing.T, near, far net.Conn, group *sync.WaitGroup) {
	t.Helper()
	const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	group.Go(func() {
		_, _ = bufio.NewReader(far).ReadString('\n')
		io.WriteString(far, answer)
	})
	if _, err := io.WriteString(near, "GET /hidden HTTP/1.1\r\nHost: "+host+"\r\n\r\n"); err != nil {
		t.Error(err)
	}
	if _, err := io.ReadFull(near, make([]byte, len(answer))); err != nil {
		t.Error(err)
	}
	group.Wait()
}

// TestKeyLogOpensRecordings records the octets of a connection on either side
// of the proxy and has Wireshark read them with the key log.
func TestKeyLogOpensRecordings(t *testing.T) {
	for name, version := range map[string]uint16{"TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13} {
		for side, meet := range map[string]func(*testing.T, io.Writer, uint16, net.Conn, net.Conn){"client": meetClient, "origin": meetOrigin} {
			t.Run(name+" "+side, func(t *testing.T) {
				var keys bytes.Buffer
				var packets bytes.Buffer
				w, err := pcapng.NewWriter(&packets, pcapng.Info{})
				if err != nil {
					t.Fatal(err)
				}
				stream, err := pcapng.NewStream(w, netip.MustParseAddrPort("192.0.2.1:50000"), netip.MustParseAddrPort("192.0.2.2:443"), 1, "")
				if err != nil {
					t.Fatal(err)
				}
				near, far := testkit.Pipe()
				meet(t, &keys, version, &tapped{Conn: near, stream: stream}, far)
				label := map[uint16]string{tls.VersionTLS12: "CLIENT_RANDOM ", tls.VersionTLS13: "CLIENT_TRAFFIC_SECRET_0 "}[version]
				if !strings.Contains(keys.String(), label) {
					t.Fatalf("key log %q", keys.String())
				}
				wantDecrypted(t, packets.Bytes(), keys.Bytes())
			})
		}
	}
}

func meetClient(t *testing.T, keys io.Writer, version uint16, near, far net.Conn) {
	root, err := ca.Create(ca.InMemory(), ca.Owner{}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s := mitm.NewServer(ca.NewIssuer(root, ca.IssuerConfig{}), mitm.ServerConfig{KeyLog: keys})
	var group sync.WaitGroup
	var inner *tls.Conn
	group.Go(func() {
		inner, _, _ = s.Handshake(context.Background(), far, mitm.Params{Names: []string{host}, ALPN: "http/1.1"})
	})
	c := tls.Client(near, &tls.Config{RootCAs: poolOf(root.Certificate()), ServerName: host, NextProtos: []string{"http/1.1"}, MaxVersion: version})
	if err := c.Handshake(); err != nil {
		t.Fatal(err)
	}
	group.Wait()
	talk(t, c, inner, &group)
}

func meetOrigin(t *testing.T, keys io.Writer, version uint16, near, far net.Conn) {
	root := authority(t, "root", nil)
	config := origin(present(server(t, root)))
	config.MaxVersion, config.NextProtos = version, []string{"http/1.1"}
	u := upstream(mitm.UpstreamConfig{KeyLog: keys}, []*x509.Certificate{root.cert}...)
	var group sync.WaitGroup
	inner := tls.Server(far, config)
	group.Go(func() { _ = inner.Handshake() })
	c, _, err := u.Handshake(t.Context(), near, mitm.Want{Host: host, ServerName: host, ALPN: []string{"http/1.1"}})
	if err != nil {
		t.Fatal(err)
	}
	group.Wait()
	talk(t, c, inner, &group)
}

// wantDecrypted has tshark show the request; see docs/decisions/0003.
func wantDecrypted(t *testing.T, packets, keys []byte) {
	t.Helper()
	if _, err := exec.LookPath("tshark"); err != nil {
		if os.Getenv("ROCKXY_E2E") == "1" {
			t.Error("tshark is not installed")
		}
		t.Log("LEFT OUT: tshark is not installed")
		return
	}
	dir := t.TempDir()
	file, log := filepath.Join(dir, "x.pcapng"), filepath.Join(dir, "keys")
	for path, data := range map[string][]byte{file: packets, log: keys} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("tshark", "-n", "-r", file, "-o", "tls.keylog_file:"+log, "-Y", "http", "-T", "fields", "-e", "http.request.uri", "-e", "http.response.code")
	cmd.Env = append(os.Environ(), "HOME="+dir)
	out, err := cmd.Output()
	if got := strings.Join(strings.Fields(string(out)), " "); err != nil || got != "/hidden 200" {
		t.Errorf("tshark sees %q, %v", got, err)
	}
}
