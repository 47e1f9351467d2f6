package filter

import "strings"

// FieldDoc is what a person or a completion needs to know of a field.
type FieldDoc struct {
	Name    string
	Aliases []string
	Summary string
	Example string
	Values  []ValueDoc // the values that there are, when there are few
	Keyed   bool       // the value begins with a name or path: header:NAME, header:NAME=VALUE
	Phase   Phase      // when it is decided at the latest
}

// ValueDoc is one value of a field.
type ValueDoc struct{ Value, Summary string }

// Fields lists all fields, in the order in which they are explained.
func Fields() []FieldDoc {
	all := make([]FieldDoc, 0, len(table))
	for i := range table {
		d := table[i].FieldDoc
		d.Phase = table[i].phase()
		d.Values = append([]ValueDoc(nil), table[i].values()...)
		all = append(all, d)
	}
	return all
}

type kind uint8

const (
	textKind   kind = iota + 1 // a column of text, compared as shape says
	numberKind                 // a column of numbers in some unit
	needleKind                 // text in parts: bodies, messages
	headerKind                 // a name and perhaps a value, from here to jsonKind
	trailerKind
	cookieKind
	queryKind
	formKind
	jsonKind        // a path and perhaps a value
	graphqlKind     // the name of an operation
	flagKind        // one word of a list: is and has
	requestTypeKind // Content-Type of the request
	tlsKind         // a version of TLS
	alpnKind
	certKind
	serialKind
)

// shape is how a text is compared when only a value is given.
type shape uint8

const (
	equalShape    shape = iota // all of it, * and ? are wildcards
	hostShape                  // like equal; .suffix; one label; with a port
	containsShape              // somewhere in it, * is a wildcard
	pathShape                  // the path of a URL
	dottedShape                // like equal, or what is before a dot
	addressShape               // ip, ip:port, prefix
	protoShape                 // versions of HTTP and what is inside
	typeShape                  // kinds of content
)

type unit uint8

const (
	countUnit unit = iota
	statusUnit
	sizeUnit
	durationUnit
	timeUnit
	tlsUnit
)

type field struct {
	FieldDoc
	kind   kind
	column Column
	shape  shape
	unit   unit
	parts  Part
	list   bool   // values can be separated by commas
	want   string // what a value is, to be read after "expected"
}

// table is the grammar of the fields: parser, completion and documentation are
// made from it.
var table = []field{
	{FieldDoc: FieldDoc{Name: "host", Aliases: []string{"domain", "hostname"}, Summary: "the host asked for; * and ? are wildcards, .example.com is the name and all below it, a word without a dot is one label of it", Example: "host:*.stripe.com"},
		kind: textKind, column: Host, shape: hostShape, list: true, want: "a host such as api.example.com, *.example.com or .example.com"},
	{FieldDoc: FieldDoc{Name: "url", Aliases: []string{"uri"}, Summary: "anywhere in the URL; * is a wildcard", Example: "url:/v1/*/refunds"},
		kind: textKind, column: URL, shape: containsShape, want: "a part of a URL"},
	{FieldDoc: FieldDoc{Name: "path", Summary: "the path of the URL, all of it when the value begins with / or *, somewhere in it otherwise; ~ is a regular expression", Example: "path:/api/*"},
		kind: textKind, column: URL, shape: pathShape, want: "a path such as /api/*, or ~ and a regular expression"},
	{FieldDoc: FieldDoc{Name: "method", Aliases: []string{"verb"}, Summary: "the request method", Example: "method:POST", Values: docs("GET", "", "POST", "", "PUT", "", "PATCH", "", "DELETE", "", "HEAD", "", "OPTIONS", "", "CONNECT", "", "TRACE", "")},
		kind: textKind, column: Method, list: true, want: "a method such as GET or POST"},
	{FieldDoc: FieldDoc{Name: "status", Aliases: []string{"code"}, Summary: "the status of the response: one, a class, a range or a comparison", Example: "status:>=400", Values: docs("2xx", "successful", "3xx", "redirection", "4xx", "the client's error", "5xx", "the server's error", ">=400", "any error")},
		kind: numberKind, column: Status, unit: statusUnit, list: true, want: "a status such as 404, 5xx, >=400 or 200..299"},
	{FieldDoc: FieldDoc{Name: "took", Aliases: []string{"duration"}, Summary: "how long it took from the first byte to the last; without a unit in milliseconds", Example: "took:>1s"},
		kind: numberKind, column: Took, unit: durationUnit, list: true, want: "a duration such as >1s, <=250ms or 1s..5s"},
	{FieldDoc: FieldDoc{Name: "size", Summary: "octets of both bodies together, as on the wire; KB is 1000, KiB is 1024", Example: "size:>1MB"},
		kind: numberKind, column: Size, unit: sizeUnit, list: true, want: "a size such as >1MB, <=4KiB or 1KB..5KB"},
	{FieldDoc: FieldDoc{Name: "req.size", Summary: "octets of the request's body", Example: "req.size:>1KiB"},
		kind: numberKind, column: RequestSize, unit: sizeUnit, list: true, want: "a size such as >1MB, <=4KiB or 1KB..5KB"},
	{FieldDoc: FieldDoc{Name: "res.size", Summary: "octets of the response's body", Example: "res.size:0"},
		kind: numberKind, column: ResponseSize, unit: sizeUnit, list: true, want: "a size such as >1MB, <=4KiB or 1KB..5KB"},
	{FieldDoc: FieldDoc{Name: "type", Aliases: []string{"mime", "res.type"}, Summary: "what the response holds, by its Content-Type", Example: "type:json", Values: typeDocs},
		kind: textKind, column: Type, shape: typeShape, list: true, want: "a type such as json, image or text/*"},
	{FieldDoc: FieldDoc{Name: "req.type", Summary: "what the request holds, by its Content-Type", Example: "req.type:form", Values: typeDocs},
		kind: requestTypeKind, parts: InRequestHead, shape: typeShape, list: true, want: "a type such as json, form or text/*"},
	{FieldDoc: FieldDoc{Name: "app", Aliases: []string{"process"}, Summary: "the client's program: a part of its name, or of its path when there is a slash; * is a wildcard", Example: "app:curl"},
		kind: textKind, column: App, shape: containsShape, list: true, want: "the name of a program"},
	{FieldDoc: FieldDoc{Name: "pid", Summary: "the process number of the client", Example: "pid:4242"},
		kind: numberKind, column: PID, list: true, want: "a process number"},
	{FieldDoc: FieldDoc{Name: "client", Aliases: []string{"src"}, Summary: "the address of the client: an address, with a port, a prefix or with *", Example: "client:10.0.0.7"},
		kind: textKind, column: Client, shape: addressShape, list: true, want: "an address such as 10.0.0.7, 10.0.0.0/8 or [::1]:4000"},
	{FieldDoc: FieldDoc{Name: "server", Aliases: []string{"dst"}, Summary: "the address that was connected to", Example: "server:192.0.2.0/24"},
		kind: textKind, column: Server, shape: addressShape, list: true, want: "an address such as 10.0.0.7, 10.0.0.0/8 or [::1]:443"},
	{FieldDoc: FieldDoc{Name: "port", Summary: "the port asked for", Example: "port:8080"},
		kind: numberKind, column: Port, list: true, want: "a port such as 443 or 8000..8999"},
	{FieldDoc: FieldDoc{Name: "scheme", Summary: "the scheme of the URL", Example: "scheme:http", Values: docs("https", "", "http", "")},
		kind: textKind, column: Scheme, list: true, want: "http or https"},
	{FieldDoc: FieldDoc{Name: "proto", Aliases: []string{"protocol"}, Summary: "the version of HTTP at either side, or what is spoken inside it", Example: "proto:h2", Values: protoDocs},
		kind: textKind, column: Proto, shape: protoShape, list: true, want: "a protocol such as h2, http/1.1 or websocket"},
	{FieldDoc: FieldDoc{Name: "is", Summary: "what it is, or how it went", Example: "is:websocket"},
		kind: flagKind, list: true, want: "a word such as error, active, websocket or tunnel"},
	{FieldDoc: FieldDoc{Name: "has", Summary: "what it has", Example: "has:rule"},
		kind: flagKind, list: true, want: "a word such as rule, body, comment or cookie"},
	{FieldDoc: FieldDoc{Name: "verdict", Summary: "what was decided about the connection", Example: "verdict:bypass", Values: verdictDocs},
		kind: textKind, column: Verdict, list: true, want: "a verdict such as bypass or pinned"},
	{FieldDoc: FieldDoc{Name: "fault", Summary: "the code of what went wrong, or the part of it before a dot", Example: "fault:upstream.expired", Values: faultDocs},
		kind: textKind, column: FaultCode, shape: dottedShape, list: true, want: "a fault such as upstream or upstream.expired"},
	{FieldDoc: FieldDoc{Name: "rule", Summary: "the name of a rule that changed it", Example: `rule:"name"`},
		kind: textKind, column: Rules, want: "the name of a rule"},
	{FieldDoc: FieldDoc{Name: "header", Aliases: []string{"headers"}, Summary: "a field of either head: its name, NAME=VALUE or NAME~PATTERN", Example: "header:authorization", Keyed: true},
		kind: headerKind, parts: heads, want: wantHeader},
	{FieldDoc: FieldDoc{Name: "req.header", Summary: "a field of the request", Example: "req.header:x-id=42", Keyed: true},
		kind: headerKind, parts: InRequestHead, want: wantHeader},
	{FieldDoc: FieldDoc{Name: "res.header", Summary: "a field of the response", Example: "res.header:content-type~json", Keyed: true},
		kind: headerKind, parts: InResponseHead, want: wantHeader},
	{FieldDoc: FieldDoc{Name: "trailer", Aliases: []string{"trailers"}, Summary: "a field of either trailer section", Example: "trailer:grpc-status=5", Keyed: true},
		kind: trailerKind, parts: heads, want: wantHeader},
	{FieldDoc: FieldDoc{Name: "cookie", Summary: "a cookie that was sent or set", Example: "cookie:session", Keyed: true},
		kind: cookieKind, parts: heads, want: "a cookie such as session or session=42"},
	{FieldDoc: FieldDoc{Name: "query", Aliases: []string{"param"}, Summary: "a parameter in the URL, decoded", Example: "query:page=2", Keyed: true},
		kind: queryKind, parts: InURL, want: "a parameter such as page or page=2"},
	{FieldDoc: FieldDoc{Name: "form", Summary: "a value of the form in the request's body, decoded", Example: "form:user=ann", Keyed: true},
		kind: formKind, parts: InRequestBody, want: "a form value such as user or user=ann"},
	{FieldDoc: FieldDoc{Name: "body", Summary: "text in either body, decoded; * is a wildcard within a line, /…/ a regular expression", Example: `body:"needle"`},
		kind: needleKind, parts: bodies, want: wantNeedle},
	{FieldDoc: FieldDoc{Name: "req.body", Summary: "text in the request's body", Example: "req.body:token"},
		kind: needleKind, parts: InRequestBody, want: wantNeedle},
	{FieldDoc: FieldDoc{Name: "res.body", Summary: "text in the response's body", Example: "res.body:/re+gex/"},
		kind: needleKind, parts: InResponseBody, want: wantNeedle},
	{FieldDoc: FieldDoc{Name: "message", Aliases: []string{"msg"}, Summary: "text in a WebSocket message, server-sent event or gRPC message", Example: "message:subscribe"},
		kind: needleKind, parts: messages, want: wantNeedle},
	{FieldDoc: FieldDoc{Name: "messages", Summary: "how many messages there are", Example: "messages:>10"},
		kind: numberKind, column: Messages, list: true, want: "a number such as 5 or >10"},
	{FieldDoc: FieldDoc{Name: "json", Summary: "a place in a JSON body or message: a path, PATH=VALUE, PATH~PATTERN or PATH>NUMBER", Example: "json:$.user.id=7", Keyed: true},
		kind: jsonKind, parts: bodies | messages, want: wantJSON},
	{FieldDoc: FieldDoc{Name: "req.json", Summary: "the same in what the client sent", Example: "req.json:$..email", Keyed: true},
		kind: jsonKind, parts: InRequestBody | InRequestMessages, want: wantJSON},
	{FieldDoc: FieldDoc{Name: "res.json", Summary: "the same in what the origin sent", Example: "res.json:$.items[*].price>10", Keyed: true},
		kind: jsonKind, parts: InResponseBody | InResponseMessages, want: wantJSON},
	{FieldDoc: FieldDoc{Name: "graphql", Aliases: []string{"gql"}, Summary: "the name of a GraphQL operation; * is a wildcard", Example: "graphql:GetUser"},
		kind: graphqlKind, parts: InRequestBody, want: "the name of an operation, or *"},
	{FieldDoc: FieldDoc{Name: "sni", Summary: "the server name in the client's TLS hello", Example: "sni:.example.com"},
		kind: textKind, column: SNI, shape: hostShape, list: true, want: "a host such as example.com"},
	{FieldDoc: FieldDoc{Name: "ja4", Summary: "the JA4 fingerprint of the client's TLS hello", Example: "ja4:t13d*"},
		kind: textKind, column: JA4, list: true, want: "a JA4 fingerprint, * is a wildcard"},
	{FieldDoc: FieldDoc{Name: "tls", Summary: "the version of TLS at either side", Example: "tls:<1.3", Values: docs("1.3", "", "1.2", "", "1.1", "", "1.0", "")},
		kind: tlsKind, parts: InTLS, unit: tlsUnit, list: true, want: "a version such as 1.3 or <1.3"},
	{FieldDoc: FieldDoc{Name: "alpn", Summary: "the protocol that TLS agreed upon, at either side", Example: "alpn:h2", Values: docs("h2", "", "http/1.1", "")},
		kind: alpnKind, parts: InTLS, list: true, want: "a protocol such as h2"},
	{FieldDoc: FieldDoc{Name: "cert", Summary: "text in the names, the issuer or the SHA-256 of a certificate that the origin showed", Example: `cert:"Example CA"`},
		kind: certKind, parts: InTLS, shape: containsShape, want: "a part of a name, an issuer or a fingerprint"},
	{FieldDoc: FieldDoc{Name: "serial", Summary: "the serial number of a certificate, ours or the origin's, in hex", Example: "serial:04:A3:11"},
		kind: serialKind, parts: InTLS, list: true, want: "a serial number in hex"},
	{FieldDoc: FieldDoc{Name: "time", Aliases: []string{"started"}, Summary: "when it began: a time of today, a date, both, or how long ago", Example: "time:>10:42", Values: docs("<5m", "in the last five minutes", "today", "", "yesterday", "")},
		kind: numberKind, column: Started, unit: timeUnit, list: true, want: wantTime},
	{FieldDoc: FieldDoc{Name: "id", Summary: "its number in the session", Example: "id:5..20"},
		kind: numberKind, column: ID, list: true, want: "a number such as 5, >5 or 5..20"},
	{FieldDoc: FieldDoc{Name: "conn", Summary: "the number of its client or server connection", Example: "conn:17"},
		kind: numberKind, column: ClientConn, list: true, want: "the number of a connection"},
	{FieldDoc: FieldDoc{Name: "replay-of", Aliases: []string{"origin"}, Summary: "the number of the exchange that it replays", Example: "replay-of:17"},
		kind: numberKind, column: ReplayOf, list: true, want: "the number of an exchange"},
	{FieldDoc: FieldDoc{Name: "comment", Aliases: []string{"note"}, Summary: "text in its comment", Example: "comment:flaky"},
		kind: textKind, column: Comment, shape: containsShape, want: "a part of a comment"},
	{FieldDoc: FieldDoc{Name: "color", Aliases: []string{"colour"}, Summary: "the colour that it was given", Example: "color:red"},
		kind: textKind, column: Color, list: true, want: "the name of a colour"},
}

const (
	wantHeader = "a field such as authorization, x-id=42 or content-type~json"
	wantNeedle = `text, "text with blanks" or /a regular expression/`
	wantJSON   = "a path such as $.user.id, perhaps with =, ~, > or < and a value"
	wantTime   = "a time such as >10:42, 2026-11-23, 2026-11-23T10:00 or <5m"
)

func docs(pairs ...string) []ValueDoc {
	var all []ValueDoc
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, ValueDoc{pairs[i], pairs[i+1]})
	}
	return all
}

// lookup finds a field by name or alias, in any case.
func lookup(name string) *field {
	for i := range table {
		f := &table[i]
		if strings.EqualFold(f.Name, name) {
			return f
		}
		for _, a := range f.Aliases {
			if strings.EqualFold(a, name) {
				return f
			}
		}
	}
	return nil
}

func (f *field) values() []ValueDoc {
	if f.kind != flagKind {
		return f.Values
	}
	var all []ValueDoc
	for _, g := range flagsOf(f.Name) {
		all = append(all, ValueDoc{g.name, g.summary})
	}
	return all
}
