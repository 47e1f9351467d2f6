package local

import (
	"context"
	"errors"
	"time"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// Missing is what happens when there is nothing to answer with.
type Missing uint8

const (
	Next     Missing = iota // the next action or rule, and the server when none answers
	Server                  // the server: no map-local after this one answers
	NotFound                // 404
)

// Options are what a map-local says. One of Inline, File, Directory and Message
// is set.
type Options struct {
	Inline    *string
	File      string
	Directory string
	Message   string
	// Base is the directory at which relative paths start, that of the rule file. Empty: there
	// is none, and relative paths are refused.
	Base string

	Status  int          // 200 when it is 0; of Message: that of the file
	Headers []flow.Field // they replace those of the same names
	Index   []string     // of a Directory, tried in order; nil is index.html
	Strip   string       // of a Directory, taken off the request's path
	Missing Missing
}

// Action is a map-local.
type Action struct {
	o     Options
	place *place // nil for Inline
}

// PathError says what is wrong with a path in a rule.
type PathError struct{ Path, Why string }

func (e *PathError) Error() string { return e.Why }

// New checks what can be checked without looking at files. The error is a *PathError.
func New(o Options) (*Action, error) {
	a := &Action{o: o}
	if o.Index == nil {
		a.o.Index = []string{"index.html"}
	}
	if o.Inline != nil {
		return a, nil
	}
	var err error
	switch {
	case o.File != "":
		a.place, err = newPlace(o.File, o.Base, false)
	case o.Message != "":
		a.place, err = newPlace(o.Message, o.Base, false)
	default:
		a.place, err = newPlace(o.Directory, o.Base, true)
	}
	return a, err
}

func (*Action) Kind() string { return "map-local" }

func (*Action) Phases() rule.Phases { return rule.In(rule.RequestHead) }

func (a *Action) Do(_ context.Context, t *rule.Turn) error {
	if t.Passed() {
		return &rule.Skip{Why: "a rule before sent the request on to the server"}
	}
	answer, did, err := a.answer(t.Request.Head(), t.Clock().Now())
	if err != nil {
		return a.absent(t, err)
	}
	t.Answer(answer)
	t.Did("answered " + did)
	return nil
}

// answer is the answer to a request and how it came about.
func (a *Action) answer(head *flow.Head, now time.Time) (*rule.Answer, string, error) {
	switch {
	case a.o.Inline != nil:
		return a.inline(), "from the rule", nil
	case a.o.Message != "":
		return a.message()
	case a.o.File != "":
		return a.file(head, now)
	}
	return a.directory(head, now)
}

// Absent says why there is nothing to answer with.
type Absent struct{ Why string }

func (e *Absent) Error() string { return e.Why }

func (a *Action) absent(t *rule.Turn, err error) error {
	var absent *Absent
	if !errors.As(err, &absent) {
		return err
	}
	switch a.o.Missing {
	case Server:
		t.Pass()
		return &rule.Skip{Why: absent.Why + "; the server is asked"}
	case NotFound:
		// Why is for the trace: the client need not learn of paths on this machine.
		t.Answer(&rule.Answer{Status: 404, Fields: []flow.Field{field("Content-Type", "text/plain; charset=utf-8"), field("Cache-Control", "no-store")},
			Body: text(nothing), Size: int64(len(nothing))})
		t.Did("answered 404: " + absent.Why)
		return nil
	}
	return &rule.Skip{Why: absent.Why}
}

const nothing = "A rule of Rockxy answers here and has nothing for this path. Its trace says why.\n"

// status is the one that the rule says, or unless.
func (a *Action) status(unless int) int {
	if a.o.Status != 0 {
		return a.o.Status
	}
	return unless
}

// bodiless: RFC 9110 §15.
func bodiless(status int) bool {
	return status < 200 || status == 204 || status == 205 || status == 304
}

func field(name, value string) flow.Field {
	return flow.Field{Name: []byte(name), Value: []byte(value)}
}

// override puts the rule's fields in the place of those of the same names.
func override(fields, with []flow.Field) []flow.Field {
	kept := make([]flow.Field, 0, len(fields)+len(with))
	for _, f := range fields {
		if !has(with, string(f.Name)) {
			kept = append(kept, f)
		}
	}
	return append(kept, with...)
}

func has(fields []flow.Field, name string) bool {
	_, ok := get(fields, name)
	return ok
}

func get(fields []flow.Field, name string) (string, bool) {
	for _, f := range fields {
		if flow.EqualFold(f.Name, name) {
			return string(f.Value), true
		}
	}
	return "", false
}
