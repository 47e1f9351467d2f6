package redact

import "testing"

func TestSecretsAreCountedOnce(t *testing.T) {
	r := New()
	if r.Secrets() != 0 {
		t.Error(r.Secrets())
	}
	for range 3 {
		r.Text("https://example.test/?access_token=Zx81kq0PlmN77tYw&page=2")
	}
	if r.Secrets() != 1 {
		t.Errorf("%d secrets, want 1", r.Secrets())
	}
	r.Text("https://example.test/?access_token=Zx81kq0PlmN77tYx")
	if r.Secrets() != 2 {
		t.Errorf("%d secrets, want 2", r.Secrets())
	}
}
