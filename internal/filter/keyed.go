package filter

import (
	"net/url"
	"strconv"
	"strings"

	"rockxy/internal/flow"
)

// keyTest compares a name, valueTest a value; a nil valueTest wants the name
// alone. All are without regard to case.
type (
	keyTest   func(string) bool
	valueTest func(string) bool
)

func anyKey(string) bool { return true }

func exactKey(name string) keyTest { return globTest(newGlob(name, false, false)) }

func newKey(name string) keyTest {
	return globTest(newGlob(name, true, true))
}

// newValueTest returns nil for Present.
func newValueTest(v Value) valueTest {
	switch v.Op {
	case Present:
		return nil
	case Less, LessOrEqual, Greater, GreaterOrEqual:
		return func(s string) bool {
			x, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
			return err == nil && compare(v.Op, x, limit(v))
		}
	}
	return textTest(equalShape, v)
}

func limit(v Value) float64 {
	x, _ := strconv.ParseFloat(v.Text, 64) // Parse has checked it
	return x
}

func compare(op Op, x, limit float64) bool {
	switch op {
	case Less:
		return x < limit
	case LessOrEqual:
		return x <= limit
	case Greater:
		return x > limit
	}
	return x >= limit
}

func eachSide(parts Part, f func(dir flow.Direction, part Part)) {
	if parts&(InRequestHead|InRequestBody) != 0 {
		f(flow.Request, parts&(InRequestHead|InRequestBody))
	}
	if parts&(InResponseHead|InResponseBody) != 0 {
		f(flow.Response, parts&(InResponseHead|InResponseBody))
	}
}

func headerProbes(parts Part, key keyTest, value valueTest) (probes []probe) {
	eachSide(parts&heads, func(dir flow.Direction, part Part) {
		probes = append(probes, probe{phase: part.phase(), parts: part, detail: func(d Details) bool {
			return hasField(d.Head(dir), key, value)
		}})
	})
	return probes
}

func trailerProbes(key keyTest, value valueTest) (probes []probe) {
	eachSide(heads, func(dir flow.Direction, part Part) {
		phase := AtRequest
		if dir == flow.Response {
			phase = AtResponse
		}
		probes = append(probes, probe{phase: phase, parts: part, detail: func(d Details) bool {
			return hasField(d.Trailers(dir), key, value)
		}})
	})
	return probes
}

func hasField(h *flow.Head, key keyTest, value valueTest) bool {
	if h == nil {
		return false
	}
	for i := range h.Fields {
		f := &h.Fields[i]
		if key(viewString(f.Name)) && (value == nil || value(viewString(f.Value))) {
			return true
		}
	}
	return false
}

// cookieProbes looks at Cookie and Set-Cookie (RFC 6265). The name counts
// case, for servers do too; an empty one is any.
func cookieProbes(name string, value valueTest) []probe {
	key := anyKey
	if name != "" {
		key = newKey(name)
	}
	return []probe{
		{phase: AtRequestHead, parts: InRequestHead, detail: func(d Details) bool {
			return anyField(d.Head(flow.Request), "cookie", func(s string) bool {
				for pair := range strings.SplitSeq(s, ";") {
					if cookiePair(pair, key, value) {
						return true
					}
				}
				return false
			})
		}},
		{phase: AtResponseHead, parts: InResponseHead, detail: func(d Details) bool {
			return anyField(d.Head(flow.Response), "set-cookie", func(s string) bool {
				pair, _, _ := strings.Cut(s, ";")
				return cookiePair(pair, key, value)
			})
		}},
	}
}

func cookiePair(pair string, key keyTest, value valueTest) bool {
	n, v, _ := strings.Cut(strings.TrimSpace(pair), "=")
	return n != "" && key(n) && (value == nil || value(strings.Trim(v, `"`)))
}

func anyField(h *flow.Head, name string, yes func(string) bool) bool {
	if h == nil {
		return false
	}
	for i := range h.Fields {
		if flow.EqualFold(h.Fields[i].Name, name) && yes(viewString(h.Fields[i].Value)) {
			return true
		}
	}
	return false
}

// hasParameter looks through application/x-www-form-urlencoded text. What
// cannot be decoded is taken as it is.
func hasParameter(text string, key keyTest, value valueTest) bool {
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		n, v, _ := strings.Cut(pair, "=")
		if key(unescape(n)) && (value == nil || value(unescape(v))) {
			return true
		}
	}
	return false
}

func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 && strings.IndexByte(s, '+') < 0 {
		return s
	}
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return s
}
