package app

import (
	"errors"
	"time"

	"rockxy/internal/verdict"
)

// autoBypass leaves a host alone for the client that pins it, when --auto-bypass
// asked for that.
type autoBypass struct {
	a    *App
	when *verdict.AutoBypass
}

func newAutoBypass(a *App) autoBypass {
	return autoBypass{a, verdict.NewAutoBypass(verdict.Limits{})}
}

func (b autoBypass) accepted(o verdict.Outcome) { b.when.Accepted(o) }

func (b autoBypass) judged(o verdict.Outcome, v verdict.Judgement) {
	add, ok := b.when.Consider(o, v)
	if !ok {
		return
	}
	err := b.a.addBypass(add.Pattern, time.Unix(0, int64(add.Until)), add.Note)
	if err != nil && !errors.Is(err, errDecided) {
		b.a.log.Error("a bypass could not be added", "pattern", add.Pattern, "error", err)
	}
}
