package mitm

import (
	"errors"
	"net"
	"reflect"
	"strconv"
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

// alertName returns the name that the TLS specifications give an alert.
func alertName(alert int) string {
	if name, ok := alertNames[alert]; ok {
		return name
	}
	return "number " + strconv.Itoa(alert)
}

// alertNames is the registry "TLS Alerts" of IANA.
var alertNames = map[int]string{
	0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 21: "decryption_failed",
	22: "record_overflow", 30: "decompression_failure", 40: "handshake_failure", 41: "no_certificate",
	42: "bad_certificate", 43: "unsupported_certificate", 44: "certificate_revoked", 45: "certificate_expired",
	46: "certificate_unknown", 47: "illegal_parameter", 48: "unknown_ca", 49: "access_denied",
	50: "decode_error", 51: "decrypt_error", 52: "too_many_cids_requested", 60: "export_restriction",
	70: "protocol_version", 71: "insufficient_security", 80: "internal_error", 86: "inappropriate_fallback",
	90: "user_canceled", 100: "no_renegotiation", 109: "missing_extension", 110: "unsupported_extension",
	111: "certificate_unobtainable", 112: "unrecognized_name", 113: "bad_certificate_status_response",
	114: "bad_certificate_hash_value", 115: "unknown_psk_identity", 116: "certificate_required",
	120: "no_application_protocol", 121: "ech_required",
}
