package policy

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// charlesMatch is a <locationMatch>: a place in the web and whether it is ticked.
// A part that is absent or empty matches anything.
type charlesMatch struct {
	Location struct {
		Protocol string `xml:"protocol"`
		Host     string `xml:"host"`
		Port     string `xml:"port"`
		Path     string `xml:"path"`
		Query    string `xml:"query"`
	} `xml:"location"`
	Enabled string `xml:"enabled"` // absent: true
}

// charlesList is what the elements around a <locationMatch> say about it.
type charlesList int

const (
	charlesOther   charlesList = iota // another tool's, such as the block list
	charlesInclude                    // <sslLocations>
	charlesExclude                    // <sslExcludeLocations>
)

// importCharles reads <sslLocations> and <sslExcludeLocations> wherever they
// are: inside <configuration><proxyConfiguration>, or alone in an export.
func importCharles(data []byte) (Imported, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	m := importer{}
	var open []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Imported{}, errNotImportable(err.Error())
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(open) >= maxDepth {
				return Imported{}, errNotImportable("its elements are nested too deep")
			}
			if err := m.charlesElement(d, t, &open); err != nil {
				return Imported{}, errNotImportable(err.Error())
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
	return m.done("Charles")
}

// charlesElement takes in an element that matters, or notes that it is open.
func (m *importer) charlesElement(d *xml.Decoder, t xml.StartElement, open *[]string) error {
	switch t.Name.Local {
	case "locationMatch":
		var match charlesMatch
		if err := d.DecodeElement(&match, &t); err != nil {
			return err
		}
		switch charlesListOf(*open) {
		case charlesInclude:
			m.charlesMatch(Intercept, match)
		case charlesExclude:
			m.charlesMatch(Bypass, match)
		}
		return nil
	case "decryptSSL":
		var on string
		if err := d.DecodeElement(&on, &t); err != nil {
			return err
		}
		if isFalse(on) {
			m.skip("SSL proxying was switched off in Charles; its lists are taken over as if it were on")
		}
		return nil
	}
	*open = append(*open, t.Name.Local)
	return nil
}

// charlesListOf goes by the names of the elements around. Of a whole
// configuration only what is named after SSL counts, since most tools in it have
// such lists; an export is of one tool, whose lists may have simpler names.
func charlesListOf(open []string) charlesList {
	whole := len(open) > 0 && open[0] == "configuration"
	ssl, exclude := false, false
	for _, name := range open {
		name = strings.ToLower(name)
		ssl = ssl || strings.Contains(name, "ssl")
		exclude = exclude || strings.Contains(name, "exclude")
		if !whole {
			ssl = ssl || name == "include" || name == "exclude" || len(open) == 1 && name == "locationpatterns"
		}
	}
	switch {
	case !ssl:
		return charlesOther
	case exclude:
		return charlesExclude
	}
	return charlesInclude
}

func isFalse(text string) bool { return strings.TrimSpace(text) == "false" }

func (m *importer) charlesMatch(a Action, match charlesMatch) {
	l := match.Location
	text := hostPort(strings.TrimSpace(l.Host), strings.TrimSpace(l.Port))
	switch {
	case isFalse(match.Enabled):
		m.skip("%s %s: it is not enabled", a, printable(text))
	case strings.EqualFold(l.Protocol, "http"):
		m.skip("%s %s: it is about plain HTTP", a, printable(text))
	case l.Path != "" && l.Path != "/*" && l.Path != "*", l.Query != "" && l.Query != "*":
		m.skip("%s %s: it asks for a path or query, which is not known before interception", a, printable(text))
	default:
		m.add(a, text)
	}
}
