package macos

import "fmt"

// Builder makes references of plain values. It keeps what it made until Close.
type Builder struct {
	core     *Core
	security Framework
	access   func(allocator, protection uintptr, flags uint, err *uintptr) uintptr
	made     []uintptr
}

// NewBuilder makes one; its symbols are those of Security.framework.
func NewBuilder(core *Core, security Framework, accessControl func(allocator, protection uintptr, flags uint, err *uintptr) uintptr) *Builder {
	return &Builder{core: core, security: security, access: accessControl}
}

// Close releases what was made.
func (b *Builder) Close() {
	b.core.Release(b.made...)
	b.made = nil
}

func (b *Builder) keep(ref uintptr) (uintptr, error) {
	if ref == 0 {
		return 0, ErrMemory
	}
	b.made = append(b.made, ref)
	return ref, nil
}

// Dict makes a CFDictionary, which is the builder's.
func (b *Builder) Dict(d Dict) (uintptr, error) {
	var keys, values []uintptr
	for symbol, v := range d {
		key, err := b.security.Constant(symbol)
		if err != nil {
			return 0, err
		}
		value, err := b.value(v)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", symbol, err)
		}
		keys, values = append(keys, key), append(values, value)
	}
	return b.keep(b.core.Dictionary(keys, values))
}

func (b *Builder) value(v any) (uintptr, error) {
	switch v := v.(type) {
	case bool:
		if v {
			return b.core.yes, nil
		}
		return b.core.no, nil
	case int32:
		return b.keep(b.core.Number(v))
	case string:
		return b.keep(b.core.Text(v))
	case []byte:
		return b.keep(b.core.Data(v))
	case Symbol:
		return b.security.Constant(v)
	case Dict:
		return b.Dict(v)
	case AccessControl:
		protection, err := b.security.Constant(v.Protection)
		if err != nil {
			return 0, err
		}
		var failed uintptr
		ref := b.access(0, protection, v.Flags, &failed)
		if ref == 0 {
			return 0, b.core.Error("SecAccessControlCreateWithFlags", failed)
		}
		return b.keep(ref)
	default:
		return 0, fmt.Errorf("no reference can be made of a %T", v)
	}
}
