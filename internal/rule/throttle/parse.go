package throttle

import (
	"time"

	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// Bounds of what may be written.
const (
	maxWait    = time.Hour
	maxMTU     = 64 << 10
	maxSeed    = 1 << 53 // a YAML and JSON number everywhere
	leastShare = 0.01    // of what a line that carries anything has
)

// Parse reads a throttle:
//
//	throttle: 3g
//	throttle: {preset: 3g, loss: 2%}
//	throttle: {down: 780kbit, up: 330kbit, latency: 400ms, jitter: 50ms, loss: 1%, utilisation: 80%, mtu: 576, reliability: 99%,
//	           stability: {stable: 90%, quality: [10%, 50%], period: 2s}, seed: 7}
//
// What is written besides a preset replaces its figures.
func Parse(n *node.Node) (rule.Action, error) {
	var p Profile
	if n.Is(node.Scalar) {
		p, _ = preset(n.OneOf("", presets()...))
		return New(p), n.Err()
	}
	m := n.Map("preset", "down", "up", "latency", "jitter", "loss", "utilisation", "mtu", "reliability", "stability", "seed")
	p, _ = preset(m.Get("preset").OneOf("", presets()...))
	p.Down = m.Get("down").Rate(p.Down)
	p.Up = m.Get("up").Rate(p.Up)
	p.Latency = m.Get("latency").Duration(p.Latency, 0, maxWait)
	p.Jitter = m.Get("jitter").Duration(p.Jitter, 0, maxWait)
	p.Loss = m.Get("loss").Share(p.Loss)
	p.Utilisation = more(m.Get("utilisation"), 1)
	p.MTU = m.Get("mtu").Int(0, 1, maxMTU)
	p.Reliability = more(m.Get("reliability"), 1)
	p.Stability = stability(m.Get("stability"))
	p.Seed = uint64(m.Get("seed").Int(0, 0, maxSeed))
	if p.Down == 0 && p.Up == 0 {
		for _, key := range []string{"utilisation", "stability"} {
			if v := m.Get(key); v != nil {
				return nil, v.Errorf("%s is a part of a bandwidth; expected down or up as well", key)
			}
		}
	}
	if err := n.Err(); err != nil {
		return nil, err
	}
	if p.Down == 0 && p.Up == 0 && p.Latency == 0 && p.Jitter == 0 && p.Loss == 0 && p.Reliability == 1 {
		return nil, n.Errorf("nothing that slows; expected a preset, down, up, latency, jitter, loss or reliability")
	}
	return New(p), nil
}

// stability reads {stable: 90%, quality: [10%, 50%], period: 2s}.
func stability(n *node.Node) (s Stability) {
	if n == nil {
		return s
	}
	m := n.Map("stable", "quality", "period")
	s.Stable = more(m.Need("stable"), 1)
	s.Period = m.Get("period").Duration(time.Second, 100*time.Millisecond, maxWait)
	s.From, s.To = 0.1, 0.5
	q := m.Get("quality")
	if q == nil {
		return s
	}
	switch list := q.List(); len(list) {
	case 1:
		s.From = more(list[0], 1)
		s.To = s.From
	case 2:
		s.From, s.To = more(list[0], 1), more(list[1], 1)
		if s.From > s.To {
			_ = q.Errorf("a range that ends before it begins; expected the lower quality first")
		}
	default:
		_ = q.Errorf("%d values; expected a range such as [10%%, 50%%]", len(list))
	}
	return s
}

// more is a share that leaves something.
func more(n *node.Node, unless float64) float64 {
	share := n.Share(unless)
	if n != nil && share < leastShare && n.Err() == nil {
		_ = n.Errorf("less than 1%%; expected a share from 1%% to 100%%")
	}
	return share
}
