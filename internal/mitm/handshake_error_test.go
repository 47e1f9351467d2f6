package mitm_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

// wantFailure checks the error of a client handshake, and that it can be
// recorded.
func wantFailure(t *testing.T, err error, verdict flow.Verdict, code string, alert int, moment string) *mitm.HandshakeError {
	t.Helper()
	var he *mitm.HandshakeError
	if !errors.As(err, &he) {
		t.Fatalf("error is %v, want a *HandshakeError", err)
	}
	var f flow.HandshakeFailure
	he.Describe(&f)
	if f.Verdict != verdict || f.Fault.Code != code || f.Alert != alert || f.Moment != moment {
		t.Errorf("is %s, %s, alert %d at %s (%s); want %s, %s, alert %d at %s",
			f.Verdict, f.Fault.Code, f.Alert, f.Moment, f.Fault.Message, verdict, code, alert, moment)
	}
	if len(f.Reasons) == 0 || f.Fault.Message == "" || f.Fault.Side != flow.SideClient {
		t.Errorf("reasons %q, message %q, side %s", f.Reasons, f.Fault.Message, f.Fault.Side)
	}
	if he.Err == nil || he.Error() == "" || !errors.Is(err, he.Err) {
		t.Error("the cause is lost")
	}
	return he
}

// TestClientThatDoesNotTrust is crypto/tls's own client without the root. Its
// alert is encrypted with TLS 1.3 and plain with TLS 1.2.
func TestClientThatDoesNotTrust(t *testing.T) {
	s, _ := intercepting(t)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		_, got, err := visit(t, s, mitm.Params{Names: []string{host}},
			&tls.Config{RootCAs: x509.NewCertPool(), ServerName: host, MaxVersion: version})
		if err == nil {
			t.Fatal("the client trusted the leaf")
		}
		wantFailure(t, got.err, flow.VerdictUnsure, flow.ClientRefusedLeaf, 42, mitm.MomentCertificate)
	}
}

// rewriting changes the number of the plain alert that a TLS 1.2 client sends.
type rewriting struct {
	net.Conn
	alert byte
}

func (r rewriting) Write(p []byte) (int, error) {
	if len(p) == 7 && p[0] == 21 {
		p = append(p[:6:6], r.alert)
	}
	return r.Conn.Write(p)
}

func TestClientAlerts(t *testing.T) {
	s, _ := intercepting(t)
	for _, c := range []struct {
		alert   byte
		verdict flow.Verdict
		code    string
	}{
		{48, flow.VerdictUntrusted, flow.ClientRefusedLeaf},
		{42, flow.VerdictUnsure, flow.ClientRefusedLeaf},
		{46, flow.VerdictUnsure, flow.ClientRefusedLeaf},
		{43, flow.VerdictUnsure, flow.ClientRefusedLeaf},
		{45, flow.VerdictUnsure, flow.ClientRefusedLeaf},
		{80, flow.VerdictUnsure, flow.ClientProtocol},
		{40, flow.VerdictProtocol, flow.ClientProtocol},
		{70, flow.VerdictProtocol, flow.ClientProtocol},
		{200, flow.VerdictProtocol, flow.ClientProtocol},
		{90, flow.VerdictNetwork, flow.ClientClosed},
	} {
		near, far := testkit.Pipe()
		_, got, _ := visitOver(t, s, mitm.Params{Names: []string{host}},
			&tls.Config{RootCAs: x509.NewCertPool(), ServerName: host, MaxVersion: tls.VersionTLS12},
			rewriting{near, c.alert}, far)
		wantFailure(t, got.err, c.verdict, c.code, int(c.alert), mitm.MomentCertificate)
	}
}

// hello is the ClientHello that crypto/tls writes.
func hello(t *testing.T, config *tls.Config) []byte {
	t.Helper()
	near, far := testkit.Pipe()
	defer near.Close()
	go tls.Client(near, config).Handshake()
	buf := make([]byte, 16<<10)
	n, err := far.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	far.Reset()
	return buf[:n]
}

func TestClientThatGoesAway(t *testing.T) {
	s, _ := intercepting(t)
	whole := hello(t, &tls.Config{ServerName: host})
	readFlight := func(c *testkit.Conn) { c.Read(make([]byte, 16<<10)) }
	for _, c := range []struct {
		name    string
		client  func(c *testkit.Conn)
		verdict flow.Verdict
		code    string
		moment  string
	}{
		{"closes at once", func(c *testkit.Conn) { c.Close() }, flow.VerdictNetwork, flow.ClientClosed, mitm.MomentClientHello},
		{"closes within its hello", func(c *testkit.Conn) { c.Write(whole[:50]); c.Close() }, flow.VerdictNetwork, flow.ClientClosed, mitm.MomentClientHello},
		{"resets within its hello", func(c *testkit.Conn) { c.Write(whole[:50]); c.Reset() }, flow.VerdictNetwork, flow.ClientReset, mitm.MomentClientHello},
		{"closes at the certificate", func(c *testkit.Conn) { c.Write(whole); readFlight(c); c.CloseWrite() }, flow.VerdictUnsure, flow.ClientClosed, mitm.MomentCertificate},
		{"resets at the certificate", func(c *testkit.Conn) { c.Write(whole); readFlight(c); c.Reset() }, flow.VerdictUnsure, flow.ClientReset, mitm.MomentCertificate},
		{"speaks no TLS", func(c *testkit.Conn) { io.WriteString(c, "GET / HTTP/1.1\r\n\r\n") }, flow.VerdictProtocol, flow.ClientProtocol, mitm.MomentClientHello},
	} {
		t.Run(c.name, func(t *testing.T) {
			near, far := testkit.Pipe()
			defer near.Close()
			go c.client(near)
			_, _, err := s.Handshake(t.Context(), far, mitm.Params{Names: []string{host}})
			he := wantFailure(t, err, c.verdict, c.code, -1, c.moment)
			if he.EOF != (c.code == flow.ClientClosed) || he.Reset != (c.code == flow.ClientReset) || he.Timeout {
				t.Errorf("EOF %v, reset %v, timeout %v", he.EOF, he.Reset, he.Timeout)
			}
		})
	}
}

func TestClientWithOldVersions(t *testing.T) {
	s, _ := intercepting(t)
	_, got, _ := visit(t, s, mitm.Params{Names: []string{host}},
		&tls.Config{ServerName: host, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
	wantFailure(t, got.err, flow.VerdictProtocol, flow.ClientProtocol, -1, mitm.MomentClientHello)
}

func TestClientThatStalls(t *testing.T) {
	s, _ := intercepting(t)
	synctest.Test(t, func(t *testing.T) {
		near, far := testkit.Pipe()
		defer near.Close()
		far.SetDeadline(time.Now().Add(testkit.Patience))
		_, _, err := s.Handshake(t.Context(), far, mitm.Params{Names: []string{host}})
		he := wantFailure(t, err, flow.VerdictNetwork, flow.ClientTimeout, -1, mitm.MomentClientHello)
		if !he.Timeout {
			t.Error("is no timeout")
		}
		far.Close()
	})
}

// TestClientAlertsInTheClear is an OpenSSL client without the root, over
// TLS 1.3: it has not switched to its handshake keys when it has seen the
// certificate, so that crypto/tls cannot read its alert.
func TestClientAlertsInTheClear(t *testing.T) {
	s, _ := intercepting(t)
	const changeCipherSpec = "\x14\x03\x03\x00\x01\x01"
	for _, c := range []struct {
		name    string
		says    string // after our flight
		verdict flow.Verdict
		code    string
		alert   int
	}{
		{"unknown CA", "\x15\x03\x03\x00\x02\x02\x30", flow.VerdictUntrusted, flow.ClientRefusedLeaf, 48},
		{"bad certificate", "\x15\x03\x03\x00\x02\x02\x2a", flow.VerdictUnsure, flow.ClientRefusedLeaf, 42},
		{"expired", "\x15\x03\x03\x00\x02\x02\x2d", flow.VerdictUnsure, flow.ClientRefusedLeaf, 45},
		{"internal error", "\x15\x03\x03\x00\x02\x02\x50", flow.VerdictUnsure, flow.ClientProtocol, 80},
		{"decode error", "\x15\x03\x03\x00\x02\x02\x32", flow.VerdictProtocol, flow.ClientProtocol, 50},
		{"user cancelled, and closed", "\x15\x03\x03\x00\x02\x01\x5a\x15\x03\x03\x00\x02\x01\x00", flow.VerdictNetwork, flow.ClientClosed, 90},
		{"behind a change of cipher", changeCipherSpec + "\x15\x03\x03\x00\x02\x02\x30", flow.VerdictUntrusted, flow.ClientRefusedLeaf, 48},
		{"not in the clear", "\x17\x03\x03\x00\x1712345678901234567890123", flow.VerdictProtocol, flow.ClientProtocol, -1},
		{"like an alert, in a record", "\x17\x03\x03\x00\x17\x15\x03\x03\x00\x02\x02\x30\x15\x03\x03\x00\x02\x02\x30\x15\x03\x03\x00\x02\x02\x30\x15\x03",
			flow.VerdictProtocol, flow.ClientProtocol, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			near, far := testkit.Pipe()
			defer near.Close()
			go func() {
				near.Write(hello(t, &tls.Config{ServerName: host}))
				near.Read(make([]byte, 16<<10))
				io.WriteString(near, c.says)
			}()
			_, _, err := s.Handshake(t.Context(), far, mitm.Params{Names: []string{host}})
			wantFailure(t, err, c.verdict, c.code, c.alert, mitm.MomentCertificate)
		})
	}
}
