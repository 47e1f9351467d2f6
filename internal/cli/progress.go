package cli

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows how far long work is, on a terminal alone. What is quick shows
// nothing.
type progress struct {
	s     screen
	what  string
	bytes bool
	since time.Time
	bar   *progressbar.ProgressBar
}

// progressAfter is how long work has to last to be worth a bar.
const progressAfter = 500 * time.Millisecond

// newProgress is for work that is counted in octets or in things. Close it
// before anything else is written to s.
func newProgress(s screen, what string, bytes bool) *progress {
	return &progress{s: s, what: what, bytes: bytes, since: time.Now()}
}

// set says how much is done; a total of 0 or less is not known.
func (p *progress) set(done, total int64) {
	if !p.s.terminal {
		return
	}
	if total <= 0 {
		total = -1
	}
	if p.bar == nil { // its clock begins with it
		width, _ := p.s.size()
		p.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(p.s.Writer), progressbar.OptionSetDescription(p.what), progressbar.OptionShowBytes(p.bytes),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetWidth(max(min(width-60, 40), 10)), progressbar.OptionUseANSICodes(p.s.Colours))
	}
	if time.Since(p.since) < progressAfter {
		return
	}
	if total > 0 && p.bar.GetMax64() != total {
		p.bar.ChangeMax64(total)
	}
	if done < total || total < 0 { // the end clears it, and Close does that
		_ = p.bar.Set64(done) // a terminal that is gone
	}
}

// Close takes the bar off the terminal.
func (p *progress) Close() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
	p.s.terminal = false
}

// countingReader tells a progress what was read.
type countingReader struct {
	r     io.Reader
	p     *progress
	done  *int64
	total int64
}

func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	*c.done += int64(n)
	c.p.set(*c.done, c.total)
	return n, err
}
