package view

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// SyntaxError says where text is not what it should be.
type SyntaxError struct {
	Line, Column int   // from 1; columns count octets
	Offset       int64 // octets before it
	Reason       string

	trailing bool // a whole value was read before
	early    bool // the text ends too early
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s (line %d, column %d)", e.Reason, e.Line, e.Column)
}

// maxJSONDepth is how deeply arrays and objects may be nested.
const maxJSONDepth = 10_000

func openJSON(m *Message, _ *Options, _ int) (*View, string) {
	body, note := utf8Text(m)
	v := &View{Kind: JSON}
	v.note(note)
	if err := checkJSON(body, false); err != nil {
		if err.trailing && checkJSON(body, true) == nil {
			return nil, "several values follow each other"
		}
		start := bytes.TrimLeft(body, " \t\r\n")
		if len(start) == 0 || start[0] != '{' && start[0] != '[' || err.Offset == int64(len(body)-len(start)) {
			return nil, err.Error()
		}
		v.jsonDamage(err, m.Partial)
	}
	v.Text = func(p *Printer) { _ = printJSON(p, bytes.NewReader(body), false) } // said above
	return v, ""
}

// checkJSON reads JSON to its end; many allows several values in a row.
func checkJSON(body []byte, many bool) *SyntaxError {
	j := jsonText{r: bytes.NewReader(body), many: many}
	err := j.run()
	var syntax *SyntaxError
	errors.As(err, &syntax)
	return syntax
}

// PrettyJSON lays out JSON while it is read, whatever its size: each member
// and element on a line of its own. After an error of syntax, which it returns,
// the rest is written as it is. Other errors are those of r.
func PrettyJSON(p *Printer, r io.Reader) error { return printJSON(p, r, false) }

func printJSON(p *Printer, r io.Reader, many bool) error {
	j := jsonText{p: p, r: r, many: many}
	depth := p.depth
	err := j.run()
	p.depth = depth
	var syntax *SyntaxError
	if errors.As(err, &syntax) {
		if len(j.window) > 0 && p.begun {
			p.Line()
		}
		j.rest()
	}
	return err
}
