package api

import "time"

// Status is how an instance is doing.
type Status struct {
	PID             int    `json:"pid"`
	Version         string `json:"version"`
	Proxy           string `json:"proxy"`            // "ip:port"
	UI              string `json:"ui"`               // URL of the page, on the socket with its token; empty without one
	Socket          string `json:"socket"`           // path
	RootCertificate string `json:"root_certificate"` // path of the public certificate
	RootSHA256      string `json:"root_sha256"`      // hex
	Custody         string `json:"custody"`
	// CustodyTrail is which keepers were looked at, the best first, and why the
	// last one was taken and not those before it.
	CustodyTrail []Keeper `json:"custody_trail"`
	// SigningMS is how long the keeper takes for a signature, in milliseconds; 0
	// when it was not measured.
	SigningMS    float64   `json:"signing_ms"`
	RootNotAfter time.Time `json:"root_not_after"`
	// RootNotice is what a person should know of the root: that it took the place
	// of one whose key is lost, say. Empty mostly.
	RootNotice  string   `json:"root_notice,omitempty"`
	UpstreamCAs []string `json:"upstream_cas"` // files
	// KeyLog is the file to which TLS secrets are written, and KeyLogFault why
	// that does not work (any more).
	KeyLog      string `json:"key_log,omitempty"`
	KeyLogFault string `json:"key_log_fault,omitempty"`
	// Transient is an instance that lives only as long as a `rockxy run`.
	Transient bool         `json:"transient"`
	Capture   Capture      `json:"capture"`
	Policy    PolicyStatus `json:"policy"`
	Rules     RulesStatus  `json:"rules"`
	// Recording says whether what passes is recorded; see Recorder.
	Recording bool `json:"recording"`
	// Throttle is the preset that slows everything down, empty for none; see Throttle.
	Throttle string `json:"throttle"`
	// AtBreakpoints is how many messages wait for a decision.
	AtBreakpoints int `json:"at_breakpoints"`
}

// Keeper is a place for the root's private key that was looked at.
type Keeper struct {
	Name  string `json:"keeper"` // as in --custody
	Taken bool   `json:"taken"`
	Code  string `json:"code,omitempty"` // stable, of why it was not taken
	Why   string `json:"why"`            // one sentence, without a final period
	Hint  string `json:"hint,omitempty"` // the next step to have it taken
}

// Capture is how recording is doing.
type Capture struct {
	State     string `json:"state" enum:"recording,paused,off"` // paused: it cannot be written; off: it was switched off
	Fault     *Fault `json:"fault,omitempty"`
	Session   string `json:"session"` // directory
	Name      string `json:"session_name"`
	Entries   uint64 `json:"entries"` // number of the newest
	Active    int    `json:"active"`
	Bytes     int64  `json:"bytes"`     // on disk
	Discarded int64  `json:"discarded"` // entries lost while paused
	Waiting   int64  `json:"waiting"`   // octets on their way to the disk
}

// The states of a Capture.
const (
	Recording = "recording"
	Paused    = "paused"
	Off       = "off"
)
