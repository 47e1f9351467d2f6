package script

import (
	"errors"
	"time"

	"modernc.org/quickjs"
)

// machine is an engine with a script in it, for one call.
type machine struct {
	vm         *quickjs.VM
	start, end quickjs.Value
	handlers   [3]bool // which are there

	prelude *prelude

	job *job   // the call that runs, nil while it is loaded
	log []line // what loading wrote
}

// line is something written to the console.
type line struct{ level, text string }

// handler is one of the functions of a script.
type handler uint8

const (
	onRequest handler = iota
	onResponse
	onMessage
)

func (h handler) String() string { return [...]string{"onRequest", "onResponse", "onMessage"}[h] }

// strict is JS_EVAL_FLAG_STRICT: a misspelt property is an error.
const strict = 1 << 3

// newMachine is an engine without a script.
func newMachine(l Limits, p *prelude) (*machine, error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	vm.SetMemoryLimit(uintptr(l.Memory))
	vm.SetGCThreshold(uintptr(min(l.Memory/4, 4<<20)))
	vm.SetMaxStackSize(maxDepth)
	m := &machine{vm: vm, prelude: p}
	if err := errors.Join(vm.RegisterHostFunc("__host", m.host), vm.RegisterFunc("__load", m.part, false)); err != nil {
		m.close()
		return nil, err
	}
	return m, nil
}

// part is a part of the prelude, loaded.
func (m *machine) part(name string) quickjs.Value {
	v, err := m.vm.EvalBytecodeValue(m.prelude.parts[name])
	if err != nil {
		return quickjs.UndefinedValue // calling it is an error
	}
	return v
}

// maxDepth is how deep calls may be nested. A frame of the engine takes some hundred
// octets of the goroutine's stack.
const maxDepth = 4000

// load runs the prelude and the script in the machine.
func (m *machine) load(script []byte, env string, l Limits) error {
	_ = m.vm.SetEvalTimeout(l.loading()) // never fails
	api, err := m.vm.EvalBytecodeValue(m.prelude.core)
	if err != nil {
		return err
	}
	defer api.Free()
	found, err := m.vm.EvalBytecodeValue(script)
	if err != nil {
		return err
	}
	defer found.Free()
	if _, err := m.vm.ExecutePendingJobs(); err != nil {
		return err
	}
	for i := range m.handlers {
		if m.handlers[i], err = m.has(found, handler(i)); err != nil {
			return err
		}
	}
	install, err := m.member(api, "install")
	if err != nil {
		return err
	}
	defer install.Free()
	if _, err = install.Call(quickjs.UndefinedValue, found, env); err != nil {
		return err
	}
	if m.start, err = m.member(api, "start"); err != nil {
		return err
	}
	m.end, err = m.member(api, "end")
	_ = m.vm.SetEvalTimeout(0)
	return err
}

func (m *machine) member(of quickjs.Value, name string) (quickjs.Value, error) {
	atom, err := m.vm.NewAtom(name)
	if err != nil {
		return quickjs.Value{}, err
	}
	return of.GetPropertyValue(atom)
}

// has asks whether a handler is there: found is the value of the tail that compile put
// behind the script.
func (m *machine) has(found quickjs.Value, h handler) (bool, error) {
	v, err := m.member(found, string('0'+rune(h)))
	if err != nil {
		return false, err
	}
	defer v.Free()
	is, err := v.Any()
	return is != nil, err
}

// call runs a handler to its end and returns what it did, as JSON.
func (m *machine) call(h handler, j *job) (string, error) {
	m.job = j
	if _, err := m.start.Call(quickjs.UndefinedValue, int(h), j.head); err != nil {
		return "", err
	}
	if err := j.stopped(); err != nil {
		return "", err
	}
	if _, err := m.vm.ExecutePendingJobs(); err != nil {
		return "", err
	}
	if err := j.stopped(); err != nil {
		return "", err
	}
	out, err := m.end.Call(quickjs.UndefinedValue)
	if err != nil {
		return "", err
	}
	s, ok := out.(string)
	if !ok {
		return "", errors.New("the end of a call is not told")
	}
	return s, nil
}

// close gives the engine's memory back.
func (m *machine) close() {
	if m.end != (quickjs.Value{}) {
		m.end.Free()
	}
	if m.start != (quickjs.Value{}) {
		m.start.Free()
	}
	_ = m.vm.Close() // never fails
}

// Limits are what one call of a script may use.
type Limits struct {
	Time   time.Duration // of its own, not waiting for bodies
	Memory int64         // octets

	grace time.Duration
}

// loading is the time for a script to be loaded, which happens ahead of calls.
func (l Limits) loading() time.Duration { return max(l.Time, time.Second) }
