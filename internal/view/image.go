package view

import (
	"bytes"
	"strconv"
	"strings"
)

// picture is what the header of an image says.
type picture struct {
	format        string
	width, height int // 0 when it does not say
	animated      bool
	detail        string
}

// openImage says what an image is: its header is read and nothing else.
func openImage(m *Message, o *Options, depth int) (*View, string) {
	format := imageFormat(m.Body)
	if format == "" {
		if v, _ := openSVG(m, o, depth); v != nil {
			return v, ""
		}
		if len(m.Body) == 0 {
			return nil, "it is empty"
		}
		return nil, "it has the signature of no image that is known here"
	}
	pic := picture{format: format}
	readImage(m.Body, &pic)
	v := &View{Kind: Image}
	v.fact("format", format)
	if pic.width > 0 || pic.height > 0 {
		v.fact("size", strconv.Itoa(pic.width)+" × "+strconv.Itoa(pic.height)+" pixels")
	}
	if pic.animated {
		v.fact("animated", "yes")
	}
	v.fact("detail", pic.detail)
	if pic.width == 0 && pic.height == 0 && pic.detail == "" {
		v.note("its header is damaged or not whole: the size cannot be read")
	}
	if t := mediaType(m.Type); strings.HasPrefix(t, "image/") && !sameImage(t, format) {
		v.note("it is " + format + " although the type says " + t)
	}
	return v, ""
}

// imageFormat reads the signature, empty when there is none.
func imageFormat(b []byte) string {
	has := func(at int, s string) bool { return len(b) >= at+len(s) && string(b[at:at+len(s)]) == s }
	switch {
	case has(0, "\x89PNG\r\n\x1a\n"):
		return "PNG"
	case has(0, "\xff\xd8\xff"):
		return "JPEG"
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return "GIF"
	case has(0, "RIFF") && has(8, "WEBP"):
		return "WebP"
	case has(4, "ftypavif"), has(4, "ftypavis"):
		return "AVIF"
	case has(4, "ftypheic"), has(4, "ftypheix"), has(4, "ftypmif1"), has(4, "ftypheim"):
		return "HEIF"
	case has(0, "BM") && len(b) >= 18 && le32(b[14:]) >= 12 && le32(b[14:]) <= 124 && has(6, "\x00\x00\x00\x00"):
		return "BMP"
	case has(0, "\x00\x00\x01\x00") && len(b) >= 22 && b[9] == 0 && le16(b[4:]) > 0 && le16(b[4:]) < 256:
		return "ICO"
	}
	return ""
}

func sameImage(mediaType, format string) bool {
	switch format {
	case "ICO":
		return mediaType == "image/x-icon" || mediaType == "image/vnd.microsoft.icon" || mediaType == "image/ico"
	case "JPEG":
		return mediaType == "image/jpeg" || mediaType == "image/jpg" || mediaType == "image/pjpeg"
	case "PNG":
		return mediaType == "image/png" || mediaType == "image/apng" || mediaType == "image/x-png"
	case "HEIF":
		return strings.HasPrefix(mediaType, "image/hei")
	case "BMP":
		return strings.HasSuffix(mediaType, "bmp")
	}
	return mediaType == "image/"+strings.ToLower(format)
}

func readImage(b []byte, p *picture) {
	switch p.format {
	case "PNG":
		readPNG(b, p)
	case "JPEG":
		readJPEG(b, p)
	case "GIF":
		readGIF(b, p)
	case "WebP":
		readWebP(b, p)
	case "AVIF", "HEIF":
		p.animated = string(b[8:12]) == "avis"
		readBoxes(b, p, 0)
	case "BMP":
		readBMP(b, p)
	case "ICO":
		readICO(b, p)
	}
}

// openSVG shows the text of an SVG, and the size that it asks for.
func openSVG(m *Message, o *Options, depth int) (*View, string) {
	start := bytes.IndexByte(m.Body, '<')
	if start < 0 {
		return nil, "it has no tags"
	}
	n := bytes.Index(m.Body[:min(len(m.Body), 64<<10)], []byte("<svg"))
	if n < 0 || mediaType(m.Type) != "image/svg+xml" && mediaType(m.Type) != "" {
		return nil, "it has no svg element"
	}
	v, why := openMarkup(m, XML)
	if v == nil {
		return nil, why
	}
	v.Kind = Image
	w := markup{}
	tag := string(m.Body[n : n+w.tagEnd(string(m.Body[n:min(len(m.Body), n+64<<10)]))])
	v.Facts = append([]Fact{{"format", "SVG"}}, v.Facts...)
	width, height := attribute(tag, "width"), attribute(tag, "height")
	if width != "" && height != "" {
		v.fact("size", width+" × "+height)
	}
	v.fact("view box", attribute(tag, "viewBox"))
	return v, ""
}

// attribute is the value of one in a start tag, quoted.
func attribute(tag, name string) string {
	for _, space := range []string{" ", "\n", "\t", "\r"} {
		_, rest, ok := strings.Cut(tag, space+name+"=")
		if !ok || rest == "" || rest[0] != '"' && rest[0] != '\'' {
			continue
		}
		if value, _, ok := strings.Cut(rest[1:], rest[:1]); ok {
			return value
		}
	}
	return ""
}

// ImageType is the media type of an image that browsers show, by how it begins; empty for
// anything else. SVG, which is text, also has to be called that.
func ImageType(begin []byte, contentType string) string {
	switch imageFormat(begin) {
	case "PNG":
		return "image/png"
	case "JPEG":
		return "image/jpeg"
	case "GIF":
		return "image/gif"
	case "WebP":
		return "image/webp"
	case "AVIF":
		return "image/avif"
	case "BMP":
		return "image/bmp"
	case "ICO":
		return "image/x-icon"
	case "":
		if mediaType(contentType) == "image/svg+xml" && bytes.Contains(begin, []byte("<")) {
			return "image/svg+xml"
		}
	}
	return ""
}
