package filter

// Part is a set of the parts of a subject in which text is looked for.
type Part uint16

const (
	InURL         Part = 1 << iota
	InRequestHead      // head and trailers, as in their Raw
	InResponseHead
	InRequestBody
	InResponseBody
	InRequestMessages
	InResponseMessages
	InTLS // what is known of the TLS connections; not text

	Anywhere = InURL | heads | bodies | messages

	heads    = InRequestHead | InResponseHead
	bodies   = InRequestBody | InResponseBody
	messages = InRequestMessages | InResponseMessages
)

// phase is when a part is there and will not change.
func (p Part) phase() Phase {
	switch {
	case p&messages != 0:
		return AtEnd
	case p&InResponseBody != 0:
		return AtResponse
	case p&(InResponseHead|InTLS) != 0:
		return AtResponseHead
	case p&InRequestBody != 0:
		return AtRequest
	}
	return AtRequestHead
}

func (f *field) phase() Phase {
	switch {
	case f.Name == "conn", f.Name == "proto":
		return AtResponseHead
	case f.kind == flagKind:
		return AtEnd
	case f.kind == trailerKind:
		return AtResponse
	case f.column != 0:
		return f.column.Phase()
	}
	return f.parts.phase()
}
