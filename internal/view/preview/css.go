package preview

import "strings"

// sheet is what is left of a style sheet, or of the declarations of an attribute. The text
// is read as a browser does it (CSS Syntax Level 3), token by token: what could load
// something is left out, and so are escapes in names, which no honest page needs there.
func sheet(text string) string {
	c := cleaning{in: newlines.Replace(text)}
	for c.in != "" {
		c.token()
	}
	return c.out.String()
}

// newlines are one character each (§3.3).
var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n", "\x00", "\ufffd")

// cleaning is a style sheet that is gone through.
type cleaning struct {
	in  string
	out strings.Builder
}

func (c *cleaning) token() {
	switch first := c.in[0]; {
	case strings.HasPrefix(c.in, "/*"):
		c.comment()
	case first == '"' || first == '\'':
		c.string(first)
	case first == '@':
		c.at()
	case nameStart(first) || first == '-' || first == '\\':
		c.name()
	case first == '<': // "</style", "<!--"
		c.in = c.in[1:]
		c.out.WriteByte(' ')
	default:
		c.out.WriteByte(first)
		c.in = c.in[1:]
	}
}

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}

func (c *cleaning) comment() {
	if n := strings.Index(c.in[2:], "*/"); n >= 0 {
		c.in = c.in[2+n+2:]
	} else {
		c.in = ""
	}
	c.out.WriteByte(' ')
}

// take reads a name; plain is false if it has escapes.
func (c *cleaning) take() (name string, plain bool) {
	n := 0
	plain = true
	for n < len(c.in) {
		switch ch := c.in[n]; {
		case nameStart(ch) || ch == '-' || ch >= '0' && ch <= '9':
			n++
		case ch == '\\' && n+1 < len(c.in) && c.in[n+1] != '\n':
			plain = false
			n += 2
		default:
			name, c.in = c.in[:n], c.in[n:]
			return name, plain
		}
	}
	name, c.in = c.in, ""
	return name, plain
}

// name writes a name, or a function without those that can load something.
func (c *cleaning) name() {
	name, plain := c.take()
	switch {
	case name == "": // a backslash that is none
		c.in = c.in[1:]
		c.out.WriteByte(' ')
		return
	case !plain:
		name = "x"
	}
	if !strings.HasPrefix(c.in, "(") {
		if !binding(strings.ToLower(name)) {
			c.out.WriteString(name)
		}
		return
	}
	switch low := strings.ToLower(name); {
	case low == "url" && plain:
		c.url()
	case loads(low) || !plain:
		c.in = c.in[1:]
		c.skip(')')
		c.out.WriteString("none")
	default:
		c.out.WriteString(name + "(")
		c.in = c.in[1:]
	}
}

// binding are properties of old browsers that ran something.
func binding(low string) bool {
	return low == "behavior" || low == "-moz-binding" || low == "-ms-behavior"
}

// loads are functions that load what they name, or did in old browsers.
func loads(low string) bool {
	return strings.HasSuffix(low, "image-set") || strings.HasSuffix(low, "image") || strings.HasSuffix(low, "cross-fade") || strings.HasSuffix(low, "element") ||
		low == "src" || low == "url" || low == "url-prefix" || low == "domain" || low == "regexp" || low == "paint" || low == "expression" || low == "local" || low == "format" ||
		low == "progid" || low == "alpha-image" || strings.HasPrefix(low, "alphaimageloader")
}

// url writes a picture that is in the URL itself, and nothing else.
func (c *cleaning) url() {
	c.in = strings.TrimLeft(c.in[1:], " \t\n")
	if c.in == "" {
		return
	}
	value := ""
	if q := c.in[0]; q == '"' || q == '\'' {
		c.in = c.in[1:]
		value = c.quoted(q)
		c.skip(')')
	} else {
		n := strings.IndexByte(c.in, ')')
		if n < 0 {
			n = len(c.in)
		}
		value = strings.TrimSpace(c.in[:n])
		if c.in = c.in[n:]; c.in != "" {
			c.in = c.in[1:]
		}
	}
	if picture(value) && !strings.ContainsAny(value, "\"'()\\<> \t\n") {
		c.out.WriteString(`url("` + value + `")`)
	} else {
		c.out.WriteString("none")
	}
}

// quoted reads a string up to its end, or to that of its line.
func (c *cleaning) quoted(q byte) string {
	for n := 0; n < len(c.in); n++ {
		switch c.in[n] {
		case '\\':
			n++
		case '\n':
			value := c.in[:n]
			c.in = c.in[n:]
			return value
		case q:
			value := c.in[:n]
			c.in = c.in[n+1:]
			return value
		}
	}
	value := c.in
	c.in = ""
	return value
}

// string writes a string, which names nothing outside of functions and rules that are left
// out.
func (c *cleaning) string(q byte) {
	c.in = c.in[1:]
	value := c.quoted(q)
	c.out.WriteByte('"')
	for i := 0; i < len(value); i++ {
		switch ch := value[i]; {
		case ch == '\\' && i+1 < len(value) && value[i+1] != '\n' && value[i+1] != '<' && value[i+1] < 0x80:
			c.out.WriteString(value[i : i+2])
			i++
		case ch == '\\' || ch == '\n':
		case ch == '"':
			c.out.WriteString(`\"`)
		case ch == '<':
			c.out.WriteString(`\3c `)
		default:
			c.out.WriteByte(ch)
		}
	}
	c.out.WriteByte('"')
}

// at writes the name of a rule that holds others, or settings; a rule that loads something
// goes.
func (c *cleaning) at() {
	c.in = c.in[1:]
	name, plain := c.take()
	switch strings.ToLower(name) {
	case "media", "supports", "layer", "container", "keyframes", "-webkit-keyframes", "-moz-keyframes", "page", "property", "scope", "starting-style":
		if plain {
			c.out.WriteString("@" + name)
			return
		}
	}
	c.rule()
}

// rule passes over a rule: up to its semicolon, or the end of its block.
func (c *cleaning) rule() {
	for c.in != "" {
		switch ch := c.in[0]; ch {
		case ';':
			c.in = c.in[1:]
			return
		case '{':
			c.in = c.in[1:]
			c.skip('}')
			return
		case '}':
			return
		default:
			c.pass()
		}
	}
}

// skip passes over what is left of a block, or of a function.
func (c *cleaning) skip(end byte) {
	open := []byte{end}
	for c.in != "" && len(open) > 0 {
		switch ch := c.in[0]; {
		case ch == open[len(open)-1]:
			open = open[:len(open)-1]
			c.in = c.in[1:]
		case ch == '(':
			open = append(open, ')')
			c.in = c.in[1:]
		case ch == '{':
			open = append(open, '}')
			c.in = c.in[1:]
		case ch == '[':
			open = append(open, ']')
			c.in = c.in[1:]
		default:
			c.pass()
		}
	}
}

// pass passes over a token.
func (c *cleaning) pass() {
	switch ch := c.in[0]; {
	case strings.HasPrefix(c.in, "/*"):
		if n := strings.Index(c.in[2:], "*/"); n >= 0 {
			c.in = c.in[2+n+2:]
		} else {
			c.in = ""
		}
	case ch == '"' || ch == '\'':
		c.in = c.in[1:]
		c.quoted(ch)
	case ch == '\\' && len(c.in) > 1:
		c.in = c.in[2:]
	default:
		c.in = c.in[1:]
	}
}
