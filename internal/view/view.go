package view

import (
	"time"
)

// Kind is what a body is shown as.
type Kind string

// The kinds. Their names are what users type.
const (
	JSON      Kind = "json"
	NDJSON    Kind = "ndjson" // one JSON value after the other
	Form      Kind = "form"   // application/x-www-form-urlencoded
	Multipart Kind = "multipart"
	XML       Kind = "xml"
	HTML      Kind = "html"
	GraphQL   Kind = "graphql"
	Protobuf  Kind = "protobuf"
	GRPC      Kind = "grpc"
	GRPCWeb   Kind = "grpc-web"
	MsgPack   Kind = "msgpack"
	CBOR      Kind = "cbor"
	Image     Kind = "image"
	JWT       Kind = "jwt"
	Events    Kind = "events" // text/event-stream
	Text      Kind = "text"
	Hex       Kind = "hex"
	Raw       Kind = "raw" // text as it is, without any layout
)

// Kinds are all kinds, in the order in which help lists them.
func Kinds() []Kind {
	return []Kind{JSON, NDJSON, Form, Multipart, XML, HTML, GraphQL, Protobuf, GRPC, GRPCWeb, MsgPack, CBOR, Image, JWT, Events, Text, Hex, Raw}
}

// Limits of one view. They bound work and memory, not what a body may be: past
// them the rest is shown as it is, or counted.
const (
	maxDepth = 64   // bodies in bodies, messages in messages, values in values
	maxParts = 1000 // parts of one multipart body, messages of one stream
)

// Field is a header or trailer field.
type Field struct{ Name, Value string }

// Message is one body and what is known around it.
type Message struct {
	Type     string // value of Content-Type, may be empty or wrong
	Body     []byte // content codings taken off
	Partial  bool   // the body is not whole
	Response bool
	Method   string  // of the request, for both sides
	Target   string  // URL or path of the request, for both sides
	Fields   []Field // of this side
	Trailers []Field // of this side
}

// Field is the first value of a header field, or else of a trailer field.
func (m *Message) field(name string) string {
	for _, list := range [][]Field{m.Fields, m.Trailers} {
		for _, f := range list {
			if equalFold(f.Name, name) {
				return f.Value
			}
		}
	}
	return ""
}

// Options say how to look. The zero value looks by itself.
type Options struct {
	As      Kind      // show as this kind, whatever the type says
	Message string    // full name of the protobuf message, when As is Protobuf and Schema has it
	Schema  Schema    // message types of protobuf and gRPC; nil is none
	Now     time.Time // to say how long ago a token expired; zero leaves that out
	Width   int       // cells of a line, 0 is any number
	Hex     int       // octets of a body that are shown in hex, 0 is all
	Untyped bool      // bodies have no types here: nothing is said of a type that is missing
}

// Fact is one thing known of a body, such as the size of an image.
type Fact struct{ Name, Value string }

// View is a body made readable. Its strings hold captured text as it is.
type View struct {
	Kind  Kind
	Title string         // what it is within the view that it is a part of
	Facts []Fact         // in order of interest
	Notes []string       // sentences: what is odd, damaged or left out
	Text  func(*Printer) // writes the text; nil when there is none
	Left  int            // octets that Options.Hex left out
	Parts []*View        // of a body that has several
}

func (v *View) fact(name, value string) {
	if value != "" {
		v.Facts = append(v.Facts, Fact{name, value})
	}
}

func (v *View) note(sentence string) {
	if sentence != "" {
		v.Notes = append(v.Notes, sentence)
	}
}

// Open looks at a body. It never fails: what cannot be read is shown as text or
// in hex, and a note says why.
func Open(m Message, o Options) *View {
	return open(&m, &o, 0)
}

// decoder reads a body of one kind. It returns nil, with a sentence, when the
// body is not of that kind.
type decoder func(m *Message, o *Options, depth int) (*View, string)

func decoderOf(k Kind) decoder {
	switch k {
	case JSON:
		return openJSON
	case NDJSON:
		return openLines
	case Form:
		return openForm
	case Multipart:
		return openMultipart
	case XML:
		return openXML
	case HTML:
		return openHTML
	case GraphQL:
		return openGraphQL
	case Protobuf:
		return openProtobuf
	case GRPC:
		return openGRPC
	case GRPCWeb:
		return openGRPCWeb
	case MsgPack:
		return openMsgPack
	case CBOR:
		return openCBOR
	case Image:
		return openImage
	case JWT:
		return openJWT
	case Events:
		return openEvents
	case Text:
		return openText
	case Raw:
		return openRaw
	}
	return openHex
}

func open(m *Message, o *Options, depth int) *View {
	if o.As != "" {
		return forced(m, o, depth)
	}
	if len(m.Body) == 0 {
		return empty(m, o, depth)
	}
	if depth > maxDepth {
		v := plain(m, o)
		v.note("bodies are nested too deeply to be looked into")
		return v
	}
	declared := kindOfType(m.Type)
	why := ""
	if declared != "" && declared != Text {
		v, reason := decoderOf(declared)(m, o, depth)
		if v != nil {
			return special(v, m, o, depth)
		}
		why = reason
	}
	if found := sniff(m, declared); found != "" && found != declared {
		if v, _ := decoderOf(found)(m, o, depth); v != nil {
			if m.Type != "" || !o.Untyped {
				v.note(disagreement(v.Kind, m.Type))
			}
			return special(v, m, o, depth)
		}
	}
	v := plain(m, o)
	if why != "" {
		v.note("shown as " + name(v.Kind) + " although the type says " + mediaType(m.Type) + ": " + why)
	}
	return v
}

// special takes a closer look at JSON, which carries other languages.
func special(v *View, m *Message, o *Options, depth int) *View {
	if v.Kind != JSON || m.Response {
		return v
	}
	if g, _ := openGraphQL(m, o, depth); g != nil {
		g.Notes = append(g.Notes, v.Notes...)
		return g
	}
	return v
}

func forced(m *Message, o *Options, depth int) *View {
	inner := *o
	inner.As = ""
	v, reason := decoderOf(o.As)(m, &inner, depth)
	if v != nil {
		return v
	}
	v = plain(m, o)
	v.note("it cannot be shown as " + name(o.As) + ": " + reason)
	return v
}

// empty looks at what a message without a body says elsewhere.
func empty(m *Message, o *Options, depth int) *View {
	if m.Response {
		if k := kindOfType(m.Type); k == GRPC || k == GRPCWeb {
			if v, _ := decoderOf(k)(m, o, depth); v != nil {
				return v
			}
		}
	} else if v := graphQLTarget(m, o); v != nil {
		return v
	}
	return &View{Kind: Raw}
}

// plain is text when it looks like text, hex otherwise.
func plain(m *Message, o *Options) *View {
	if v, _ := openText(m, o, 0); v != nil {
		return v
	}
	v, _ := openHex(m, o, 0)
	return v
}
