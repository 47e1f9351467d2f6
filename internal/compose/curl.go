package compose

import (
	"strings"
)

// isCurl reports whether a text is a cURL command: perhaps after comments, a prompt,
// or the path of the program.
func isCurl(text string) bool {
	_, ok := program(text)
	return ok
}

// program takes comments and a prompt off in front of a command.
func program(text string) (command string, ok bool) {
	for strings.HasPrefix(text, "#") {
		_, rest, _ := strings.Cut(text, "\n")
		text = strings.TrimSpace(rest)
	}
	for _, prompt := range []string{"$ ", "% ", "> ", "PS> "} {
		if rest, has := strings.CutPrefix(text, prompt); has {
			text = strings.TrimSpace(rest)
			break
		}
	}
	first := text
	if i := strings.IndexAny(text, " \t\r\n"); i >= 0 {
		first = text[:i]
	}
	if i := strings.LastIndexAny(first, `/\`); i >= 0 {
		first = first[i+1:]
	}
	first = strings.ToLower(strings.TrimRight(first, "^`"))
	return text, first == "curl" || first == "curl.exe"
}

// command is a cURL command as it is understood so far.
type command struct {
	Request
	known    []option
	method   string // of --request
	urls     []string
	query    []string // of --url-query
	data     [][]byte
	asJSON   bool
	parts    []part
	asGet    bool
	asHead   bool
	dropped  []string // fields that "Name:" keeps away
	agent    string
	cookies  []string
	user     string // the value of Authorization
	target   string // of --request-target
	compress bool
}

func parseCurl(text string) (*Request, error) {
	text, _ = program(text)
	all, notes, err := words(text)
	if err != nil {
		return nil, err
	}
	c := &command{Request: Request{Form: Curl, Notes: notes}, known: options()}
	if err := c.options(all[1:]); err != nil {
		return nil, err
	}
	return c.request()
}

// options reads the words after the program's name.
func (c *command) options(args []string) error {
	for i := 0; i < len(args); i++ {
		var o *option
		var value string
		var err error
		w := args[i]
		switch {
		case w == "--":
			c.urls = append(c.urls, args[i+1:]...)
			return nil
		case strings.HasPrefix(w, "--"):
			if o, err = c.longOption(w[2:]); err != nil {
				return err
			}
		case strings.HasPrefix(w, "-") && len(w) > 1:
			if o, value, err = c.letters(w[1:]); err != nil {
				return err
			}
		default:
			c.urls = append(c.urls, w)
			continue
		}
		if o == nil {
			continue
		}
		if o.value && value == "" {
			if i++; i >= len(args) {
				return refuse("Copy the command again, whole.", "--%s needs a value, and the command ends there", o.name)
			}
			value = args[i]
		}
		if o.name == "next" {
			c.note("What follows --next is another request, and is left out.")
			return nil
		}
		if err := c.apply(o, value); err != nil {
			return err
		}
	}
	return nil
}

// letters reads short options that stand together: -sSXPOST. The last is the
// caller's, with its value if that stands there too.
func (c *command) letters(s string) (o *option, value string, err error) {
	for n := range len(s) {
		if o = c.byLetter(s[n]); o == nil {
			return nil, "", refuse("", "-%s is not an option of curl that is known here", short(s[n:n+1]))
		}
		if o.value {
			return o, s[n+1:], nil
		}
		if n < len(s)-1 {
			if err := c.apply(o, ""); err != nil {
				return nil, "", err
			}
		}
	}
	return o, "", nil
}

// apply does what an option says.
func (c *command) apply(o *option, value string) error {
	switch {
	case o.do != nil:
		return o.do(c, value)
	case o.note != "":
		c.note("%s", o.note)
	}
	return nil
}

// request is what the command comes to.
func (c *command) request() (*Request, error) {
	r := &c.Request
	if len(c.urls) == 0 {
		return nil, refuse("", "the command has no URL")
	}
	if len(c.urls) > 1 {
		c.note("The command has %d URLs; this is the first.", len(c.urls))
	}
	r.URL = c.urls[0]
	if !strings.Contains(r.URL, "://") {
		r.URL = "http://" + r.URL
		c.note("The URL says neither http nor https; curl takes http.")
	}
	if err := c.body(); err != nil {
		return nil, err
	}
	c.fields()
	c.chooseMethod()
	c.extendQuery()
	if err := r.settle(); err != nil {
		return nil, err
	}
	if c.target != "" {
		u, err := ParseURL(r.URL)
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(c.target, "/") {
			return nil, refuse("", "--request-target %s cannot be composed: it begins with a slash", short(c.target))
		}
		r.URL = u.Scheme + "://" + u.Authority + strings.ReplaceAll(encode(c.target), "#", "%23")
	}
	return r, nil
}

func (c *command) chooseMethod() {
	r := &c.Request
	switch {
	case c.method != "":
		r.Method = c.method
	case c.asHead:
		r.Method = "HEAD"
	case r.Body != nil:
		r.Method = "POST"
	default:
		r.Method = "GET"
	}
}

// extendQuery puts --url-query and, with --get, the data into the URL.
func (c *command) extendQuery() {
	all := c.query
	if c.asGet {
		for _, d := range c.data {
			all = append(all, string(d))
		}
	}
	if len(all) == 0 {
		return
	}
	url, fragment, has := strings.Cut(c.URL, "#")
	mark := "?"
	if strings.Contains(url, "?") {
		mark = "&"
	}
	if c.URL = url + mark + strings.Join(all, "&"); has {
		c.URL += "#" + fragment
	}
}

// fields adds those that curl has of its own, in front as it does.
func (c *command) fields() {
	r := &c.Request
	var own []Field
	add := func(name, value string) {
		if !r.has(name) && !c.drops(name) && value != "" {
			own = append(own, Field{name, value})
		}
	}
	if c.user != "" {
		add("Authorization", c.user)
	}
	if c.agent == "" {
		c.agent = "curl/8"
	}
	add("User-Agent", c.agent)
	accept := "*/*"
	if c.asJSON {
		accept = "application/json"
	}
	add("Accept", accept)
	if c.compress {
		add("Accept-Encoding", "deflate, gzip, br, zstd")
	}
	if r.Fields = append(own, r.Fields...); len(c.cookies) > 0 {
		r.Fields = append(r.Fields, Field{"Cookie", strings.Join(c.cookies, "; ")})
	}
	kind := "application/x-www-form-urlencoded"
	switch {
	case len(c.parts) > 0:
		kind = "multipart/form-data; boundary=" + boundary(c.parts)
	case c.asJSON:
		kind = "application/json"
	}
	if r.Body != nil && !r.has("content-type") && !c.drops("content-type") {
		r.Fields = append(r.Fields, Field{"Content-Type", kind})
	}
}

func (c *command) drops(name string) bool {
	for _, d := range c.dropped {
		if strings.EqualFold(d, name) {
			return true
		}
	}
	return false
}

// body puts the parts of the body together.
func (c *command) body() error {
	switch {
	case len(c.parts) > 0 && len(c.data) > 0:
		return refuse("", "the command has both --form and --data, which curl refuses too")
	case len(c.parts) > 0:
		for _, f := range c.Fields {
			if strings.EqualFold(f.Name, "content-type") {
				return refuse("Leave the Content-Type out: it names the boundary between the parts.", "the command has --form and a Content-Type of its own")
			}
		}
		c.Body = multipart(c.parts)
	case len(c.data) > 0 && !c.asGet:
		c.Body = joined(c.data, c.asJSON)
	}
	return nil
}

// joined: --data is put together with &, --json as it is.
func joined(data [][]byte, asJSON bool) []byte {
	body := []byte{}
	for i, d := range data {
		if i > 0 && !asJSON {
			body = append(body, '&')
		}
		body = append(body, d...)
	}
	return body
}
