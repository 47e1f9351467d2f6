package mitm

import (
	"errors"
	"net"
	"reflect"
)

// Alerts that change what we tell a person (RFC 8446 §6).
const (
	alertHandshakeFailure    = 40
	alertNoCertificate       = 41
	alertBadCertificate      = 42
	alertUnsupportedCert     = 43
	alertCertificateRevoked  = 44
	alertCertificateExpired  = 45
	alertCertificateUnknown  = 46
	alertUnknownCA           = 48
	alertAccessDenied        = 49
	alertProtocolVersion     = 70
	alertInternalError       = 80
	alertUserCanceled        = 90
	alertNoRenegotiation     = 100
	alertUnrecognizedName    = 112
	alertCertificateRequired = 116
	alertNoApplicationProto  = 120
)

// AlertOf returns the number of the TLS alert that the peer sent and that ended
// the connection, or -1 if err is something else. It works for errors of a
// handshake and of later reads and writes.
//
// crypto/tls reports a received alert as a *net.OpError with this Op, around
// an unexported type whose underlying type is uint8.
func AlertOf(err error) int { return alertBy(err, "remote error") }

// localAlert is AlertOf for an alert that we sent.
func localAlert(err error) int { return alertBy(err, "local error") }

func alertBy(err error, whose string) int {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != whose || op.Err == nil {
		return -1
	}
	if v := reflect.ValueOf(op.Err); v.Kind() == reflect.Uint8 {
		return int(v.Uint())
	}
	return -1
}
