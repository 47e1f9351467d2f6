package store

import "testing"

func TestSaidOf(t *testing.T) {
	for in, want := range map[string]said{
		"": saidNothing, "text/html; charset=x": saidText, "Application/JSON": saidText, "application/problem+json": saidText,
		"image/svg+xml": saidText, "image/png": saidBinary, "video/mp4": saidBinary, "application/octet-stream": saidNothing,
		"application/pdf": saidBinary, "multipart/form-data; boundary=x": saidNothing, "application/x-www-form-urlencoded": saidText,
	} {
		if got := saidOf(in); got != want {
			t.Errorf("%q: %d, want %d", in, got, want)
		}
	}
}
