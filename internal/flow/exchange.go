package flow

// ID numbers what a session holds (exchanges, tunnels, handshake failures) in
// the order in which they began. Zero is none.
type ID uint64

// Direction is which way something travelled.
type Direction uint8

const (
	Request  Direction = iota // client to origin
	Response                  // origin to client
)

func (d Direction) String() string {
	if d == Request {
		return "request"
	}
	return "response"
}

// State is how far an exchange is.
type State string

const (
	Active   State = "active"
	Complete State = "complete"
	Failed   State = "failed"
)

// Verdict is what was decided about a connection or exchange.
type Verdict string

const (
	VerdictIntercept       Verdict = "intercept"
	VerdictBypass          Verdict = "bypass"           // on the bypass list
	VerdictRaw             Verdict = "raw"              // neither TLS nor HTTP
	VerdictUpstreamInvalid Verdict = "upstream-invalid" // the origin's certificate did not verify
	VerdictException       Verdict = "exception"        // it did not verify, and an exception of the user allows it
	VerdictPinned          Verdict = "pinned"
	VerdictUntrusted       Verdict = "untrusted-ca"
	VerdictProtocol        Verdict = "protocol"
	VerdictClientCert      Verdict = "client-certificate" // the application expects to be asked for its own certificate
	VerdictNetwork         Verdict = "network"
	VerdictUnsure          Verdict = "unsure"
)

// Body is what is known of one body: figures are payload octets as on the wire
// (content codings still applied, chunked framing taken off).
type Body struct {
	Size      int64 // relayed
	Stored    int64 // kept in the store; less than Size when truncated
	Truncated bool  // the record is shorter than the body (limit), or the body is shorter than announced
	Chunked   bool
	// Recoded says that the stored octets are not those of the wire: they come
	// from a file that has the decoded content, to which the content codings
	// were applied again. Stored then says nothing about Size.
	Recoded bool
	// Chunks is the chunked framing as received, so that the wire bytes can be
	// rebuilt: for each chunk its header line and CRLFs, in the encoding of
	// wire/h1.AppendChunk. Empty when the layout was not kept.
	Chunks []byte
}

// Timing holds what was measured; nothing is invented, what was not measured is
// zero. Connection phases are in the ClientConn and ServerConn.
type Timing struct {
	Started       Nanos // first byte of the request
	RequestHead   Nanos // request head complete
	RequestSent   Nanos // last byte of the request written upstream
	ResponseFirst Nanos // first byte of the final response head
	ResponseHead  Nanos // final response head complete
	Ended         Nanos // last byte of the response written to the client, or the fault
}

// Exchange is one request and what came back. The engine owns it until it hands
// it over with Tape.Done; what the recorder needs earlier it gets by call.
type Exchange struct {
	ID     ID
	Client *ClientConn
	Server *ServerConn // nil until one was chosen
	Stream uint32      // HTTP/2 stream at the client side, 0 on HTTP/1
	Reused bool        // Server had carried an exchange before this one

	Proto         Proto // towards the client
	UpstreamProto Proto // towards the origin

	Method string
	Scheme string // "http" or "https", also for WebSocket
	Host   string // host without port, as the client named it
	Port   uint16
	URL    string // absolute, as a person would write it

	Status            int // of the final response, 0 if none
	Request, Response Body
	Timing            Timing

	State   State
	Verdict Verdict
	Fault   *Fault
	Rules   []string   // names of the rules that changed it
	Trace   []RuleStep // what the rules did, in order
	Mark    Mark       // what rules marked it with
	Hidden  bool       // a rule wants it kept out of the list
	Kind    string     // "", "websocket", "sse", "grpc", "upgrade"
	Origin  ID         // the exchange that this one replays, or 0

	// Imported names the file that the exchange was read from instead of being
	// captured, such as "har (WebInspector 537.36)"; empty for our own captures.
	Imported string
}

// MessageKind is what protocol a message belongs to.
type MessageKind uint8

const (
	MessageText MessageKind = iota + 1 // WebSocket opcodes
	MessageBinary
	MessagePing
	MessagePong
	MessageClose
	MessageEvent // server-sent event
	MessageGRPC  // length-prefixed message
)

// Message is one WebSocket message, server-sent event or gRPC message.
type Message struct {
	Kind      MessageKind
	Dir       Direction
	Time      Nanos // last byte
	Size      int64 // decoded size; Data may be shorter
	Wire      int64 // octets on the wire, framing included
	Fragments int
	Encoded   bool   // Data could not be decoded and is as on the wire
	Data      []byte // decoded
	Note      string // why it is incomplete or undecodable, else empty
}

// Tunnel is a connection that was passed through unread.
type Tunnel struct {
	ID             ID
	Client         *ClientConn
	Server         *ServerConn
	Host           string
	Port           uint16
	Verdict        Verdict
	Reason         string
	SNI, JA4       string
	Up, Down       int64 // octets client to origin, origin to client
	Started, Ended Nanos
	State          State
	Fault          *Fault
	Rules          []string   // names of the rules that did something to it
	Trace          []RuleStep // what the rules did, in order
	Mark           Mark       // what rules marked it with
	Hidden         bool       // a rule wants it kept out of the list
}

// MomentEntry is the moment of a connection that failed before TLS.
const MomentEntry = "entry"

// Ending is how a client ended a handshake.
type Ending string

const (
	EndingAlert    Ending = "alert"
	EndingClosed   Ending = "closed"
	EndingReset    Ending = "reset"
	EndingTimeout  Ending = "timeout"
	EndingProtocol Ending = "protocol" // what it sent was not TLS as specified
	EndingOurs     Ending = "ours"     // Rockxy ended it
)

// HandshakeFailure is a client connection that never got as far as HTTP.
type HandshakeFailure struct {
	ID      ID
	Client  *ClientConn
	Host    string
	Port    uint16
	SNI     string
	JA4     string
	Verdict Verdict
	Reasons []string
	// Alert is the TLS alert that the client sent, -1 for none. Moment is what
	// had been sent when it failed: MomentEntry, "client-hello",
	// "certificate", "finished".
	Alert  int
	Moment string
	Ending Ending
	// ClientCertAsked says that the origin had asked Rockxy for a client
	// certificate.
	ClientCertAsked bool
	Started, Ended  Nanos
	Fault           *Fault
}
