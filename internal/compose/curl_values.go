package compose

import (
	"strings"
)

// header: "Name: value" is a field, "Name;" one without a value, and "Name:" keeps
// one away that curl would send.
func (c *command) header(v string) error {
	if strings.HasPrefix(v, "@") {
		return fromFile("--header " + v)
	}
	i := strings.IndexAny(v, ":;")
	if i > 0 && v[i] == ';' && strings.TrimSpace(v[i+1:]) == "" {
		c.Fields = append(c.Fields, Field{v[:i], ""})
		return nil
	}
	name, value, ok := strings.Cut(v, ":")
	if strings.HasPrefix(v, ":") {
		return refuse("Leave it out: the URL and the method say it.", "%s is not a field but a part of the start line", short(v))
	}
	if !ok || strings.TrimSpace(name) == "" {
		c.note("--header %s is no field, and is left out.", short(v))
		return nil
	}
	if value = strings.TrimSpace(value); value == "" {
		c.dropped = append(c.dropped, name)
		return nil
	}
	if strings.ContainsAny(name+value, "\r\n\x00") {
		return refuse("", "the field %s has a line break in it", short(strings.Map(printable, name)))
	}
	c.Fields = append(c.Fields, Field{strings.TrimSpace(name), value})
	return nil
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return '·'
	}
	return r
}

func (c *command) addData(v string) error {
	if strings.HasPrefix(v, "@") {
		return fileOrInput("--data " + v)
	}
	c.data = append(c.data, []byte(v))
	return nil
}

// fileOrInput refuses "@file", and "@-", which is what another program prints.
func fileOrInput(what string) error {
	if strings.HasSuffix(what, "@-") {
		return refuse("Paste it in its place.", "%s would be read from the standard input", short(what))
	}
	return fromFile(what)
}

// addEncoded: content, =content or name=content, with the content percent-encoded;
// @file and name@file.
func (c *command) addEncoded(v string) error {
	d, err := encodedData("--data-urlencode ", v)
	if err == nil {
		c.data = append(c.data, []byte(d))
	}
	return err
}

func encodedData(option, v string) (string, error) {
	i := strings.IndexAny(v, "=@")
	if i < 0 {
		return formEncode(v), nil
	}
	if v[i] == '@' {
		return "", fileOrInput(option + v)
	}
	if i == 0 {
		return formEncode(v[1:]), nil
	}
	return v[:i+1] + formEncode(v[i+1:]), nil
}

// formEncode is curl's: all but what RFC 3986 calls unreserved.
func formEncode(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; isWord(c) || c == '-' || c == '.' || c == '~' {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// addQuery: as --data-urlencode, and +content as it is.
func (c *command) addQuery(v string) error {
	if plain, ok := strings.CutPrefix(v, "+"); ok {
		c.query = append(c.query, plain)
		return nil
	}
	q, err := encodedData("--url-query ", v)
	if err == nil {
		c.query = append(c.query, q)
	}
	return err
}

func (c *command) setUser(v string) error {
	if !strings.Contains(v, ":") {
		c.note("curl would have asked for the password of %s; an empty one is sent.", short(v))
	}
	c.user = Basic(v)
	return nil
}

// addCookie: without = it names a file.
func (c *command) addCookie(v string) error {
	if !strings.Contains(v, "=") {
		if v == "" {
			return nil
		}
		return fromFile("--cookie " + v)
	}
	c.cookies = append(c.cookies, v)
	return nil
}

func (c *command) setAgent(v string) error {
	if c.agent = v; v == "" {
		c.dropped = append(c.dropped, "User-Agent")
	}
	return nil
}

func (c *command) setReferer(v string) error {
	if v, _, _ = strings.Cut(v, ";auto"); v != "" {
		c.Fields = append(c.Fields, Field{"Referer", v})
	}
	return nil
}
