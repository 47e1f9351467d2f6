package redact

import (
	"strings"
	"testing"
	"time"
)

// TestHostileTextTakesLinearTime doubles texts that invite to look at the same
// place again and again; what is quadratic takes four times as long.
func TestHostileTextTakesLinearTime(t *testing.T) {
	for _, p := range []string{"-eyJhbGciOiJIUzI1NiJ9", "eyJ.", "eyJhbGciOiJIUzI1NiJ9.", `"password":`, `"password":{`, `"password":"`, `password=`, `\"password\":\"`, `{"tokens":[`, "://", "://a@",
		"-----BEGIN PRIVATE KEY-----", "<password>", "<password", `\\\\`, `\u0041`, `"token":"\u`, "%41%", "Bearer ", "sk-", "a.", "token:", "=", `"`, "password='", "AKIA", "1:AA", `"name":"token",`, `"name":`, "name="} {
		text := func(n int) []byte { return []byte(strings.Repeat(p, n/len(p))) }
		spent := func(n int) time.Duration {
			b := text(n)
			r := New()
			start := time.Now()
			r.text(b, false)
			r.known.replace(b)
			return time.Since(start)
		}
		const n = 1 << 19
		if d := spent(n); d > 2*time.Second {
			t.Errorf("%q: half a megabyte takes %v, a quarter %v", p, d, spent(n/2))
		}
	}
}
