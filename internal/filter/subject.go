package filter

import "rockxy/internal/flow"

// Column names one value of a summary. What a subject answers for it, a store
// may keep in columns: the conditions of a [Plan] look at nothing else.
type Column uint8

// Columns of text. What is not there is the empty string.
const (
	Kind          Column = iota + 1 // "exchange", "tunnel" or "handshake-failure"
	State                           // flow.State
	Method                          // as sent
	Scheme                          // "http", "https"; empty when it is neither
	Host                            // without port
	URL                             // absolute; "host:port" of what has no URL
	Client                          // "ip:port" of the peer
	Server                          // "ip:port" connected to
	App                             // short name of the client's program
	AppPath                         // its executable
	Entry                           // flow.Entry
	Proto                           // flow.Proto.String(), towards the client
	UpstreamProto                   // towards the origin
	Protocol                        // "", "websocket", "sse", "grpc", "upgrade"
	Type                            // Content-Type of the final response, as received
	Verdict                         // flow.Verdict
	FaultCode
	FaultText // message and hint of the fault
	Rules     // names of the rules that changed it, separated by line feeds
	SNI
	JA4
	Comment // what a person wrote
	Color   // the name of the colour that a person gave it
)

// Columns of numbers. What is not there (yet) is no number.
const (
	ID           Column = iota + 64
	Started             // Unix time, nanoseconds
	Took                // nanoseconds; none while it is active
	Port                // of the target
	Status              // of the final response
	RequestSize         // octets of the body as on the wire, so far; of a tunnel, octets up
	ResponseSize        // the same, down
	Size                // both together
	Messages            // how many
	ClientConn
	ServerConn
	ReplayOf  // the exchange that this one replays
	PID       // of the client's program
	Truncated // 1 when a body is recorded or was sent in part
	Imported  // 1 when it was not captured here
	Kept      // 1 when a person pinned it, so that retention leaves it alone
)

// IsText reports whether a column holds text, not numbers.
func (c Column) IsText() bool { return c < ID }

// Columns lists all of them.
func Columns() []Column {
	var all []Column
	for c := Kind; c <= Color; c++ {
		all = append(all, c)
	}
	for c := ID; c <= Kept; c++ {
		all = append(all, c)
	}
	return all
}

// Subject is what a filter looks at: a stored entry, an exchange in flight, an
// entry of an imported file.
type Subject interface {
	// Text answers a column of text, Number a column of numbers. They are
	// asked often: neither should allocate nor read anything. A zero that
	// stands for none (no status, no process) is not ok.
	Text(Column) string
	Number(c Column) (n int64, ok bool)
	// Phase is how much of it is there. What was stored is at AtEnd, unless it
	// is still going on.
	Phase() Phase
	// Details gives the rest, and is asked once the summary does not decide.
	// Nil means that nothing of it can be had.
	Details() Details
}

// Details are the parts of a subject that have to be read. A subject that reads
// them from somewhere keeps what it has read for the next call.
type Details interface {
	// Head returns nil when there is none. Raw holds all the field names and
	// values, since words are looked for there.
	Head(flow.Direction) *flow.Head
	// Trailers is the trailer section, nil for none.
	Trailers(flow.Direction) *flow.Head
	// Body is the body as searchable text: UTF-8, content codings taken off
	// within limits. Nil when there is none or it is not text.
	Body(flow.Direction) []byte
	// Messages calls yield with each message as searchable text, in order,
	// until it returns false.
	Messages(yield func(dir flow.Direction, text []byte) bool)
	// ClientTLS and ServerTLS are nil for plain text.
	ClientTLS() *flow.TLS
	ServerTLS() *flow.TLS
}

// Phase is how far a subject has got; each includes those before it. The zero
// Phase is before all of them: nothing is known.
type Phase uint8

const (
	AtRequestHead  Phase = iota + 1 // the request head is complete
	AtRequest                       // its body and trailers too
	AtResponseHead                  // the final response head is complete
	AtResponse                      // its body and trailers too
	AtEnd                           // it is over, or failed: nothing will change, comments and the like aside
)

func (p Phase) String() string {
	names := [...]string{"nothing", "request head", "request", "response head", "response", "end"}
	if int(p) < len(names) {
		return names[p]
	}
	return "end"
}

// Phase is when the value of a column is final. App, AppPath and PID arrive when
// attribution has found them; who asks at the request head should have waited.
// Comments and colours can change at any time and count as known.
func (c Column) Phase() Phase {
	switch c {
	case RequestSize:
		return AtRequest
	case Server, ServerConn, UpstreamProto, Protocol, Type, Status, Verdict:
		return AtResponseHead
	case ResponseSize, Size:
		return AtResponse
	case State, FaultCode, FaultText, Rules, Took, Messages, Truncated:
		return AtEnd
	}
	return AtRequestHead
}
