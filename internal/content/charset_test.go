package content

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/text/transform"
	"pgregory.net/rapid"
)

// legacy are charsets with a text that each of them has, or nearly.
func legacy() map[string]string {
	const (
		japanese = "日本語のテキスト、表示とソース"
		chinese  = "中文網頁"
		simple   = "简体中文网页"
		cyrillic = "Привет, мир"
	)
	return map[string]string{
		"Shift_JIS": japanese, "windows-31j": japanese, "EUC-JP": japanese, "ISO-2022-JP": japanese,
		"GBK": simple, "GB2312": simple, "GB18030": simple + "𠀀 €", "Big5": chinese, "Big5-HKSCS": chinese,
		"EUC-KR": "한국어 텍스트", "ks_c_5601-1987": "한국어",
		"KOI8-R": cyrillic, "KOI8-U": "Привіт", "windows-1251": cyrillic, "ISO-8859-5": cyrillic, "IBM866": cyrillic, "x-mac-cyrillic": cyrillic,
		"windows-1250": "Příliš žluťoučký", "ISO-8859-2": "Zażółć", "windows-1252": "grüß €", "ISO-8859-15": "grüß €",
		"windows-1253": "Ελληνικά", "ISO-8859-7": "Ελληνικά", "windows-1254": "İstanbul", "ISO-8859-9": "İstanbul",
		"windows-1255": "שלום", "ISO-8859-8": "שלום", "windows-1256": "مرحبا", "ISO-8859-6": "مرحبا",
		"windows-1257": "Žemė", "windows-1258": "đông", "windows-874": "สวัสดี", "TIS-620": "สวัสดี",
		"UTF-16": japanese, "UTF-16BE": japanese, "macintosh": "café",
	}
}

func TestCharsets(t *testing.T) {
	for label, want := range legacy() {
		for _, contentType := range []string{"text/html; charset=" + label, `application/json;charset="` + strings.ToLower(label) + `"`} {
			e := Charset(contentType)
			if e == nil {
				t.Errorf("%s is not known", contentType)
				continue
			}
			wire, err := e.NewEncoder().String(want)
			if err != nil {
				t.Errorf("%s: %v", label, err)
				continue
			}
			if got, ok := Text([]byte(wire), contentType); !ok || got != want {
				t.Errorf("%s: % x is read as %q, %v", label, wire, got, ok)
			}
		}
	}
}

// The octets are those that others write: a table that both directions share
// does not show in a round trip.
func TestCharsetsByTheirOctets(t *testing.T) {
	for _, tt := range []struct{ charset, data, want string }{
		{"shift_jis", "\x93\xfa\x96\x7b\x95\x5c", "日本表"},
		{"sjis", "\xb1\xb2", "ｱｲ"},
		{"euc-jp", "\xc6\xfc\xcb\xdc", "日本"},
		{"iso-2022-jp", "\x1b$BF|K\\\x1b(B!", "日本!"},
		{"gbk", "\xd6\xd0\xce\xc4", "中文"},
		{"gb18030", "\x95\x32\x82\x36", "𠀀"},
		{"big5", "\xa4\xa4\xa4\xe5", "中文"},
		{"euc-kr", "\xc7\xd1\xb1\xdb", "한글"},
		{"koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"},
		{"windows-1250", "P\xf8\xedli\x9a", "Příliš"},
		{"windows-1256", "\xe3\xd1\xcd\xc8\xc7", "مرحبا"},
	} {
		if got, ok := Text([]byte(tt.data), "text/plain; charset="+tt.charset); !ok || got != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.charset, got, ok, tt.want)
		}
	}
}

func TestCharsetsThatAreNone(t *testing.T) {
	for _, label := range []string{"", "utf-8", "UTF8", "unicode-1-1-utf-8", "x-unknown", "binary", "iso-2022-kr", "hz-gb-2312", "x-user-defined", "utf-7"} {
		if Charset("text/plain; charset="+label) != nil {
			t.Errorf("%q has an encoding", label)
		}
	}
}

func TestCharsetsThatAreWrong(t *testing.T) {
	for _, tt := range []struct {
		name, data, charset, want string
		ok                        bool
	}{
		{"UTF-8 said to be Shift_JIS", "日本語", "shift_jis", "日本語", true},
		{"UTF-8 with its mark said to be Latin 1", "\xef\xbb\xbfgrüß", "iso-8859-1", "grüß", true},
		{"a picture said to be GBK", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "gbk", "", false},
		{"octets said to be EUC-KR", strings.Repeat("\xff\x80\xfe", 40), "euc-kr", "", false},
		{"a character cut at the end", "\x93\xfa\x96", "shift_jis", "日\ufffd", true},
		{"an escape sequence cut at the end", "\x1b$BF", "iso-2022-jp", "\ufffd", true},
		{"one bad octet among many", strings.Repeat("\x93\xfa", 40) + "\xff\x93\xfa", "shift_jis", strings.Repeat("日", 40) + "\ufffd日", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := Text([]byte(tt.data), "text/plain; charset="+tt.charset); got != tt.want || ok != tt.ok {
				t.Errorf("%q, %v", got, ok)
			}
		})
	}
}

// What was decoded and is encoded again is decoded to the same; streams and
// whole bodies are decoded alike.
func TestCharsetsRoundTrip(t *testing.T) {
	var labels []string
	for label := range legacy() {
		labels = append(labels, label)
	}
	rapid.Check(t, func(t *rapid.T) {
		e := charset(rapid.SampledFrom(labels).Draw(t, "charset"))
		wire := rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "octets")
		text, err := e.NewDecoder().String(string(wire))
		if err != nil {
			t.Fatal(err)
		}
		pieces, err := io.ReadAll(transform.NewReader(strings.NewReader(string(wire)), e.NewDecoder()))
		if err != nil || string(pieces) != text {
			t.Fatalf("in pieces %q, %v, whole %q", pieces, err, text)
		}
		again, err := e.NewEncoder().String(text)
		if err != nil {
			return // a replacement character, or one of a table with no way back
		}
		if twice, err := e.NewDecoder().String(again); err != nil || twice != text {
			t.Fatalf("%q, %v, was %q", twice, err, text)
		}
	})
}

func FuzzText(f *testing.F) {
	for label, text := range legacy() {
		wire, err := charset(label).NewEncoder().String(text)
		if err != nil {
			wire = text
		}
		f.Add([]byte(wire), "text/plain; charset="+label)
	}
	f.Add([]byte("\x1b$B\x21"), "text/plain; charset=iso-2022-jp")
	f.Fuzz(func(t *testing.T, data []byte, contentType string) {
		text, ok := Text(data, contentType)
		if !ok && text != "" {
			t.Fatalf("%q is no text", text)
		}
		if ok && len(text) > 3*len(data) { // one octet is at most one character of three
			t.Fatalf("%d octets became %d", len(data), len(text))
		}
	})
}
