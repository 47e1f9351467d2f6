package h2

import (
	"golang.org/x/net/http2"

	"rockxy/internal/flow"
)

// Role is which end of the connection this is.
type Role uint8

const (
	Server Role = iota + 1
	Client
)

const (
	// maxFrame is the largest frame payload that we accept: the protocol's
	// smallest SETTINGS_MAX_FRAME_SIZE, which is also its default.
	maxFrame = 16384
	// dataPayload is the largest DATA payload that we send. With its frame
	// header it fills a TLS record exactly.
	dataPayload = maxFrame - frameHeader

	frameHeader   = 9
	defaultWindow = 65535 // RFC 9113 §6.9.2
	maxWindow     = 1<<31 - 1
)

// Config describes our end. It is not changed after New.
type Config struct {
	Role Role
	// Settings are sent in this order. A value that is missing has the
	// protocol's default. SETTINGS_MAX_FRAME_SIZE must be at most 16384 and
	// SETTINGS_HEADER_TABLE_SIZE at most 4096.
	Settings []flow.Setting
	// ConnWindow is the receive window of the connection, octets. It should not
	// be less than what all streams together may be granted, so that a stream
	// that nobody reads cannot block another.
	ConnWindow int
	Limits     Limits
}

// Limits bound what a peer can make us keep or do.
type Limits struct {
	HeadBytes int // field section: names, values and 32 octets a field (RFC 9113 §10.5.1)
	Fields    int // fields of a section

	BlockBytes    int // compressed field section
	Continuations int // CONTINUATION frames of one section

	Streams    int // server: streams that the client may have open
	ControlOut int // octets of control frames that wait for the peer to read

	// Frames that carry nothing (SETTINGS, PING, PRIORITY, WINDOW_UPDATE, empty
	// DATA, unknown types) take tokens from a bucket of Noise, refilled at
	// NoiseRate a second and by frames that do carry something.
	Noise, NoiseRate int
	// Streams that were reset by the peer, or by us for its fault, take tokens
	// from a bucket of Resets, refilled at ResetRate a second and by streams
	// that end regularly.
	Resets, ResetRate int
}

// DefaultLimits returns the published limits.
func DefaultLimits() Limits {
	return Limits{
		HeadBytes:     256 << 10,
		Fields:        1000,
		BlockBytes:    512 << 10,
		Continuations: 128,
		Streams:       250,
		ControlOut:    64 << 10,
		Noise:         2000,
		NoiseRate:     200,
		Resets:        500,
		ResetRate:     50,
	}
}

// setting returns the value that settings end up with for id, or def.
func setting(settings []flow.Setting, id http2.SettingID, def uint32) uint32 {
	for _, s := range settings {
		if s.ID == uint16(id) {
			def = s.Value
		}
	}
	return def
}
