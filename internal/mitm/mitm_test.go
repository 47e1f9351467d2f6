package mitm_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"testing"
	"time"

	"rockxy/internal/ca"
	"rockxy/internal/mitm"
)

// TestClientSideEndToEnd has a crypto/tls client that trusts the root meet a
// Server that shows it a leaf of that root.
func TestClientSideEndToEnd(t *testing.T) {
	root, err := ca.Create(ca.InMemory(), ca.Owner{User: "ada", Machine: "engine"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	server := mitm.NewServer(ca.NewIssuer(root, ca.IssuerConfig{}), mitm.ServerConfig{})
	pool := x509.NewCertPool()
	pool.AddCert(root.Certificate())

	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	got := make(chan error, 1)
	go func() {
		c, record, err := server.Handshake(t.Context(), far, mitm.Params{Names: []string{"api.example.com"}, ALPN: "h2"})
		if err == nil {
			if record.ALPN != "h2" || record.ServerName != "api.example.com" || record.LeafSerial == "" {
				t.Errorf("record is %+v", record)
			}
			_, err = io.WriteString(c, "hello")
		}
		got <- err
	}()
	client := tls.Client(near, &tls.Config{RootCAs: pool, ServerName: "api.example.com", NextProtos: []string{"http/1.1", "h2"}})
	var b [5]byte
	if _, err := io.ReadFull(client, b[:]); err != nil {
		t.Fatal(err)
	}
	if err := <-got; err != nil {
		t.Fatal(err)
	}
	if p := client.ConnectionState().NegotiatedProtocol; p != "h2" {
		t.Errorf("negotiated %q, want h2", p)
	}
}
