package ws

import "testing"

func TestAcceptKey(t *testing.T) {
	// RFC 6455 §1.3.
	if got := AcceptKey("dGhlIHNhbXBsZSBub25jZQ=="); got != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Error(got)
	}
}

func TestValidKey(t *testing.T) {
	for key, want := range map[string]bool{
		"dGhlIHNhbXBsZSBub25jZQ==": true, "": false, "dGhlIHNhbXBsZSBub25jZQ": false, "AAAA": false,
		"dGhlIHNhbXBsZSBub25jZQ==\n": false, "dGhlIHNhbXBsZSBub25jZR==": false,
	} {
		if ValidKey(key) != want {
			t.Errorf("ValidKey(%q) = %v", key, !want)
		}
	}
}
