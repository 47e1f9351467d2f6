package view

// Print writes a view as one text: its own, then its parts, each with a heading and
// indented below it. Facts and notes of the view itself are left out, those of parts are
// written.
func (v *View) Print(p *Printer) {
	if v.Text != nil {
		v.Text(p)
	}
	for _, part := range v.Parts {
		if p.Done() {
			return
		}
		part.printPart(p)
	}
}

func (v *View) printPart(p *Printer) {
	if p.begun {
		p.Line()
	}
	p.Span(Tag, v.Title)
	if v.Kind != Text && v.Kind != Raw {
		p.Span(Comment, " "+string(v.Kind))
	}
	p.Line()
	p.In()
	for _, f := range v.Facts {
		p.Span(Key, f.Name)
		p.Span(Mark, ": ")
		p.Lines(Plain, f.Value)
		p.Line()
	}
	v.Print(p)
	for _, n := range v.Notes {
		if p.begun {
			p.Line()
		}
		p.Lines(Comment, "("+n+")")
	}
	if p.begun {
		p.Line()
	}
	p.Out()
}

// HexRow is how many octets stand in one line of a hex dump that is wide enough.
const HexRow = 16

// HexDump writes the lines of octets that have so many before them, 16 a line.
func HexDump(p *Printer, before int64, octets []byte) { hexDump(p, before, octets, 0) }
