package mitm_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// alertRecord is a TLS record that carries one fatal alert.
func alertRecord(alert byte) string { return "\x15\x03\x03\x00\x02\x02" + string([]byte{alert}) }

// serverHello is a ServerHello that names version in its legacy_version field,
// as a server before TLS 1.3 writes it.
func serverHello(version uint16) string {
	v := string([]byte{byte(version >> 8), byte(version)})
	body := v + strings.Repeat("r", 32) + "\x00" + "\xc0\x13" + "\x00"
	return "\x16" + v + "\x00" + string(byte(len(body)+4)) + "\x02\x00\x00" + string(byte(len(body))) + body
}

// TestUpstreamFailures is every way for a handshake to fail before there is a
// certificate to judge.
func TestUpstreamFailures(t *testing.T) {
	answer := func(s string) func(*testkit.Conn) {
		return func(c *testkit.Conn) { io.WriteString(c, s) }
	}
	for _, c := range []struct {
		name   string
		server func(c *testkit.Conn) // runs when the ClientHello has arrived
		code   string
		says   string
	}{
		{"closed", func(c *testkit.Conn) { c.CloseWrite() }, flow.UpstreamClosed, "closed the connection"},
		{"closed in the middle", func(c *testkit.Conn) { io.WriteString(c, serverHello(tls.VersionTLS12)[:20]); c.CloseWrite() }, flow.UpstreamClosed, "closed"},
		{"reset", func(c *testkit.Conn) { c.Reset() }, flow.UpstreamReset, "reset the connection"},
		{"TLS 1.0", answer(serverHello(tls.VersionTLS10)), flow.UpstreamTLSVersion, "TLS 1.0"},
		{"TLS 1.1", answer(serverHello(tls.VersionTLS11)), flow.UpstreamTLSVersion, "TLS 1.1"},
		{"SSL 3.0", answer(serverHello(0x300)), flow.UpstreamTLSVersion, "SSLv3"},
		{"alert protocol_version", answer(alertRecord(70)), flow.UpstreamTLSVersion, "neither TLS 1.2 nor TLS 1.3"},
		{"alert handshake_failure", answer(alertRecord(40)), flow.UpstreamTLSAlert, "handshake_failure"},
		{"alert unrecognized_name", answer(alertRecord(112)), flow.UpstreamTLSAlert, "unrecognized_name"},
		{"alert no_application_protocol", answer(alertRecord(120)), flow.UpstreamTLSAlert, "no_application_protocol"},
		{"alert internal_error", answer(alertRecord(80)), flow.UpstreamTLSAlert, "internal_error"},
		{"alert without a name", answer(alertRecord(199)), flow.UpstreamTLSAlert, "number 199"},
		{"plain HTTP", answer("HTTP/1.1 400 Bad Request\r\n\r\n"), flow.UpstreamTLS, "plain HTTP"},
		{"another protocol", answer("220 mail.example.com ESMTP\r\n"), flow.UpstreamTLS, "not TLS"},
		{"nonsense", answer("\x16\x03\x03\x00\x05\x02\x00\x00\x01\x00"), flow.UpstreamTLS, "failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			near, far := testkit.Pipe()
			defer near.Close()
			done := make(chan struct{})
			go func() {
				defer close(done)
				far.Read(make([]byte, 4096))
				c.server(far)
				io.Copy(io.Discard, far)
			}()
			conn, record, err := upstream(mitm.UpstreamConfig{}).Handshake(t.Context(), near, wantHost(host))
			f := wantFault(t, err, c.code)
			if !strings.Contains(f.Message, c.says) || !strings.Contains(f.Message, host) {
				t.Errorf("says %q, want %q and the host in it", f.Message, c.says)
			}
			if conn != nil || record == nil || record.Verified {
				t.Errorf("connection %v, record %+v", conn, record)
			}
			if f.Cause == nil {
				t.Error("the cause is lost")
			}
			near.Close()
			<-done
		})
	}
}

// TestUpstreamOldServers are real servers that stop at TLS 1.1.
func TestUpstreamOldServers(t *testing.T) {
	root := authority(t, "Root", nil)
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		config := origin(present(server(t, root)))
		config.MinVersion, config.MaxVersion = version, version
		_, err := connect(t, upstream(mitm.UpstreamConfig{}, root.cert), config, wantHost(host))
		wantFault(t, err, flow.UpstreamTLSVersion)
	}
}

func TestUpstreamOldCiphers(t *testing.T) {
	root := authority(t, "Root", nil)
	config := origin(present(serverWith(t, root, rsaKey(t, 2048))))
	config.MaxVersion = tls.VersionTLS12
	config.CipherSuites = []uint16{tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA}
	_, err := connect(t, upstream(mitm.UpstreamConfig{}, root.cert), config, wantHost(host))
	f := wantFault(t, err, flow.UpstreamTLSAlert)
	if !strings.Contains(f.Message, "handshake_failure") {
		t.Errorf("says %q", f.Message)
	}
}

// TestUpstreamDemandsCertificate: with TLS 1.3 the refusal arrives after the
// handshake, with the first read.
func TestUpstreamDemandsCertificate(t *testing.T) {
	root := authority(t, "Root", nil)
	config := origin(present(server(t, root)))
	config.ClientAuth = tls.RequireAndVerifyClientCert
	near, far := testkit.Pipe()
	defer near.Close()
	go func() {
		tls.Server(far, config).Handshake()
		far.CloseWrite()
	}()
	c, _, err := upstream(mitm.UpstreamConfig{}, root.cert).Handshake(t.Context(), near, wantHost(host))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Read(make([]byte, 1))
	if alert := mitm.AlertOf(err); alert != 116 {
		t.Errorf("alert is %d (%v), want certificate_required", alert, err)
	}
}

func TestAlertOf(t *testing.T) {
	for _, err := range []error{
		nil, io.EOF, errors.New("remote error: tls: bad certificate"),
		&net.OpError{Op: "remote error"},
		&net.OpError{Op: "remote error", Err: io.EOF},
		&net.OpError{Op: "local error", Err: tls.AlertError(42)},
		&net.OpError{Op: "read", Err: tls.AlertError(42)},
	} {
		if got := mitm.AlertOf(err); got != -1 {
			t.Errorf("%v is alert %d, want none", err, got)
		}
	}
}

// TestUnreadableCertificate has a certificate that is no DER at all.
func TestUnreadableCertificate(t *testing.T) {
	root := authority(t, "Root", nil)
	leaf := server(t, root)
	chain := present(leaf)
	chain.Certificate[0] = bytes.Repeat([]byte{0x30}, 40)
	chain.Leaf = leaf.cert
	_, err := connect(t, upstream(mitm.UpstreamConfig{}, root.cert), origin(chain), wantHost(host))
	f := wantFault(t, err, flow.UpstreamTLS)
	if !strings.Contains(f.Message, "certificate") {
		t.Errorf("says %q", f.Message)
	}
}

// TestNoRoots: a machine without any list of authorities still works with the
// extra ones.
func TestNoRoots(t *testing.T) {
	extra := authority(t, "Extra", nil)
	u := upstream(mitm.UpstreamConfig{Roots: x509.NewCertPool(), ExtraRoots: []*x509.Certificate{extra.cert}})
	if _, err := connect(t, u, origin(present(server(t, extra))), wantHost(host)); err != nil {
		t.Errorf("refused: %v", err)
	}
}
