package view

import (
	"encoding/hex"
	"math"
	"strconv"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// protoText writes messages from their wire form: fields in their order, unknown
// and repeated ones included.
type protoText struct {
	p      *Printer
	schema Schema
}

// message writes the fields of b, one a line. desc is nil without a schema.
func (w *protoText) message(b []byte, desc protoreflect.MessageDescriptor, depth int) {
	typeURL := ""
	for len(b) > 0 && !w.p.Done() {
		n := fieldLength(b)
		if n < 0 {
			w.p.Span(Bad, hexOf(b, 1<<10))
			w.p.Line()
			return
		}
		num, typ, tag := protowire.ConsumeTag(b)
		var f protoreflect.FieldDescriptor
		if desc != nil {
			f = desc.Fields().ByNumber(num)
		}
		value := b[tag:n]
		if desc != nil && desc.FullName() == "google.protobuf.Any" {
			typeURL = w.any(num, typ, value, typeURL, f, depth)
		} else {
			w.field(num, typ, value, f, depth)
		}
		b = b[n:]
	}
}

// any writes a field of google.protobuf.Any: with the type in the first, the
// second can be read.
func (w *protoText) any(num protowire.Number, typ protowire.Type, value []byte, typeURL string, f protoreflect.FieldDescriptor, depth int) string {
	if typ == protowire.BytesType {
		content, _ := protowire.ConsumeBytes(value)
		switch num {
		case 1:
			typeURL = string(content)
		case 2:
			if d := w.schema.Message(lastSegment(typeURL)); d != nil {
				w.name(num, f)
				w.block(content, d, depth)
				return typeURL
			}
		}
	}
	w.field(num, typ, value, f, depth)
	return typeURL
}

func (w *protoText) name(num protowire.Number, f protoreflect.FieldDescriptor) {
	if f == nil {
		w.p.Span(Key, strconv.Itoa(int(num)))
		return
	}
	w.p.Span(Key, string(f.Name()))
}

func (w *protoText) block(b []byte, desc protoreflect.MessageDescriptor, depth int) {
	if depth >= maxDepth {
		w.p.Span(Mark, ": ")
		w.p.Span(Comment, "nested too deeply: ")
		w.p.Span(Mark, hexOf(b, 1<<10))
		w.p.Line()
		return
	}
	w.p.Span(Mark, " {")
	if desc != nil && desc.FullName() == "google.protobuf.Timestamp" {
		w.p.Span(Comment, " # "+timestamp(b))
	}
	if len(b) > 0 {
		w.p.Line()
		w.p.In()
		w.message(b, desc, depth+1)
		w.p.Out()
	}
	w.p.Span(Mark, "}")
	w.p.Line()
}

// timestamp is a google.protobuf.Timestamp in words.
func timestamp(b []byte) string {
	var sec, nanos uint64
	for len(b) > 0 {
		num, typ, tag := protowire.ConsumeTag(b)
		n := fieldLength(b)
		if n < 0 {
			break
		}
		if value, size := protowire.ConsumeVarint(b[tag:]); typ == protowire.VarintType && size > 0 {
			switch num {
			case 1:
				sec = value
			case 2:
				nanos = value
			}
		}
		b = b[n:]
	}
	t := time.Unix(int64(sec), int64(int32(nanos))).UTC()
	if t.Year() < 1 || t.Year() > 9999 {
		return "out of range"
	}
	return t.Format(time.RFC3339Nano)
}

func (w *protoText) field(num protowire.Number, typ protowire.Type, value []byte, f protoreflect.FieldDescriptor, depth int) {
	if f != nil && !fits(f, typ) {
		f = nil // the wire says otherwise; shown as it is
	}
	w.name(num, f)
	switch typ {
	case protowire.StartGroupType:
		body, _ := protowire.ConsumeGroup(num, value)
		w.block(body, messageOf(f), depth)
	case protowire.BytesType:
		content, _ := protowire.ConsumeBytes(value)
		w.delimited(content, f, depth)
	default:
		w.p.Span(Mark, ": ")
		w.scalar(typ, value, f)
		w.p.Line()
	}
}

func messageOf(f protoreflect.FieldDescriptor) protoreflect.MessageDescriptor {
	if f == nil {
		return nil
	}
	return f.Message()
}

func (w *protoText) delimited(content []byte, f protoreflect.FieldDescriptor, depth int) {
	class := guess(content, depth+1)
	switch {
	case f == nil:
	case f.Message() != nil:
		w.block(content, f.Message(), depth)
		return
	case f.Kind() == protoreflect.StringKind:
		class = String
	case f.Kind() == protoreflect.BytesKind:
		if class == Key {
			class = Mark
		}
	default:
		w.packed(content, f)
		return
	}
	if class == Key {
		w.block(content, nil, depth)
		return
	}
	w.p.Span(Mark, ": ")
	if class == String {
		w.p.Span(String, quote(content))
	} else {
		w.p.Span(Mark, hexOf(content, 4<<10))
	}
	w.p.Line()
}

// packed writes the elements of a packed field.
func (w *protoText) packed(b []byte, f protoreflect.FieldDescriptor) {
	w.p.Span(Mark, ": [")
	typ := wireType(f.Kind())
	for first := true; len(b) > 0 && !w.p.Done(); first = false {
		if !first {
			w.p.Span(Mark, ", ")
		}
		n := protowire.ConsumeFieldValue(f.Number(), typ, b)
		if n < 0 {
			w.p.Span(Bad, hexOf(b, 1<<10))
			break
		}
		w.scalar(typ, b[:n], f)
		b = b[n:]
	}
	w.p.Span(Mark, "]")
	w.p.Line()
}

func (w *protoText) scalar(typ protowire.Type, value []byte, f protoreflect.FieldDescriptor) {
	switch typ {
	case protowire.VarintType:
		n, _ := protowire.ConsumeVarint(value)
		w.varint(n, f)
	case protowire.Fixed32Type:
		n, _ := protowire.ConsumeFixed32(value)
		w.fixed(uint64(n), float64(math.Float32frombits(n)), 32, f)
	case protowire.Fixed64Type:
		n, _ := protowire.ConsumeFixed64(value)
		w.fixed(n, math.Float64frombits(n), 64, f)
	}
}

func (w *protoText) varint(n uint64, f protoreflect.FieldDescriptor) {
	if f == nil {
		w.p.Span(Number, strconv.FormatUint(n, 10))
		if n > math.MaxInt64 {
			w.p.Span(Comment, " # "+strconv.FormatInt(int64(n), 10)+" if signed")
		}
		return
	}
	switch f.Kind() {
	case protoreflect.BoolKind:
		w.p.Span(Literal, strconv.FormatBool(n != 0))
	case protoreflect.EnumKind:
		if v := f.Enum().Values().ByNumber(protoreflect.EnumNumber(int32(n))); v != nil {
			w.p.Span(Literal, string(v.Name()))
			return
		}
		w.p.Span(Number, strconv.FormatInt(int64(int32(n)), 10))
	case protoreflect.Sint32Kind, protoreflect.Sint64Kind:
		w.p.Span(Number, strconv.FormatInt(protowire.DecodeZigZag(n), 10))
	case protoreflect.Int32Kind:
		w.p.Span(Number, strconv.FormatInt(int64(int32(n)), 10))
	case protoreflect.Int64Kind:
		w.p.Span(Number, strconv.FormatInt(int64(n), 10))
	case protoreflect.Uint32Kind:
		w.p.Span(Number, strconv.FormatUint(uint64(uint32(n)), 10))
	default:
		w.p.Span(Number, strconv.FormatUint(n, 10))
	}
}

func (w *protoText) fixed(n uint64, x float64, bits int, f protoreflect.FieldDescriptor) {
	signed := int64(n)
	if bits == 32 {
		signed = int64(int32(n))
	}
	text := strconv.FormatFloat(x, 'g', -1, bits)
	if f == nil {
		w.p.Span(Number, "0x"+padHex(n, bits/4))
		w.p.Span(Comment, " # "+strconv.FormatInt(signed, 10)+", or "+text)
		return
	}
	switch f.Kind() {
	case protoreflect.FloatKind, protoreflect.DoubleKind:
		w.p.Span(Number, text)
	case protoreflect.Sfixed32Kind, protoreflect.Sfixed64Kind:
		w.p.Span(Number, strconv.FormatInt(signed, 10))
	default:
		w.p.Span(Number, strconv.FormatUint(n, 10))
	}
}

func padHex(n uint64, digits int) string {
	s := strconv.FormatUint(n, 16)
	for len(s) < digits {
		s = "0" + s
	}
	return s
}

// fits reports whether a field of the schema can have this form on the wire.
func fits(f protoreflect.FieldDescriptor, typ protowire.Type) bool {
	want := wireType(f.Kind())
	return typ == want || typ == protowire.BytesType && f.IsList() && want != protowire.StartGroupType
}

func wireType(k protoreflect.Kind) protowire.Type {
	switch k {
	case protoreflect.Fixed32Kind, protoreflect.Sfixed32Kind, protoreflect.FloatKind:
		return protowire.Fixed32Type
	case protoreflect.Fixed64Kind, protoreflect.Sfixed64Kind, protoreflect.DoubleKind:
		return protowire.Fixed64Type
	case protoreflect.StringKind, protoreflect.BytesKind, protoreflect.MessageKind:
		return protowire.BytesType
	case protoreflect.GroupKind:
		return protowire.StartGroupType
	}
	return protowire.VarintType
}

// hexOf is b in hex between angle brackets, of which at most limit octets are
// shown.
func hexOf(b []byte, limit int) string {
	if len(b) > limit {
		return "<" + hex.EncodeToString(b[:limit]) + "… " + strconv.Itoa(len(b)-limit) + " more>"
	}
	return "<" + hex.EncodeToString(b) + ">"
}
