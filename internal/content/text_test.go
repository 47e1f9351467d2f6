package content

import "testing"

func TestText(t *testing.T) {
	tests := []struct {
		name, data, contentType, want string
		ok                            bool
	}{
		{"empty", "", "", "", true},
		{"ASCII", "hello\r\n\tworld", "", "hello\r\n\tworld", true},
		{"UTF-8", "grüß Gott ✓", "application/octet-stream", "grüß Gott ✓", true},
		{"byte order mark", "\xef\xbb\xbf{}", "application/json", "{}", true},
		{"Latin 1", "gr\xfc\xdf", "text/plain; charset=ISO-8859-1", "grüß", true},
		{"Cyrillic", "\xef\xf0\xe8\xe2\xe5\xf2", "text/html;charset=windows-1251", "привет", true},
		{"UTF-16", "\xff\xfeh\x00i\x00", "text/plain; charset=utf-16", "hi", true},
		{"a character cut at the end", "caf\xc3", "", "caf\xc3", true},
		{"escapes stay for the renderer", "\x1b[31mred", "text/plain", "\x1b[31mred", true},
		{"PNG", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png", "", false},
		{"NULs", "a\x00b\x00", "text/plain", "", false},
		{"bad UTF-8 said to be text", "\xff\xfe\xfd plain", "text/plain", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := Text([]byte(tt.data), tt.contentType)
			if got != tt.want || ok != tt.ok {
				t.Errorf("%q, %v, want %q, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestIsJSON(t *testing.T) {
	for in, want := range map[string]bool{
		"application/json": true, "Application/JSON; charset=utf-8": true, "application/problem+json": true,
		"text/plain": false, "": false, "application/json5": false,
	} {
		if got := IsJSON(in); got != want {
			t.Errorf("IsJSON(%q) = %v", in, got)
		}
	}
}
