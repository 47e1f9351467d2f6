package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Throttle is the switch that slows everything down. It is a rule in a group of its own,
// which is before all others and ends with the instance.
type Throttle struct {
	// Preset is the name of that which is on, empty for none, or "custom" for a rule that a
	// person has changed.
	Preset  string           `json:"preset"`
	Group   string           `json:"group"` // of rules
	Presets []ThrottlePreset `json:"presets"`
}

// ThrottlePreset is a kind of network with its usual figures.
type ThrottlePreset struct {
	Name      string  `json:"name"`
	Title     string  `json:"title"`
	Down      int64   `json:"down"` // bits a second, towards the client
	Up        int64   `json:"up"`
	LatencyMS float64 `json:"latency_ms"`
	JitterMS  float64 `json:"jitter_ms"`
	Loss      float64 `json:"loss"` // of packets, from 0 to 1
}

// ThrottleChoice is the preset that is to be on, empty for none.
type ThrottleChoice struct {
	Preset string `json:"preset"`
}

// Throttler has the switch. SetThrottle's error is an *Error for a preset that there is
// not, or when the file of the rule cannot be changed.
type Throttler interface {
	Throttle() Throttle
	SetThrottle(ThrottleChoice) (Throttle, error)
}

func registerThrottler(api huma.API, t Throttler) {
	answer(api, "GET /v1/throttle", "The switch that slows everything down", func(context.Context, *struct{}) (Throttle, error) { return t.Throttle(), nil })
	answer(api, "PUT /v1/throttle", "Slow everything down, or not", func(_ context.Context, in *bodyOf[ThrottleChoice]) (Throttle, error) { return t.SetThrottle(in.Body) })
}

// Throttle says what everything is slowed down to.
func (c *Client) Throttle(ctx context.Context) (t Throttle, err error) {
	return t, c.get(ctx, "/v1/throttle", &t)
}

// SetThrottle slows everything down, or not.
func (c *Client) SetThrottle(ctx context.Context, choice ThrottleChoice) error {
	return c.put(ctx, http.MethodPut, "/v1/throttle", choice)
}
