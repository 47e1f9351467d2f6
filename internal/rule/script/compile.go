package script

import (
	"embed"
	"errors"
	"fmt"
	"strings"
	"time"

	"modernc.org/quickjs"
)

//go:embed prelude*.js
var preludes embed.FS

// What a script may have in octets and in lines.
const (
	maxSource = 1 << 20
	maxRows   = 50_000
)

// far is where the lines of the prelude begin: beyond those of every script, by which
// its frames are told from theirs.
const far = maxRows + 10

// prelude is the JavaScript of this package as bytecode: what every machine has,
// and the parts that are loaded when a script asks for them.
type prelude struct {
	core  []byte
	parts map[string][]byte
}

// compilePrelude is called once for a host.
func compilePrelude() (*prelude, error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	defer vm.Close()
	p := &prelude{parts: map[string][]byte{}}
	for _, name := range []string{"", "url", "codec"} {
		file := "prelude.js"
		if name != "" {
			file = "prelude_" + name + ".js"
		}
		text, err := preludes.ReadFile(file)
		if err != nil {
			return nil, err
		}
		code, err := vm.Compile(strings.Repeat("\n", far)+string(text), quickjs.EvalGlobal)
		if err != nil {
			return nil, err
		}
		p.parts[name] = code
	}
	p.core = p.parts[""]
	return p, nil
}

// program is a script that was compiled.
type program struct {
	name     string // of the file, for messages
	shift    int    // lines before the script in that file
	code     []byte
	prelude  *prelude
	env      string // JSON
	limits   Limits
	handlers [3]bool
}

// tail makes the handlers the value of a script.
const tail = "\n;[typeof onRequest === 'function' ? onRequest : null, typeof onResponse === 'function' ? onResponse : null, " +
	"typeof onMessage === 'function' ? onMessage : null]"

// compile reads a script, and loads it once to see what is in it. The error is a
// *Error.
func compile(p program, text string) (*program, *machine, error) {
	if len(text) > maxSource {
		return nil, nil, &Error{What: fmt.Sprintf("the script has %d KiB; at most %d are read", len(text)>>10, maxSource>>10)}
	}
	if n := strings.Count(text, "\n"); n > maxRows {
		return nil, nil, &Error{What: fmt.Sprintf("the script has %d lines; at most %d are read", n, maxRows)}
	}
	text = strings.TrimPrefix(text, "\ufeff")
	var err error
	if p.code, err = p.bytecode(text); err != nil {
		return nil, nil, p.failure(err)
	}
	m, err := p.machine()
	if err != nil {
		return nil, nil, p.failure(err)
	}
	p.handlers = m.handlers
	if p.handlers == [3]bool{} {
		m.close()
		return nil, nil, &Error{What: "the script has none of the functions onRequest, onResponse and onMessage"}
	}
	return &p, m, nil
}

// bytecode compiles the text alone first: the tail must not heal what is not closed.
func (p *program) bytecode(text string) (code []byte, err error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	vm.SetMemoryLimit(uintptr(max(p.limits.Memory, 32<<20)))
	vm.SetMaxStackSize(maxDepth)
	end := func() { _ = vm.Close() } // never fails
	var made []byte
	err = within(readingTime, func() (err error) {
		if _, err = vm.Compile(text, quickjs.EvalGlobal|strict); err == nil {
			made, err = vm.Compile(text+tail, quickjs.EvalGlobal|strict)
		}
		return err
	}, end)
	if errors.Is(err, errStuck) {
		return nil, &Error{What: fmt.Sprintf("it takes more than %s to read", readingTime), Stuck: true}
	}
	end()
	return made, err
}

// readingTime is for compiling, which the engine does without looking up.
const readingTime = 5 * time.Second

// machine makes one with the program loaded.
func (p *program) machine() (*machine, error) {
	m, err := newMachine(p.limits, p.prelude)
	if err != nil {
		return nil, err
	}
	err = within(p.limits.loading()+grace, func() error { return m.load(p.code, p.env, p.limits) }, m.close)
	switch {
	case errors.Is(err, errStuck):
		return nil, err
	case err != nil:
		m.close()
		return nil, err
	}
	return m, nil
}

// within runs f in a goroutine. When that takes too long, f is left to itself and
// the error is errStuck; late is called when f has ended after all.
func within(d time.Duration, f func() error, late func()) error {
	over := make(chan error, 1)
	go func() { over <- f() }()
	patience := time.NewTimer(d)
	defer patience.Stop()
	select {
	case err := <-over:
		return err
	case <-patience.C:
		go func() {
			<-over
			late()
		}()
		return errStuck
	}
}

// failure says in the words of the user what the engine says.
func (p *program) failure(err error) error {
	var js *quickjs.Error
	var ours *Error
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.Is(err, errStuck):
		return &Error{What: fmt.Sprintf("it did not end in its time, %s, and cannot be stopped", p.limits.Time), Stuck: true}
	case errors.As(err, &js):
		return p.explain(js)
	}
	return &Error{What: err.Error()}
}
