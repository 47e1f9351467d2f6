package policy

import (
	"net/netip"
	"strings"

	"pgregory.net/rapid"
)

// Few labels, ports and applications, so that what is drawn often matches.
func drawName(t *rapid.T) string {
	label := rapid.SampledFrom([]string{"a", "b", "api-1", "api-22", "example", "com", "bücher"})
	return strings.Join(rapid.SliceOfN(label, 1, 4).Draw(t, "labels"), ".")
}

func drawAddr(t *rapid.T) string {
	return rapid.SampledFrom([]string{"10.0.0.1", "10.1.2.3", "192.168.1.1", "::1", "2001:db8::1", "2001:db8:1::1", "::ffff:10.0.0.1"}).Draw(t, "address")
}

func drawPattern(t *rapid.T) Pattern {
	text := rapid.SampledFrom([]string{"", "", "", "!"}).Draw(t, "exempt")
	text += rapid.SampledFrom([]string{"", "", "", "app:curl ", "app:c* ", `app:"two words" `, "app:/usr/bin/* "}).Draw(t, "app")
	text += rapid.SampledFrom([]string{"", "", "", "client:10.0.0.0/8 ", "client:10.0.0.1 ", "client:2001:db8::/32 "}).Draw(t, "client")
	switch rapid.IntRange(0, 7).Draw(t, "form") {
	case 0:
		text += drawName(t)
	case 1:
		text += "*." + drawName(t)
	case 2:
		text += "." + drawName(t)
	case 3:
		text += "*"
	case 4:
		text += "[" + drawAddr(t) + "]"
	case 5:
		text += rapid.SampledFrom([]string{"[10.0.0.0/8]", "[0.0.0.0/0]", "[10.1.0.0/16]", "[2001:db8::/32]", "[::/0]"}).Draw(t, "prefix")
	default:
		text += rapid.SampledFrom([]string{"api-*.example.com", "*example*", "a*", "*.com*", "api-?.*", "[ab].example.com", "10.*", "a*.c?m", "*1*2*", "until.", "auto."}).Draw(t, "glob")
	}
	text += rapid.SampledFrom([]string{"", "", "", ":443", ":8443"}).Draw(t, "port")
	p, err := ParsePattern(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p
}

func drawHost(t *rapid.T) string {
	s := drawName(t)
	switch rapid.IntRange(0, 4).Draw(t, "host") {
	case 0:
		return strings.ToUpper(s) + "."
	case 1:
		return drawAddr(t)
	case 2:
		return "[" + drawAddr(t) + "]"
	}
	return s
}

func drawQuery(t *rapid.T) Query {
	q := Query{
		Host:    drawHost(t),
		Port:    rapid.SampledFrom([]uint16{443, 8443, 80}).Draw(t, "port"),
		App:     rapid.SampledFrom([]string{"", "curl", "Cat", "two words"}).Draw(t, "app"),
		AppPath: rapid.SampledFrom([]string{"", "/usr/bin/curl", "/opt/x"}).Draw(t, "path"),
	}
	if rapid.Bool().Draw(t, "with SNI") {
		q.SNI = drawHost(t)
	}
	if rapid.Bool().Draw(t, "with client") {
		q.Client = netip.MustParseAddr(drawAddr(t))
	}
	return q
}
