package view

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

func pixels() *image.Paletted {
	return image.NewPaletted(image.Rect(0, 0, 30, 20), color.Palette{color.Black, color.White})
}

func encoded(t *testing.T, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func box(kind, data string) string {
	n := len(data) + 8
	return string([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) + kind + data
}

func TestImages(t *testing.T) {
	one := encoded(t, func(b *bytes.Buffer) error { return gif.Encode(b, pixels(), nil) })
	two := encoded(t, func(b *bytes.Buffer) error {
		return gif.EncodeAll(b, &gif.GIF{Image: []*image.Paletted{pixels(), pixels()}, Delay: []int{1, 1}})
	})
	plainPNG := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, pixels()) })
	ispe := box("ispe", "\x00\x00\x00\x00\x00\x00\x00\x1e\x00\x00\x00\x14")
	meta := box("meta", "\x00\x00\x00\x00"+box("iprp", box("ipco", ispe)))
	tests := []struct {
		name, contentType string
		body              []byte
		want              string
	}{
		{"PNG", "image/png", plainPNG, "format: PNG\nsize: 30 × 20 pixels\ndetail: 1 bits, palette\n"},
		{"APNG", "image/png", []byte(strings.Replace(string(plainPNG), "\x00\x00\x00\x06PLTE", "\x00\x00\x00\x00acTL0000\x00\x00\x00\x06PLTE", 1)), "format: PNG\nsize: 30 × 20 pixels\nanimated: yes\ndetail: 1 bits, palette\n"},
		{"JPEG", "image/jpeg", encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, pixels(), nil) }), "format: JPEG\nsize: 30 × 20 pixels\ndetail: sequential, 3 components\n"},
		{"GIF", "image/gif", one, "format: GIF\nsize: 30 × 20 pixels\n"},
		{"moving GIF", "image/gif", two, "format: GIF\nsize: 30 × 20 pixels\nanimated: yes\n"},
		{"WebP, extended", "image/webp", []byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x1d\x00\x00\x13\x00\x00"), "format: WebP\nsize: 30 × 20 pixels\nanimated: yes\ndetail: extended\n"},
		{"WebP, lossless", "image/webp", []byte("RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f\x1d\xc0\x04\x00\x00\x00\x00\x00\x00"), "format: WebP\nsize: 30 × 20 pixels\ndetail: lossless\n"},
		{"WebP, lossy", "image/webp", []byte("RIFF\x00\x00\x00\x00WEBPVP8 \x00\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x1e\x00\x14\x00"), "format: WebP\nsize: 30 × 20 pixels\ndetail: lossy\n"},
		{"AVIF", "image/avif", []byte(box("ftyp", "avif\x00\x00\x00\x00") + meta), "format: AVIF\nsize: 30 × 20 pixels\n"},
		{"moving AVIF", "image/avif", []byte(box("ftyp", "avis\x00\x00\x00\x00") + meta), "format: AVIF\nsize: 30 × 20 pixels\nanimated: yes\n"},
		{"BMP", "image/bmp", []byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\x1e\x00\x00\x00\xec\xff\xff\xff\x01\x00\x18\x00"), "format: BMP\nsize: 30 × 20 pixels\ndetail: 24 bits a pixel\n"},
		{"ICO", "image/x-icon", []byte("\x00\x00\x01\x00\x01\x00\x1e\x14\x00\x00\x01\x00\x20\x00\x00\x00\x00\x00\x16\x00\x00\x00"), "format: ICO\nsize: 30 × 20 pixels\ndetail: 1 image, the largest is named\n"},
		{"another type", "image/jpeg", one, "format: GIF\nsize: 30 × 20 pixels\n(it is GIF although the type says image/jpeg)\n"},
		{"no type", "", one, "format: GIF\nsize: 30 × 20 pixels\n(shown as image, which it looks like: no type is given)\n"},
		{"cut", "image/png", plainPNG[:12], "format: PNG\n(its header is damaged or not whole: the size cannot be read)\n"},
		{"SVG", "image/svg+xml", []byte(`<svg width="30" height="20" viewBox="0 0 3 2"><g/></svg>`), "format: SVG\nsize: 30 × 20\nview box: 0 0 3 2\n<svg width=\"30\" height=\"20\" viewBox=\"0 0 3 2\">\n  <g/>\n</svg>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := show(Open(Message{Type: tt.contentType, Body: tt.body}, Options{})); got != "[image]\n"+tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestImageType(t *testing.T) {
	for _, tt := range []struct{ begin, contentType, want string }{
		{"\x89PNG\r\n\x1a\n", "text/html", "image/png"},
		{"GIF89a<script>", "text/html", "image/gif"},
		{"<svg>", "image/svg+xml; charset=utf-8", "image/svg+xml"},
		{"<svg>", "text/html", ""},
		{"<html>", "image/png", ""},
		{"\x00\x00\x00\x20ftypheic", "image/heic", ""},
		{"", "image/svg+xml", ""},
	} {
		if got := ImageType([]byte(tt.begin), tt.contentType); got != tt.want {
			t.Errorf("%q as %s: %q, want %q", tt.begin, tt.contentType, got, tt.want)
		}
	}
}
