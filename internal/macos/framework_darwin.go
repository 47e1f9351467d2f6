package macos

import (
	"fmt"
	"unsafe"

	"github.com/ebitengine/purego"
)

// Framework is one that the system has loaded into this process.
type Framework struct {
	name   string
	handle uintptr
}

// Open loads a framework of the system, such as "Security".
func Open(name string) (Framework, error) {
	handle, err := purego.Dlopen("/System/Library/Frameworks/"+name+".framework/"+name, purego.RTLD_LAZY|purego.RTLD_GLOBAL)
	if err != nil {
		return Framework{}, fmt.Errorf("loading %s.framework: %w", name, err)
	}
	return Framework{name, handle}, nil
}

// Function is a C function and the variable of a Go function type that is to
// call it, by address.
type Function struct {
	Name string
	Into any
}

// Bind makes the variables call their functions. It says which one is missing:
// to register a missing one would panic.
func (f Framework) Bind(functions ...Function) error {
	for _, fn := range functions {
		address, err := f.Address(fn.Name)
		if err != nil {
			return err
		}
		purego.RegisterFunc(fn.Into, address)
	}
	return nil
}

// Address is where a symbol is.
func (f Framework) Address(symbol string) (uintptr, error) {
	address, err := purego.Dlsym(f.handle, symbol)
	if err != nil {
		return 0, fmt.Errorf("%s in %s.framework: %w", symbol, f.name, err)
	}
	return address, nil
}

// Constant is the reference that an exported variable holds. It is the
// framework's own and is never released.
func (f Framework) Constant(symbol Symbol) (uintptr, error) {
	address, err := f.Address(string(symbol))
	if err != nil {
		return 0, err
	}
	return **(**uintptr)(unsafe.Pointer(&address)), nil
}
