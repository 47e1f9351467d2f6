package view

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// Schema knows message types.
type Schema interface {
	// Method finds what a call takes and gives, by its path:
	// "/package.Service/Method".
	Method(path string) (request, response protoreflect.MessageDescriptor, ok bool)
	// Message finds a type by its full name, nil when there is none.
	Message(name string) protoreflect.MessageDescriptor
}

func openProtobuf(m *Message, o *Options, _ int) (*View, string) {
	desc, why := messageType(m, o)
	if desc == nil && why == "" && !wellFormed(m.Body, 0) && !m.Partial {
		if n := soundPrefix(m.Body); n == 0 {
			return nil, "its first octets are no field"
		}
	}
	v := protobufView(m.Body, desc, o)
	v.note(why)
	if m.Partial {
		v.Notes = nil // the damage is the end
	}
	return v, ""
}

// protobufView shows one message, by its type if that is known.
func protobufView(body []byte, desc protoreflect.MessageDescriptor, o *Options) *View {
	v := &View{Kind: Protobuf}
	if desc != nil {
		v.fact("message", string(desc.FullName()))
	}
	if n := soundPrefix(body); n < len(body) {
		v.note(fmt.Sprintf("it is damaged after %d of its %d octets, which are shown in hex from there on", n, len(body)))
	}
	v.Text = func(p *Printer) {
		w := protoText{p: p, schema: o.Schema}
		w.message(body, desc, 0)
	}
	return v
}

// messageType is the type of a body, if a schema has it; why says what is in
// the way.
func messageType(m *Message, o *Options) (desc protoreflect.MessageDescriptor, why string) {
	named := o.Message
	if named == "" {
		for _, parameterName := range []string{"messagetype", "proto"} { // as Spring, Envoy and Protobuf-over-HTTP write it
			if named = parameter(m.Type, parameterName); named != "" {
				break
			}
		}
	}
	switch {
	case o.Schema == nil && o.Message != "":
		return nil, "there is no schema in which " + o.Message + " could be"
	case o.Schema == nil:
		return nil, ""
	case named != "":
		if desc = o.Schema.Message(strings.TrimPrefix(named, ".")); desc == nil {
			return nil, "the schema has no message " + named
		}
		return desc, ""
	}
	path := pathOf(m.Target)
	request, response, ok := o.Schema.Method(path)
	switch {
	case !ok:
		return nil, "the schema has no method " + path
	case m.Response:
		return response, ""
	}
	return request, ""
}
