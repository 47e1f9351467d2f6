package policy

import (
	"encoding/hex"
	"time"
)

// String is the entry's line as the file has it.
func (e Entry) String() string {
	s := e.Action.String() + " " + e.Pattern.String()
	if !e.Until.IsZero() {
		s += " until " + formatTime(e.Until)
	}
	if e.Auto {
		s += " auto"
	}
	return s + formatNote(e.Note)
}

// String is the exception's line as the file has it.
func (x Exception) String() string {
	return "allow-invalid " + x.Host + " sha256:" + hex.EncodeToString(x.Leaf[:]) + " until " + formatTime(x.Until) + formatNote(x.Note)
}

// String is the line of the file.
func (c ClientCert) String() string {
	s := "client-certificate " + c.Pattern.String() + " " + string(c.Kind) + " "
	switch c.Kind {
	case PEM:
		s += quote(c.File)
		if c.Key != "" {
			s += " " + quote(c.Key)
		}
	case PKCS12:
		s += quote(c.File)
		if c.Passphrase != "" {
			s += " passphrase-file " + quote(c.Passphrase)
		}
	default:
		s += quoteIfNeeded(c.Keeper)
	}
	return s
}

// formatTime keeps fractions of a second and the zone.
func formatTime(t time.Time) string { return t.Format(time.RFC3339Nano) }

func formatNote(note string) string {
	if note == "" {
		return ""
	}
	return " " + quote(note)
}
