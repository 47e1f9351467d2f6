package store

import "time"

// pace keeps the text index out of the way of the capture.
type pace struct {
	entries int64     // at the last look
	at      time.Time // of it
	busy    bool
}

const (
	paceEvery = 100 * time.Millisecond
	// paceBusy is how many entries a second are many.
	paceBusy = 500
	// paceRest is the rest while capture is busy or waits for the disk: a slice
	// of work for fifty of rest.
	paceRest = 50 * textSlice
)

// rest returns how long to rest after a slice of work.
func (p *pace) rest(entries int64, loaded bool, now time.Time) time.Duration {
	if d := now.Sub(p.at); d >= paceEvery {
		p.busy = p.at != (time.Time{}) && float64(entries-p.entries)/d.Seconds() > paceBusy
		p.entries, p.at = entries, now
	}
	if p.busy || loaded {
		return paceRest
	}
	return textSlice / 4
}
