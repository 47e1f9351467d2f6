package throttle

import (
	"fmt"
	"strings"
	"time"
)

// downwards and upwards say what an exchange has to expect, empty for nothing.
func (p *Profile) downwards() string { return p.say(p.Down, "down", p.Latency) }
func (p *Profile) upwards() string   { return p.say(p.Up, "up", 0) }

func (p *Profile) say(rate int64, dir string, latency time.Duration) string {
	var parts []string
	if rate > 0 {
		parts = append(parts, bits(p.rate(rate))+" "+dir)
	}
	if latency > 0 {
		parts = append(parts, milliseconds(latency))
	}
	if len(parts) > 0 {
		parts = []string{"slowed to " + strings.Join(parts, ", ")}
	}
	if p.Latency == 0 && p.Jitter > 0 && dir == "down" {
		parts = append(parts, "delayed by up to "+milliseconds(p.Jitter))
	}
	return strings.Join(append(parts, p.misfortunes(rate)...), ", ")
}

func (p *Profile) misfortunes(rate int64) (parts []string) {
	if p.Loss > 0 {
		parts = append(parts, percent(p.Loss)+" loss")
	}
	if p.Reliability < 1 {
		parts = append(parts, percent(p.Reliability)+" reliability")
	}
	if p.Stability.Stable < 1 && rate > 0 {
		parts = append(parts, percent(p.Stability.Stable)+" stability")
	}
	return parts
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.4g ms", float64(d)/float64(time.Millisecond))
}

func percent(share float64) string { return fmt.Sprintf("%.4g%%", 100*share) }

// bits writes octets a second as bits a second.
func bits(octets float64) string {
	n, unit := octets*8, "bit/s"
	for _, u := range []string{"kbit/s", "Mbit/s", "Gbit/s"} {
		if n < 1000 {
			break
		}
		n, unit = n/1000, u
	}
	return fmt.Sprintf("%.4g %s", n, unit)
}
