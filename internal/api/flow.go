package api

import (
	"time"

	"rockxy/internal/flow"
)

// Flow is one entry of the list: an exchange, a tunnel or a handshake failure.
// Its JSON form is a published interface: a line of `rockxy flows --json`.
type Flow struct {
	ID      flow.ID   `json:"id"`
	Kind    string    `json:"kind"` // "exchange", "tunnel", "handshake-failure"
	Started time.Time `json:"started"`
	// DurationMS is nil while the entry is active.
	DurationMS *float64 `json:"duration_ms"`

	Client    string `json:"client"`     // "ip:port"
	Process   string `json:"process"`    // name of the client's program, empty when unknown
	ProcessID int    `json:"process_id"` // 0 when unknown

	Protocol string `json:"protocol"` // "http/1.1", "h2", … towards the client; "tls" or "tcp" of a tunnel
	Inside   string `json:"inside"`   // "", "websocket", "sse", "grpc", "upgrade"
	Method   string `json:"method"`
	URL      string `json:"url"`
	Host     string `json:"host"`
	Status   int    `json:"status"` // 0 if none

	// RequestBytes and ResponseBytes count body octets as on the wire; of a
	// tunnel, all octets up and down.
	RequestBytes  int64  `json:"request_bytes"`
	ResponseBytes int64  `json:"response_bytes"`
	ContentType   string `json:"content_type"`
	Messages      int    `json:"messages"`

	State   flow.State   `json:"state"`
	Verdict flow.Verdict `json:"verdict"`
	// Reasons are those of the verdict, sentences, the weightiest first: why a
	// connection was passed through, why a client refused.
	Reasons []string `json:"reasons"`
	Fault   *Fault   `json:"fault,omitempty"`
	Rules   []string `json:"rules"`

	// What a person noted.
	Pinned  bool        `json:"pinned"`
	Colour  flow.Colour `json:"colour"` // one of flow.Colours, empty for none
	Comment string      `json:"comment"`

	// Imported names the file that it was read from instead of being captured,
	// such as "har (WebInspector 537.36)".
	Imported string `json:"imported,omitempty"`
}

// Fault is what went wrong and whose fault it is.
type Fault struct {
	Code    string    `json:"code"`
	Side    flow.Side `json:"side"`
	Message string    `json:"message"`
	Hint    string    `json:"hint"`
}

// NewFault returns nil for nil.
func NewFault(f *flow.Fault) *Fault {
	if f == nil {
		return nil
	}
	return &Fault{Code: f.Code, Side: f.Side, Message: f.Message, Hint: f.Hint}
}

// Duration is how long the entry took, 0 while it is active.
func (f *Flow) Duration() time.Duration {
	if f.DurationMS == nil {
		return 0
	}
	return time.Duration(*f.DurationMS * float64(time.Millisecond))
}

// Event is one line of the stream of changes: a flow that began or changed, one
// that the filter selected while it was going on and does not any more, or how
// many changes were left out because the reader was slow.
type Event struct {
	Flow    *Flow   `json:"flow,omitempty"`
	Gone    flow.ID `json:"gone,omitempty"`
	Skipped int     `json:"skipped,omitempty"`
}

// Query selects flows. The zero Query is all of them, newest first.
type Query struct {
	Filter string // in the filter language
	Limit  int    // 0 is all
	Sort   Sort
	Oldest bool // oldest, or smallest, first
}

// Sort is what a list is sorted by, the newest or largest first; empty is the
// number.
type Sort string

const (
	SortNumber  Sort = "id"
	SortStarted Sort = "time"
	SortTook    Sort = "took"
	SortSize    Sort = "size"
	SortStatus  Sort = "status"
	SortHost    Sort = "host"
	SortMethod  Sort = "method"
	SortApp     Sort = "app"
	SortType    Sort = "type"
	SortURL     Sort = "url"
	SortProto   Sort = "proto"
)

// Sorts lists them.
func Sorts() []Sort {
	return []Sort{SortNumber, SortStarted, SortTook, SortSize, SortStatus, SortHost, SortMethod, SortApp, SortType, SortURL, SortProto}
}
