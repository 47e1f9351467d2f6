package command

import "strings"

// HTTPie returns a command for a POSIX shell. HTTPie speaks HTTP/1.1, sends
// fields in an order of its own, and User-Agent and Accept-Encoding also if there were none.
func (r *Request) HTTPie() (string, error) {
	switch {
	case strings.Trim(r.Method, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != "" || r.Method != strings.ToUpper(r.Method):
		return "", &UnsupportedError{"HTTPie", "it takes methods of capital letters alone"}
	case !exactURL(r.Target):
		return "", &UnsupportedError{"HTTPie", "it would write the target in another way"}
	}
	for _, f := range r.Fields {
		if httpieLoses(f.Value) {
			return "", &UnsupportedError{"HTTPie", "it would take a backslash out of the field " + f.Name}
		}
	}
	var b strings.Builder
	b.WriteString(comments("#", r.Notes))
	if !showable(r.Body) {
		b.WriteString("printf " + printfFormat(string(r.Body)) + " |\n")
	}
	b.WriteString("NO_PROXY='*' http --path-as-is")
	if showable(r.Body) {
		b.WriteString(" --ignore-stdin")
	}
	if r.Chunked && len(r.Body) > 0 {
		b.WriteString(" --chunked")
	}
	if len(r.Body) > 0 && showable(r.Body) {
		b.WriteString(" \\\n  --raw " + posix(string(r.Body)))
	}
	b.WriteString(" \\\n  " + r.Method + " " + posix(r.URL()))
	for _, item := range r.httpieFields() {
		b.WriteString(" \\\n  " + posix(item))
	}
	b.WriteByte('\n')
	return b.String(), nil
}

func (r *Request) httpieFields() (all []string) {
	if r.Host != r.Authority {
		all = append(all, "Host:"+httpieValue(r.Host))
	}
	for _, f := range r.Fields {
		switch {
		case strings.EqualFold(f.Name, "Content-Length"):
		case f.Value == "":
			all = append(all, f.Name+";")
		default:
			all = append(all, f.Name+":"+httpieValue(f.Value))
		}
	}
	own := []string{"User-Agent", "Accept", "Accept-Encoding", "Connection"}
	if len(r.Body) > 0 {
		own = append(own, "Content-Type")
	}
	for _, name := range own {
		if _, ok := r.Get(name); !ok {
			all = append(all, name+":")
		}
	}
	return all
}

// httpieValue keeps the beginning of a value from making the colon before it
// another separator, such as that of a file to read from.
func httpieValue(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '@') {
		return `\` + s
	}
	return s
}

// httpieLoses reports whether a value has what HTTPie cannot be told: it
// takes an odd backslash before one of its separators away.
func httpieLoses(s string) bool {
	run := 0
	for i := range len(s) {
		if s[i] == '\\' {
			run++
			continue
		}
		if run%2 == 1 && strings.IndexByte(":;=@", s[i]) >= 0 {
			return true
		}
		run = 0
	}
	return false
}
