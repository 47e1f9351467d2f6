package fault

import (
	"fmt"
	"math"
	"time"

	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

const (
	maxWait = 24 * time.Hour
	maxSeed = 1 << 53 // a YAML and JSON number everywhere
)

// ParseDelay reads a delay:
//
//	delay: 2s
//	delay: {request: 1s, before: 2s, between-chunks: 100ms, chunk: 1kB, after: {bytes: 10kB, wait: 1s}}
func ParseDelay(n *node.Node) (rule.Action, error) {
	if n.Is(node.Scalar) {
		return NewDelay(Delay{Before: n.Duration(0, 1, maxWait)}), n.Err()
	}
	m := n.Map("request", "before", "between-chunks", "chunk", "after")
	d := Delay{
		Request: m.Get("request").Duration(0, 0, maxWait),
		Before:  m.Get("before").Duration(0, 0, maxWait),
		Between: m.Get("between-chunks").Duration(0, 0, maxWait),
		Chunk:   int(m.Get("chunk").Size(0, 1, maxChunk)),
	}
	for _, p := range m.Get("after").List() {
		pm := p.Map("bytes", "wait")
		d.After = append(d.After, Pause{Octets: pm.Need("bytes").Size(0, 0, math.MaxInt64), Wait: pm.Need("wait").Duration(0, 0, maxWait)})
	}
	if err := n.Err(); err != nil {
		return nil, err
	}
	a := NewDelay(d)
	if a.Phases() == 0 {
		return nil, n.Errorf("nothing that delays; expected request, before, between-chunks or after")
	}
	if d.Chunk > 0 && d.Between == 0 {
		return nil, m.Get("chunk").Errorf("the size of chunks with nothing between them; expected between-chunks as well")
	}
	return a, nil
}

// Parse reads a fault:
//
//	fault: {truncate: 1000}
//	fault: {close-after: 10kB, chance: 20%, seed: 7}
//	fault: {malformed: bad-chunk, after: 1kB}
func Parse(n *node.Node) (rule.Action, error) {
	m := n.Map("truncate", "close-after", "reset-after", "hang-after", "malformed", "after", "chance", "seed")
	var f Fault
	key, v := m.Only("truncate", "close-after", "reset-after", "hang-after", "malformed")
	switch key {
	case "truncate":
		f.Truncate = true
	case "close-after":
		f.Cut = rule.CutClose
	case "reset-after":
		f.Cut = rule.CutReset
	case "hang-after":
		f.Cut = rule.CutHang
	case "malformed":
		f.Malformed = Malformed(v.OneOf("", ways()...))
		if after := m.Get("after"); after != nil && f.Malformed != BadChunk && v.Err() == nil {
			_ = after.Errorf(`"after" with %s; expected it with %s only`, f.Malformed, BadChunk)
		}
		v = m.Get("after")
	}
	if m.Has("after") && key != "malformed" {
		_ = m.Get("after").Errorf("%s", fmt.Sprintf(`"after" without malformed; expected it with %s only`, BadChunk))
	}
	f.Octets = v.Size(0, 0, math.MaxInt64)
	f.Chance = m.Get("chance").Share(1)
	f.Seed = uint64(m.Get("seed").Int(0, 0, maxSeed))
	if f.Chance == 0 {
		_ = m.Get("chance").Errorf("a chance of nothing; expected more, or the rule switched off")
	}
	return New(f), n.Err()
}
