package script

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"modernc.org/quickjs"
)

// Error is what went wrong in a script.
type Error struct {
	What string
	// Where it is in the script: a line from 1 and a column, 0 for none. Of a script in a
	// rule file the line is that of the rule file.
	File         string
	Line, Column int
	Function     string // the one that it happened in, empty at the top
	Stuck        bool   // the engine could not be stopped
}

// Error is such as "TypeError: x is not a function (login.js:3:7, in onRequest)".
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.What
	}
	at := e.File + ":" + strconv.Itoa(e.Line)
	if e.Column > 0 {
		at += ":" + strconv.Itoa(e.Column)
	}
	if e.Function != "" {
		at += ", in " + e.Function
	}
	return e.What + " (" + at + ")"
}

// errStuck says that the engine did not stop when it was told to.
var errStuck = errors.New("script: the engine does not stop")

// overtime is what a call is stopped with.
type overtime struct{ limit time.Duration }

func (o *overtime) Error() string {
	return fmt.Sprintf("stopped after %s, its time: a loop without an end, or more work than `timeout` allows", o.limit)
}

// frame is a line of a stack of the engine.
var frame = regexp.MustCompile(`(?m)^    at (?:(.+) \()?<eval>:(\d+)(?::(\d+))?\)?$`)

// explain makes the engine's error ours.
func (p *program) explain(js *quickjs.Error) *Error {
	e := &Error{What: strings.TrimSpace(js.Error()), File: p.name}
	if js.Name != "" && js.Message != "" {
		e.What = js.Name + ": " + js.Message
	}
	if n := len(e.What); n > maxWhat {
		e.What = strings.ToValidUTF8(e.What[:maxWhat], "") + "…"
	}
	for _, f := range frame.FindAllStringSubmatch(js.Stack, -1) {
		if line, _ := strconv.Atoi(f[2]); line <= far {
			e.at(p, line, f[3])
			if f[1] != "<eval>" && f[1] != "<anonymous>" {
				e.Function = f[1]
			}
			break
		}
	}
	if e.Line == 0 && js.LineNumber > 0 && js.LineNumber <= far {
		e.at(p, js.LineNumber, strconv.Itoa(js.ColumnNumber))
	}
	switch {
	case js.Message == "interrupted":
		e.What = (&overtime{p.limits.loading()}).Error() // of calls the job knows
	case js.Error() == "null" && js.Name == "": // what the engine throws when there is no memory for an error
		e.What = fmt.Sprintf("it threw null, or wanted more than the %d MiB that `memory` allows (out of memory)", p.limits.Memory>>20)
	case js.Message == "out of memory":
		e.What = fmt.Sprintf("out of memory: it wanted more than the %d MiB that `memory` allows", p.limits.Memory>>20)
	case js.Message == "stack overflow":
		e.What = "stack overflow: functions call each other without an end"
	}
	return e
}

const maxWhat = 500

func (e *Error) at(p *program, line int, column string) {
	e.Line = line + p.shift
	if p.shift == 0 {
		e.Column, _ = strconv.Atoi(column)
	}
}
