package command

import (
	"slices"
	"strconv"
	"strings"

	"rockxy/internal/flow"
)

// Go returns a Go program that prints the answer. Fields are sent in the order
// of their names.
func (r *Request) Go() (string, error) {
	if strings.HasPrefix(r.Target, "//") || strings.ContainsFunc(r.Target, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		return "", &UnsupportedError{"Go", "it would write the target in another way"}
	}
	imports := []string{"fmt", "io", "log", "net/http", "net/url", "os"}
	if len(r.Body) > 0 {
		imports = append(imports, "strings")
	}
	var b strings.Builder
	b.WriteString(comments("//", r.Notes))
	b.WriteString("package main\n\nimport (\n")
	for _, p := range imports {
		b.WriteString("\t" + strconv.Quote(p) + "\n")
	}
	b.WriteString(")\n\nfunc main() {\n\trequest := &http.Request{\n")
	b.WriteString("\t\tMethod: " + strconv.Quote(r.Method) + ",\n")
	b.WriteString("\t\tURL:    &url.URL{Scheme: " + strconv.Quote(r.Scheme) + ", Host: " + strconv.Quote(r.Authority) + ", " + r.goTarget() + "},\n")
	b.WriteString("\t\tHost:   " + strconv.Quote(r.Host) + ",\n\t\tHeader: http.Header{\n")
	b.WriteString(r.goFields() + "\t\t},\n")
	if len(r.Body) > 0 {
		b.WriteString("\t\tBody: io.NopCloser(strings.NewReader(" + strconv.Quote(string(r.Body)) + ")),\n")
		if length := strconv.Itoa(len(r.Body)); r.Chunked {
			length = "-1"
			b.WriteString("\t\tContentLength: " + length + ",\n")
		} else {
			b.WriteString("\t\tContentLength: " + length + ",\n")
		}
	}
	b.WriteString("\t}\n\ttransport := &http.Transport{DisableCompression: true, Protocols: new(http.Protocols)} // no proxy\n")
	b.WriteString("\ttransport.Protocols." + r.goProtocol() + "(true)\n")
	b.WriteString(`	response, err := transport.RoundTrip(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	fmt.Println(response.Status)
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		log.Fatal(err)
	}
}
`)
	return b.String(), nil
}

func (r *Request) goTarget() string {
	if r.Target == "*" {
		return `Path: "*"`
	}
	return "Opaque: " + strconv.Quote(r.Target)
}

func (r *Request) goProtocol() string {
	switch {
	case r.Proto == flow.HTTP2 && r.Scheme == "http":
		return "SetUnencryptedHTTP2"
	case r.Proto == flow.HTTP2 || r.Proto == flow.HTTP3:
		return "SetHTTP2"
	}
	return "SetHTTP1"
}

func (r *Request) goFields() string {
	values := map[string][]string{}
	var names []string
	for _, f := range r.Fields {
		if strings.EqualFold(f.Name, "Content-Length") {
			continue
		}
		name := f.Name
		if strings.EqualFold(name, "User-Agent") || strings.EqualFold(name, "Connection") {
			name = goName(name) // looked at under this name alone
		}
		if values[name] == nil {
			names = append(names, name)
		}
		values[name] = append(values[name], strconv.Quote(f.Value))
	}
	if _, ok := r.Get("User-Agent"); !ok {
		names = append(names, "User-Agent")
		values["User-Agent"] = []string{`""`}
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		b.WriteString("\t\t\t" + strconv.Quote(name) + ": {" + strings.Join(values[name], ", ") + "},\n")
	}
	return b.String()
}

func goName(name string) string {
	if strings.EqualFold(name, "User-Agent") {
		return "User-Agent"
	}
	return "Connection"
}
