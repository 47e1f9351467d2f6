package compose

import (
	"strconv"
	"strings"
)

// parseHTTP reads a request as HTTP/1.1 writes it: a start line, fields, an empty
// line, the body. The target may be a whole URL, the version may be missing, lines
// may end in LF, and curl -v may have put "> " before each. A header list of HTTP/2
// is read too.
func parseHTTP(text string) (*Request, error) {
	text = strings.TrimLeft(text, "\r\n \t")
	if strings.HasPrefix(text, "> ") {
		text = unquoted(text)
	}
	r := &Request{Form: HTTP}
	target, rest, err := r.start(text)
	if err != nil {
		return nil, err
	}
	authority := ""
	scheme := ""
	for line := ""; rest != ""; {
		if line, rest = nextLine(rest); line == "" {
			r.Body = []byte(rest)
			break
		}
		f, err := field(line)
		if err != nil {
			return nil, err
		}
		switch strings.ToLower(f.Name) {
		case ":method":
			r.Method = f.Value
		case ":path":
			target = f.Value
		case ":authority":
			authority = f.Value
		case ":scheme":
			scheme = f.Value
		default:
			r.Fields = append(r.Fields, f)
		}
	}
	r.trimBody()
	if r.URL = target; !strings.Contains(target, "://") || strings.HasPrefix(target, "/") {
		if r.URL, err = r.whole(scheme, authority, target); err != nil {
			return nil, err
		}
	}
	if r.Method == "" {
		return nil, refuse("", "the request does not say its method")
	}
	return r, r.settle()
}

// unquoted takes "> " away, and what curl -v says besides.
func unquoted(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, "> "); ok {
			b.WriteString(rest)
		} else if strings.TrimRight(line, "\r\n") == ">" {
			b.WriteString("\r\n")
		}
	}
	return b.String()
}

func nextLine(s string) (line, rest string) {
	line, rest, _ = strings.Cut(s, "\n")
	return strings.TrimSuffix(line, "\r"), rest
}

// start reads the start line, if there is one.
func (r *Request) start(text string) (target, rest string, err error) {
	if strings.HasPrefix(text, ":") { // pseudo-header fields
		r.Version = "h2"
		return "", text, nil
	}
	neither := refuse("Paste a cURL command, a request that begins with a line such as GET https://example.com/ HTTP/1.1, or a URL.",
		"this is neither a cURL command nor a request: it begins with %q", short(firstLine(text)))
	line, rest := nextLine(text)
	words := strings.Fields(line)
	if len(words) < 2 || !isMethod(words[0]) || strings.HasPrefix(words[0], "HTTP/") {
		return "", "", neither
	}
	last := words[len(words)-1]
	end := len(words)
	switch strings.ToUpper(last) {
	case "HTTP/1.1", "HTTP/1.0":
		r.Version, end = "http/1.1", end-1
	case "HTTP/2", "HTTP/2.0":
		r.Version, end = "h2", end-1
	case "HTTP/3":
		end--
		r.note("HTTP/3 is not spoken here; the origin chooses between HTTP/2 and HTTP/1.1.")
	}
	if r.Method = words[0]; end == len(words) && r.Method != strings.ToUpper(r.Method) {
		return "", "", neither // a program, or prose
	}
	if end < 2 {
		return "", "", refuse("", "the start line %q has no target", short(line))
	}
	return strings.Join(words[1:end], " "), rest, nil
}

// isMethod: RFC 9110 §9.1.
func isMethod(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isWord(c) && strings.IndexByte("!#$%&'*+-.^`|~", c) < 0 {
			return false
		}
	}
	return s != ""
}

func field(line string) (Field, error) {
	from := 0
	if strings.HasPrefix(line, ":") {
		from = 1
	}
	i := strings.IndexByte(line[from:], ':')
	if i < 0 {
		return Field{}, refuse("An empty line separates the fields from the body.", "the line %q is no field: it has no colon", short(line))
	}
	return Field{strings.TrimSpace(line[:from+i]), strings.TrimSpace(line[from+i+1:])}, nil
}

// whole makes a URL of a target without a host.
func (r *Request) whole(scheme, authority, target string) (string, error) {
	if authority == "" {
		for _, f := range r.Fields {
			if strings.EqualFold(f.Name, "host") {
				authority = f.Value
				break
			}
		}
	}
	if authority == "" {
		return "", refuse("Write the whole URL into the start line, or a Host field.", "the request does not say for which host it is")
	}
	if scheme == "" {
		if scheme = "https"; plainPort(authority) {
			scheme = "http"
		}
		r.note("The request does not say whether it goes by http or https; %s is taken.", scheme)
	}
	if !strings.HasPrefix(target, "/") {
		if target != "*" {
			return "", refuse("", "%q is neither a URL nor a path", short(target))
		}
		return "", refuse("", "the target * cannot be composed")
	}
	return scheme + "://" + authority + target, nil
}

// plainPort guesses that no TLS is spoken at the usual ports of plain HTTP.
func plainPort(authority string) bool {
	host, port, err := splitPort(authority)
	return err == nil && (port == 80 || port == 8080 || port == 8000 || port == 3000 || port == 0 && (host == "localhost" || host == "127.0.0.1"))
}

// trimBody takes off the line end that an editor put behind a body, where the length
// says that it is not a part of it.
func (r *Request) trimBody() {
	if len(r.Body) == 0 {
		r.Body = nil
		return
	}
	for _, f := range r.Fields {
		if !strings.EqualFold(f.Name, "content-length") {
			continue
		}
		n, err := strconv.Atoi(f.Value)
		if err == nil && n >= 0 && n < len(r.Body) && strings.Trim(string(r.Body[n:]), "\r\n") == "" {
			r.Body = r.Body[:n]
		}
	}
	if len(r.Body) == 0 {
		r.Body = nil
	}
}
