package mitm_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/mitm"
	"rockxy/internal/testkit"
)

func TestAbandoned(t *testing.T) {
	for _, c := range []struct {
		name    string
		err     error
		verdict flow.Verdict
		code    string
	}{
		{"close_notify, or FIN at the end of a record", io.EOF, flow.VerdictUnsure, flow.ClientClosed},
		{"FIN within a record", io.ErrUnexpectedEOF, flow.VerdictUnsure, flow.ClientClosed},
		{"reset", &net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, flow.VerdictUnsure, flow.ClientReset},
	} {
		he := wantFailure(t, mitm.Abandoned(c.err), c.verdict, c.code, -1, mitm.MomentFinished)
		if he.EOF != (c.code == flow.ClientClosed) || he.Reset != (c.code == flow.ClientReset) || he.Timeout {
			t.Errorf("%s: EOF %v, reset %v, timeout %v", c.name, he.EOF, he.Reset, he.Timeout)
		}
	}
	for _, err := range []error{nil, context.Canceled, net.ErrClosed, os.ErrDeadlineExceeded, tls.AlertError(48), io.ErrNoProgress} {
		if he := mitm.Abandoned(err); he != nil {
			t.Errorf("%v is taken for %v", err, he)
		}
	}
}

// spoiling changes an octet of everything that is read once it is told to.
type spoiling struct {
	net.Conn
	now *atomic.Bool
}

func (s spoiling) Read(p []byte) (int, error) {
	n, err := s.Conn.Read(p)
	if s.now.Load() && n > 0 {
		p[n-1] ^= 1
	}
	return n, err
}

// TestAlertAfterTheHandshake: an alert that arrives when the handshake is done
// comes out of the first read, whole.
func TestAlertAfterTheHandshake(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		s, roots := intercepting(t)
		near, far := testkit.Pipe()
		far.SetDeadline(time.Now().Add(testkit.Patience))
		var now atomic.Bool
		done := make(chan struct{})
		client := tls.Client(spoiling{near, &now}, &tls.Config{RootCAs: roots, ServerName: host, MaxVersion: version})
		var group sync.WaitGroup
		group.Go(func() {
			if err := client.Handshake(); err != nil {
				t.Error(err)
			}
			now.Store(true)
			close(done)
			client.Read(make([]byte, 1)) // does not like what it gets
		})
		c, _, err := s.Handshake(t.Context(), far, mitm.Params{Names: []string{host}})
		if err != nil {
			t.Fatal(err)
		}
		<-done
		io.WriteString(c, "x")
		_, err = c.Read(make([]byte, 1))
		wantFailure(t, mitm.Abandoned(err), flow.VerdictProtocol, flow.ClientProtocol, 20, mitm.MomentFinished)
		group.Wait()
		near.Close()
		far.Close()
	}
}
