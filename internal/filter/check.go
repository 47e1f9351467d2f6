package filter

import "strings"

// check refuses values that the field can never have.
func (f *field) check(p *parser, v *Value) *SyntaxError {
	bad := p.fail(v.At.From, p.text[v.At.From:v.At.To], f.want)
	switch {
	case f.shape == protoShape:
		if _, ok := protoProbes(v.Text); ok && (v.Op == Is || v.Op == Equal) {
			return nil
		}
	case f.kind == serialKind:
		if v.Op != Matches && validSerial(v.Text) {
			return nil
		}
	case f.column == Verdict && v.Op != Matches && !strings.ContainsAny(v.Text, "*?"):
		best, most := "", 4
		for _, d := range f.Values {
			n := distance(strings.ToLower(v.Text), d.Value)
			if n == 0 {
				return nil
			}
			if n < most && n <= len(d.Value)/2 {
				best, most = f.Name+":"+d.Value, n
			}
		}
		bad.Suggest = best
	default:
		return nil
	}
	return bad
}
