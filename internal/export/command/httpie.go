package command

import "strings"

// HTTPie returns a command for a POSIX shell. HTTPie speaks HTTP/1.1, sends
// fields in an order of its own and may write the target anew.
func (r *Request) HTTPie() (string, error) {
	switch {
	case strings.Trim(r.Method, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != "" || r.Method != strings.ToUpper(r.Method):
		return "", &UnsupportedError{"HTTPie", "it takes methods of capital letters alone"}
	case !exactURL(r.Target):
		return "", &UnsupportedError{"HTTPie", "it would write the target in another way"}
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
			all = append(all, httpieValue(f.Name)+";")
		default:
			all = append(all, httpieValue(f.Name)+":"+httpieValue(f.Value))
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

// httpieValue escapes what HTTPie would take for a separator, such as that of
// a file to read a value from.
func httpieValue(s string) string {
	return strings.NewReplacer(`\`, `\\`, `:`, `\:`, `=`, `\=`, `@`, `\@`, `;`, `\;`).Replace(s)
}
