package har

import (
	"strconv"
	"strings"
	"time"

	"rockxy/internal/flow"
)

// cookies writes those of one Cookie field (RFC 6265 §4.2).
func (w *Writer) cookies(field string) {
	for piece := range strings.SplitSeq(field, ";") {
		piece = strings.TrimSpace(piece)
		if piece == "" {
			continue
		}
		name, value, ok := strings.Cut(piece, "=")
		if !ok {
			name, value = "", piece // RFC 6265bis: a nameless cookie
		}
		w.pair(name, value)
		w.o.end('}')
	}
}

// setCookie writes that of one Set-Cookie field, received at the given time.
func (w *Writer) setCookie(field string, received flow.Nanos) {
	o := &w.o
	pair, rest, _ := strings.Cut(field, ";")
	name, value, ok := strings.Cut(pair, "=")
	if !ok {
		name, value = "", pair
	}
	w.pair(strings.TrimSpace(name), strings.TrimSpace(value))
	var c attributes
	for piece := range strings.SplitSeq(rest, ";") {
		k, v, _ := strings.Cut(piece, "=")
		c.set(strings.ToLower(strings.TrimSpace(k)), strings.TrimSpace(v), received)
	}
	o.some("path", c.path)
	o.some("domain", c.domain)
	if !c.expires.IsZero() {
		o.string("expires", c.expires.UTC().Format(time.RFC3339Nano))
	}
	o.key("httpOnly")
	o.raw(strconv.FormatBool(c.httpOnly))
	o.key("secure")
	o.raw(strconv.FormatBool(c.secure))
	o.some("sameSite", c.sameSite)
	o.yes("_partitioned", c.partitioned)
	o.end('}')
}

// attributes of a Set-Cookie field (RFC 6265 §5.2).
type attributes struct {
	path, domain, sameSite        string
	expires                       time.Time
	aged                          bool // Max-Age was there: it wins over Expires
	httpOnly, secure, partitioned bool
}

func (c *attributes) set(name, value string, received flow.Nanos) {
	switch name {
	case "path":
		c.path = value
	case "domain":
		c.domain = value
	case "samesite":
		c.sameSite = value
	case "httponly":
		c.httpOnly = true
	case "secure":
		c.secure = true
	case "partitioned":
		c.partitioned = true
	case "expires":
		if t, ok := cookieDate(value); ok && !c.aged {
			c.expires = t
		}
	case "max-age":
		const most = 100 * 365 * 24 * 3600 // seconds
		if n, err := strconv.ParseInt(value, 10, 64); err == nil && received != 0 {
			c.aged = true
			c.expires = time.Unix(0, int64(received)).Add(time.Duration(min(max(n, 0), most)) * time.Second)
		}
	}
}

func cookieDate(v string) (time.Time, bool) {
	for _, layout := range []string{
		time.RFC1123, "Mon, 02-Jan-2006 15:04:05 MST", time.RFC850, "Mon, 02-Jan-06 15:04:05 MST", time.ANSIC, "Mon, 2 Jan 2006 15:04:05 MST",
	} {
		if t, err := time.Parse(layout, v); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func httpDate(t flow.Nanos) string {
	return time.Unix(0, int64(t)).UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")
}
