package redact

import (
	"math"
	"strings"
	"testing"
	"time"
)

// TestHostileTextTakesLinearTime takes texts that invite to look at the same place
// again and again, four times as long each time; what is quadratic takes sixteen times
// as long. The machine may be busy, so the best of three is what counts.
func TestHostileTextTakesLinearTime(t *testing.T) {
	for _, p := range []string{"-eyJhbGciOiJIUzI1NiJ9", "eyJ.", "eyJhbGciOiJIUzI1NiJ9.", `"password":`, `"password":{`, `"password":"`, `password=`, `\"password\":\"`, `{"tokens":[`, "://", "://a@",
		"-----BEGIN PRIVATE KEY-----", "<password>", "<password", `\\\\`, `\u0041`, `"token":"\u`, "%41%", "Bearer ", "sk-", "a.", "token:", "=", `"`, "password='", "AKIA", "1:AA", `"name":"token",`, `"name":`, "name="} {
		spent := func(n int) time.Duration {
			b := []byte(strings.Repeat(p, n/len(p)))
			r := New()
			start := time.Now()
			r.text(b, false)
			r.known.replace(b)
			return time.Since(start)
		}
		const n = 1 << 19
		best := math.Inf(1)
		for range 3 {
			best = min(best, float64(spent(n))/float64(spent(n/4)))
			if best < 8 {
				break
			}
		}
		if best >= 8 {
			t.Errorf("%q: four times the text takes %.1f times as long", p, best)
		}
	}
}
