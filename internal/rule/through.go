package rule

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

// Reporter is a Stage that says what it did. The step of its action in the trace has
// what it says when the trace is read, which is after the body has passed.
type Reporter interface{ Report() Report }

// Report is what a stage did so far.
type Report struct {
	Did     string        // a sentence without a period; empty: nothing
	Why     string        // why it did nothing, or stopped
	Changes []flow.Change // those without a Part are of the body
}

// Through sends the decoded body through a stage, without holding it: codings are undone
// and applied again as the body passes. A short body that says its length is held, so
// that one that the stage does not change stays as it was. A *Skip says why that
// cannot be.
func (m *Message) Through(ctx context.Context, s Stage) error {
	if err := m.Editable(); err != nil {
		return err
	}
	if !m.HasBody() {
		return &Skip{"there is no body"}
	}
	p := &pass{stage: s}
	if !m.held && m.isShort() {
		if _, err := m.Whole(ctx); err != nil {
			return err
		}
	}
	if m.held {
		out, err := p.write(ctx, nil, m.clear, true)
		if err != nil {
			return err
		}
		m.fresh = m.fresh || !bytes.Equal(out, m.clear)
		m.clear, m.news = orEmpty(out), append(m.news, p)
		return nil
	}
	if err := content.Known(m.Codings()); err != nil {
		return &Skip{"the body cannot be decoded: " + err.Error()}
	}
	m.passes, m.news = append(m.passes, p), append(m.news, p)
	return nil
}

// shortBody is how long a response may say to be to be held where it could stream.
const shortBody = 64 << 10

// isShort reports whether the body is better held: it says that it is short, or
// it is of a request, where origins want to know the length.
func (m *Message) isShort() bool {
	if m.Endless() {
		return false
	}
	if m.Dir == flow.Request && m.head.Proto == flow.HTTP10 {
		return true
	}
	n, ok := length(m.head)
	return ok && (n <= shortBody || m.Dir == flow.Request && n <= m.limit)
}

// pass is a stage with a body on its way through it.
type pass struct {
	mu     sync.Mutex
	stage  Stage
	report Report
	passed int64 // octets that came
	broken bool  // the stage is not asked any more
}

// write is the stage's Write. A stage that fails is left out from there on, so that the rest
// of the body passes unchanged; the error is a *Cut, or ctx's.
func (p *pass) write(ctx context.Context, dst, data []byte, end bool) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken {
		return append(dst, data...), nil
	}
	out := dst
	err := contained(func() (err error) {
		out = append(out, data...) // should it panic
		out, err = p.stage.Write(dst, data, end)
		return err
	})
	var cut *Cut
	switch {
	case err == nil:
	case errors.As(err, &cut), ctx.Err() != nil:
		return out, err
	default:
		p.broken = true
		p.report.Why = fmt.Sprintf("it stopped after %d octets, the rest is unchanged: %s", p.passed, err)
	}
	p.passed += int64(len(data))
	return out, nil
}

// fail says why the stage could not go on.
func (p *pass) fail(why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.report.Why = why
}

// tell adds what the stage says to a step.
func (p *pass) tell(step *flow.RuleStep, part string, changes bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	said := p.report
	if r, ok := p.stage.(Reporter); ok {
		said = r.Report()
		if p.report.Why != "" {
			said.Why = p.report.Why
		}
	}
	if said.Did != "" {
		step.Did = joinSentences(step.Did, said.Did)
	}
	if said.Why != "" {
		step.Why = joinSentences(step.Why, said.Why)
	}
	if !changes {
		return
	}
	for _, c := range said.Changes {
		if c.Part == "" {
			c.Part = part
		}
		step.Changes = append(step.Changes, c)
	}
}

// later is a step whose stages had not seen the end of the body when it was told.
type later struct {
	step   int // its place in the trace
	part   string
	passes []*pass
}
