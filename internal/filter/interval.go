package filter

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// interval is a set of neighbouring numbers, both ends included.
type interval struct{ lo, hi int64 }

var everything = interval{math.MinInt64, math.MaxInt64}

// number reads a number, a comparison or a range.
func (p *parser) number(f *field) (v Value, bad *SyntaxError) {
	v.At.From = p.i
	if bad := p.missing(f); bad != nil {
		return v, bad
	}
	for _, o := range []struct {
		text string
		op   Op
	}{{">=", GreaterOrEqual}, {"<=", LessOrEqual}, {">", Greater}, {"<", Less}, {"=", Is}} {
		if strings.HasPrefix(p.text[p.i:], o.text) {
			v.Op = o.op
			p.i += len(o.text)
			break
		}
	}
	at := p.i
	word := p.take(",")
	v.Text = word
	if from, to, ok := strings.Cut(word, ".."); ok && v.Op == Is {
		v.Op, v.Text, v.To = Between, from, to
	} else if from, to, ok := strings.Cut(word, "-"); ok && v.Op == Is && f.unit != timeUnit && from != "" && to != "" {
		v.Op, v.Text, v.To = Between, from, to
	}
	v.At.To = p.i
	if _, ok := valueInterval(f.unit, &v, time.Unix(1e9, 0).UTC()); !ok {
		bad = p.fail(at, word, f.want)
		if rest, ok := strings.CutPrefix(word, "!"); ok {
			bad.Suggest = "-" + f.Name + ":" + strings.TrimPrefix(rest, "=")
		}
	}
	return v, bad
}

// valueInterval is the set of numbers that a value stands for.
func valueInterval(u unit, v *Value, now time.Time) (set interval, ok bool) {
	if v.Op == Between {
		set = everything
		lo, okLo := point(u, v.Text, now)
		hi, okHi := point(u, v.To, now)
		if v.Text != "" {
			set.lo = lo.lo
		}
		if v.To != "" {
			set.hi = hi.hi
		}
		return set, (okLo || v.Text == "") && (okHi || v.To == "") && (v.Text != "" || v.To != "") && set.lo <= set.hi
	}
	if u == timeUnit {
		if age, ok := parseUnits(v.Text, durationUnits, false); ok {
			return agesInterval(v.Op, age.lo, now), true
		}
	}
	at, ok := point(u, v.Text, now)
	switch v.Op {
	case Less:
		return interval{math.MinInt64, at.lo - 1}, ok && at.lo > math.MinInt64
	case LessOrEqual:
		return interval{math.MinInt64, at.hi}, ok
	case Greater:
		return interval{at.hi + 1, math.MaxInt64}, ok && at.hi < math.MaxInt64
	case GreaterOrEqual:
		return interval{at.lo, math.MaxInt64}, ok
	}
	if u == durationUnit || u == sizeUnit {
		at, ok = parseUnits(v.Text, unitsOf(u), true)
	}
	return at, ok
}

// agesInterval is when something began that is so old: less than, more than.
func agesInterval(op Op, age int64, now time.Time) interval {
	then := now.UnixNano() - age
	if op == Greater || op == GreaterOrEqual {
		return interval{math.MinInt64, then}
	}
	return interval{then, math.MaxInt64}
}

// point is what one number stands for: 5xx and a minute are intervals.
func point(u unit, text string, now time.Time) (interval, bool) {
	switch u {
	case statusUnit:
		return parseStatus(text)
	case sizeUnit, durationUnit:
		return parseUnits(text, unitsOf(u), false)
	case timeUnit:
		return parseTime(text, now)
	case tlsUnit:
		return parseTLSVersion(text)
	}
	n, err := strconv.ParseUint(text, 10, 63)
	return interval{int64(n), int64(n)}, err == nil
}

// parseStatus reads 404, 40x and 4xx.
func parseStatus(text string) (interval, bool) {
	if len(text) != 3 || text[0] < '0' || text[0] > '9' {
		return interval{}, false
	}
	lo := strings.NewReplacer("x", "0", "X", "0").Replace(text)
	hi := strings.NewReplacer("x", "9", "X", "9").Replace(text)
	if lower(text[1]) == 'x' && lower(text[2]) != 'x' {
		return interval{}, false
	}
	a, errLo := strconv.ParseUint(lo, 10, 16)
	b, errHi := strconv.ParseUint(hi, 10, 16)
	return interval{int64(a), int64(b)}, errLo == nil && errHi == nil
}

type unitName struct {
	name string // in lower case
	n    int64
}

var durationUnits = []unitName{{"", int64(time.Millisecond)}, {"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"μs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"sec", 1e9},
	{"m", 60e9}, {"min", 60e9}, {"h", 3600e9}, {"d", 24 * 3600e9}}

var sizeUnits = []unitName{{"", 1}, {"b", 1}, {"k", 1e3}, {"kb", 1e3}, {"kib", 1 << 10}, {"m", 1e6}, {"mb", 1e6}, {"mib", 1 << 20},
	{"g", 1e9}, {"gb", 1e9}, {"gib", 1 << 30}, {"t", 1e12}, {"tb", 1e12}, {"tib", 1 << 40}}

func unitsOf(u unit) []unitName {
	if u == sizeUnit {
		return sizeUnits
	}
	return durationUnits
}

// parseUnits reads a decimal number and a unit. With wide, what is less than a
// unit more is meant too, as 1s is when nothing is compared. Ages need a unit.
func parseUnits(text string, units []unitName, wide bool) (interval, bool) {
	i := 0
	for i < len(text) && (text[i] >= '0' && text[i] <= '9' || text[i] == '.') {
		i++
	}
	x, err := strconv.ParseFloat(text[:i], 64)
	name := strings.ToLower(text[i:])
	if err != nil {
		return interval{}, false
	}
	for _, u := range units {
		if u.name != name {
			continue
		}
		v := x * float64(u.n)
		if v >= 1<<62 {
			return interval{}, false
		}
		n := int64(math.Round(v))
		if wide {
			return interval{n, n + u.n - 1}, true
		}
		return interval{n, n}, true
	}
	return interval{}, false
}

var tlsVersions = []struct {
	name string
	n    int64
}{{"1.0", 0x301}, {"1", 0x301}, {"1.1", 0x302}, {"1.2", 0x303}, {"1.3", 0x304}, {"ssl3", 0x300}}

func parseTLSVersion(text string) (interval, bool) {
	text = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(text), "tls"), "v")
	for _, v := range tlsVersions {
		if v.name == text {
			return interval{v.n, v.n}, true
		}
	}
	return interval{}, false
}
