package script

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"rockxy/internal/rule"
)

// host is what the prelude calls: the name of a thing and what it needs. It runs in
// the machine's goroutine. Scripts cannot reach it but through the prelude, and yet nothing
// that comes in is believed.
func (m *machine) host(args []any) (any, error) {
	c := &hostCall{m: m, args: args}
	name := c.text(0)
	if f, ok := pureCalls()[name]; ok {
		return f(c)
	}
	if name == "log" {
		return nil, m.write(c.text(1), c.text(2))
	}
	if m.job == nil {
		return nil, errors.New("there is no exchange while a script is loaded: that goes into one of its functions")
	}
	switch name {
	case "about":
		b, err := json.Marshal(m.job.about())
		return string(b), err
	case "head":
		return m.job.request(), nil
	case "get", "set", "delete", "keys", "lock", "unlock":
		return c.state(name)
	}
	return c.body(name)
}

// hostCall is one call.
type hostCall struct {
	m    *machine
	args []any
}

func (c *hostCall) text(i int) string {
	if i < len(c.args) {
		s, _ := c.args[i].(string)
		return s
	}
	return ""
}

func (c *hostCall) number(i int) int {
	if i < len(c.args) {
		n, _ := c.args[i].(int)
		return n
	}
	return 0
}

func (c *hostCall) octets(i int) ([]byte, error) { return base64.StdEncoding.DecodeString(c.text(i)) }

// Limits of what is written to the console in one call.
const (
	maxLines = 199      // and one that says so
	maxLog   = 64 << 10 // octets
)

func (m *machine) write(level, text string) error {
	to := &m.log
	if m.job != nil {
		to = &m.job.log
	}
	size := len(text)
	for _, l := range *to {
		size += len(l.text)
	}
	switch n := len(*to); {
	case n > maxLines || n > 0 && (*to)[n-1].level == cutLevel:
	case n == maxLines || size > maxLog:
		*to = append(*to, line{cutLevel, "what was written from here on is not kept"})
	default:
		*to = append(*to, line{level, text})
	}
	return nil
}

// cutLevel is that of the line which says that there are no more.
const cutLevel = "…"

func (c *hostCall) state(name string) (any, error) {
	j := c.m.job
	s, key := j.local, c.text(2)
	if c.text(1) == "shared" {
		s = j.shared
	}
	switch name {
	case "get":
		if v, ok := s.get(key); ok {
			return v, nil
		}
		return nil, nil
	case "set":
		return nil, s.set(key, c.text(3))
	case "delete":
		return s.remove(key), nil
	case "keys":
		b, err := json.Marshal(s.keys())
		return string(b), err
	case "lock":
		return nil, j.lock(s)
	}
	j.release(s)
	return nil, nil
}

// lock begins an update. There is one at a time in a call: two that wait for each
// other would wait for ever.
func (j *job) lock(s *state) error {
	if len(j.locks) > 0 {
		return errors.New("an update inside of an update")
	}
	err := j.wait(func() error { return s.lock(j.ctx) })
	if err == nil {
		j.locks = append(j.locks, s)
	}
	return err
}

func (j *job) release(s *state) {
	if i := slices.Index(j.locks, s); i >= 0 {
		j.locks = slices.Delete(j.locks, i, i+1)
		s.unlock()
	}
}

// unlock ends the updates that the script has not ended, because it was stopped.
func (j *job) unlock() {
	for _, s := range j.locks {
		s.unlock()
	}
	j.locks = nil
}

func (c *hostCall) body(name string) (any, error) {
	j := c.m.job
	p := j.bodies[c.text(1)]
	if p == nil {
		if name != "clear" && name != "bytes" && name != "settext" {
			return nil, fmt.Errorf("there is no %s", c.text(1))
		}
		p = &payload{}
		j.bodies[c.text(1)] = p
	}
	switch name {
	case "present":
		return p.has == nil || p.has(), nil
	case "clear":
		p.out, p.changed, p.asText = []byte{}, true, false
		return nil, nil
	case "settext":
		p.out, p.changed, p.asText = []byte(c.text(2)), true, true
		return nil, nil
	case "bytes":
		part, err := c.octets(2)
		p.out = append(p.out, part...)
		return nil, err
	}
	if err := j.fetch(p); err != nil {
		return nil, err
	}
	switch name {
	case "length":
		return len(p.data), nil
	case "text":
		return p.text(p.data), nil
	case "part":
		from := min(max(c.number(2), 0), len(p.data))
		to := min(from+max(c.number(3), 0), len(p.data))
		return base64.StdEncoding.EncodeToString(p.data[from:to]), nil
	}
	return nil, fmt.Errorf("there is no %q", name)
}

// fetch waits for a body.
func (j *job) fetch(p *payload) error {
	switch {
	case p.here:
		return nil
	case p.from == nil:
		return errors.New("there is no body")
	case len(j.locks) > 0:
		return errors.New("a body is waited for inside of an update, which holds up everybody else: read it before")
	}
	err := j.wait(func() (err error) {
		p.data, err = p.from()
		return err
	})
	p.here = err == nil
	var skip *rule.Skip
	if errors.As(err, &skip) || p.waits {
		j.failed = err
	}
	return err
}
