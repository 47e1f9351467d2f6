package har

import (
	"time"
	"unicode/utf8"

	"rockxy/internal/flow"
)

// trace writes what rules did.
func (w *Writer) trace(steps []flow.RuleStep) {
	if len(steps) == 0 {
		return
	}
	o := &w.o
	o.open("trace", '[')
	for i := range steps {
		s := &steps[i]
		o.item()
		o.begin('{')
		o.some("rule", s.Rule)
		o.some("group", s.Group)
		o.some("action", s.Action)
		o.some("phase", s.Phase)
		o.some("did", s.Did)
		o.some("skipped", s.Why)
		o.count("tookNs", int64(s.Took))
		w.changes(s.Changes)
		w.names("log", s.Log)
		o.end('}')
	}
	o.end(']')
}

func (w *Writer) changes(all []flow.Change) {
	if len(all) == 0 {
		return
	}
	o := &w.o
	o.open("changes", '[')
	for i := range all {
		c := &all[i]
		o.item()
		o.begin('{')
		o.some("part", c.Part)
		o.count("from", int64(c.From))
		w.octets("before", c.Before)
		w.octets("after", c.After)
		o.yes("cut", c.Cut)
		o.end('}')
	}
	o.end(']')
}

// octets writes text as it is, and anything else in base64.
func (w *Writer) octets(name string, p []byte) {
	if utf8.Valid(p) {
		w.o.some(name, string(p))
		return
	}
	w.o.base64(name+"Base64", p)
}

func traceIn(v *value) (all []flow.RuleStep) {
	for i := range v.items {
		t := &v.items[i]
		s := flow.RuleStep{Rule: t.get("rule").string(), Group: t.get("group").string(), Action: t.get("action").string(), Phase: t.get("phase").string(),
			Did: t.get("did").string(), Why: t.get("skipped").string(), Took: time.Duration(t.get("tookNs").int(0)), Log: namesIn(t.get("log"))}
		changes := t.get("changes")
		for j := range changes.items {
			c := &changes.items[j]
			s.Changes = append(s.Changes, flow.Change{Part: c.get("part").string(), From: int(max(c.get("from").int(0), 0)),
				Before: octetsIn(c, "before"), After: octetsIn(c, "after"), Cut: c.get("cut").is()})
		}
		all = append(all, s)
	}
	return all
}

func octetsIn(v *value, name string) []byte {
	if s := v.get(name); s.kind == text {
		return []byte(s.string())
	}
	return base64In(v.get(name + "Base64").bytes())
}
