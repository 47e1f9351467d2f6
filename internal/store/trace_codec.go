package store

import (
	"time"

	"rockxy/internal/flow"
)

// Field numbers of a trace. They are part of the format: never reuse one.
const (
	traceStep = 1 // repeated; those of a step follow

	stepRule   = 1
	stepGroup  = 2
	stepAction = 3
	stepPhase  = 4
	stepDid    = 5
	stepWhy    = 6
	stepTook   = 7
	stepChange = 8 // repeated
	stepLog    = 9 // repeated

	changePart   = 1
	changeBefore = 2
	changeAfter  = 3
	changeFrom   = 4
	changeCut    = 5
)

func appendTrace(b []byte, steps []flow.RuleStep) []byte {
	var step, change []byte
	for i := range steps {
		s := &steps[i]
		step = appendString(step[:0], stepRule, s.Rule)
		step = appendString(step, stepGroup, s.Group)
		step = appendString(step, stepAction, s.Action)
		step = appendString(step, stepPhase, s.Phase)
		step = appendString(step, stepDid, s.Did)
		step = appendString(step, stepWhy, s.Why)
		step = appendInt(step, stepTook, int64(s.Took))
		for j := range s.Changes {
			c := &s.Changes[j]
			change = appendString(change[:0], changePart, c.Part)
			change = appendBytes(change, changeBefore, c.Before)
			change = appendBytes(change, changeAfter, c.After)
			change = appendUint(change, changeFrom, uint64(max(c.From, 0)))
			change = appendBool(change, changeCut, c.Cut)
			step = appendBytes(step, stepChange, change)
		}
		for _, l := range s.Log {
			step = appendString(step, stepLog, l)
		}
		b = appendBytes(b, traceStep, step)
	}
	return b
}

// decodeTrace reads what appendTrace wrote.
func decodeTrace(data []byte) (steps []flow.RuleStep, err error) {
	err = eachField(string(data), func(f *field) error {
		if f.Num != traceStep {
			return nil
		}
		s, err := decodeStep(f.Str)
		steps = append(steps, s)
		return err
	})
	return steps, err
}

func decodeStep(data string) (s flow.RuleStep, err error) {
	err = eachField(data, func(f *field) error {
		switch f.Num {
		case stepRule:
			s.Rule = f.Str
		case stepGroup:
			s.Group = f.Str
		case stepAction:
			s.Action = f.Str
		case stepPhase:
			s.Phase = f.Str
		case stepDid:
			s.Did = f.Str
		case stepWhy:
			s.Why = f.Str
		case stepTook:
			s.Took = time.Duration(f.Int())
		case stepChange:
			c, err := decodeChange(f.Str)
			s.Changes = append(s.Changes, c)
			return err
		case stepLog:
			s.Log = append(s.Log, f.Str)
		}
		return nil
	})
	return s, err
}

func decodeChange(data string) (c flow.Change, err error) {
	err = eachField(data, func(f *field) error {
		switch f.Num {
		case changePart:
			c.Part = f.Str
		case changeBefore:
			c.Before = []byte(f.Str)
		case changeAfter:
			c.After = []byte(f.Str)
		case changeFrom:
			c.From = int(f.Val)
		case changeCut:
			c.Cut = f.Val != 0
		}
		return nil
	})
	return c, err
}

// appendTraceItem appends what the rules did as an item of a record.
func appendTraceItem(b []byte, steps []flow.RuleStep) []byte {
	if len(steps) == 0 {
		return b
	}
	b, start := beginItem(b, itemTrace)
	b = appendTrace(b, steps)
	endItem(b, start)
	return b
}
