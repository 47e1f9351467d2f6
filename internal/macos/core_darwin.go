package macos

import (
	"errors"
	"runtime"
	"unsafe"
)

// Core is CoreFoundation. References are uintptr: they are not Go's to move or
// free. What a method makes belongs to the caller, who gives it to Release; 0
// is none.
type Core struct {
	framework Framework

	release               func(ref uintptr)
	equal                 func(a, b uintptr) bool
	dataCreate            func(allocator uintptr, bytes *byte, n int) uintptr
	dataGetBytePtr        func(data uintptr) unsafe.Pointer
	dataGetLength         func(data uintptr) int
	arrayCreate           func(allocator uintptr, values *uintptr, n int, callbacks uintptr) uintptr
	arrayGetCount         func(array uintptr) int
	arrayGetValueAtIndex  func(array uintptr, i int) uintptr
	dictionaryCreate      func(allocator uintptr, keys, values *uintptr, n int, keyCallbacks, valueCallbacks uintptr) uintptr
	dictionaryGetValue    func(dictionary, key uintptr) uintptr
	numberCreate          func(allocator uintptr, kind int, value *int32) uintptr
	stringCreateWithBytes func(allocator uintptr, text *byte, n int, encoding uint32, external bool) uintptr
	stringGetCString      func(text uintptr, buffer *byte, n int, encoding uint32) bool
	errorGetDomain        func(err uintptr) uintptr
	errorGetCode          func(err uintptr) int

	yes, no                                      uintptr // CFBooleanRef
	arrayCallbacks, keyCallbacks, valueCallbacks uintptr // addresses of structs
}

const (
	utf8        = 0x08000100 // kCFStringEncodingUTF8
	numberInt32 = 3          // kCFNumberSInt32Type
)

// ErrMemory is CoreFoundation that makes nothing.
var ErrMemory = errors.New("CoreFoundation made nothing of a value")

// LoadCore binds CoreFoundation.
func LoadCore() (*Core, error) {
	f, err := Open("CoreFoundation")
	if err != nil {
		return nil, err
	}
	c := &Core{framework: f}
	err = f.Bind(
		Function{"CFRelease", &c.release}, Function{"CFEqual", &c.equal},
		Function{"CFDataCreate", &c.dataCreate}, Function{"CFDataGetBytePtr", &c.dataGetBytePtr}, Function{"CFDataGetLength", &c.dataGetLength},
		Function{"CFArrayCreate", &c.arrayCreate}, Function{"CFArrayGetCount", &c.arrayGetCount},
		Function{"CFArrayGetValueAtIndex", &c.arrayGetValueAtIndex},
		Function{"CFDictionaryCreate", &c.dictionaryCreate}, Function{"CFDictionaryGetValue", &c.dictionaryGetValue},
		Function{"CFNumberCreate", &c.numberCreate}, Function{"CFStringCreateWithBytes", &c.stringCreateWithBytes},
		Function{"CFStringGetCString", &c.stringGetCString},
		Function{"CFErrorGetDomain", &c.errorGetDomain}, Function{"CFErrorGetCode", &c.errorGetCode},
	)
	if err != nil {
		return nil, err
	}
	var errs [5]error
	c.yes, errs[0] = f.Constant("kCFBooleanTrue")
	c.no, errs[1] = f.Constant("kCFBooleanFalse")
	c.arrayCallbacks, errs[2] = f.Address("kCFTypeArrayCallBacks")
	c.keyCallbacks, errs[3] = f.Address("kCFTypeDictionaryKeyCallBacks")
	c.valueCallbacks, errs[4] = f.Address("kCFTypeDictionaryValueCallBacks")
	return c, errors.Join(errs[:]...)
}

// Release gives references back. CFRelease would end the process for 0.
func (c *Core) Release(refs ...uintptr) {
	for _, ref := range refs {
		if ref != 0 {
			c.release(ref)
		}
	}
}

// True says whether ref is kCFBooleanTrue.
func (c *Core) True(ref uintptr) bool { return ref != 0 && c.equal(ref, c.yes) }

// Data makes a CFData.
func (c *Core) Data(b []byte) uintptr {
	ref := c.dataCreate(0, unsafe.SliceData(b), len(b))
	runtime.KeepAlive(b)
	return ref
}

// Bytes copies what a CFData holds.
func (c *Core) Bytes(data uintptr) []byte {
	n := c.dataGetLength(data)
	if n == 0 {
		return nil
	}
	return append([]byte{}, unsafe.Slice((*byte)(c.dataGetBytePtr(data)), n)...)
}

// Text makes a CFString of UTF-8.
func (c *Core) Text(t string) uintptr {
	ref := c.stringCreateWithBytes(0, unsafe.StringData(t), len(t), utf8, false)
	runtime.KeepAlive(t)
	return ref
}

// String copies what a CFString holds; empty when it is longer than 255 octets.
func (c *Core) String(text uintptr) string {
	var buffer [256]byte
	if text == 0 || !c.stringGetCString(text, &buffer[0], len(buffer), utf8) {
		return ""
	}
	for n, b := range buffer {
		if b == 0 {
			return string(buffer[:n])
		}
	}
	return ""
}

// Number makes a CFNumber.
func (c *Core) Number(n int32) uintptr { return c.numberCreate(0, numberInt32, &n) }

// Array makes a CFArray, which holds its values itself. There is at least one,
// and none is 0.
func (c *Core) Array(values ...uintptr) uintptr {
	return c.arrayCreate(0, &values[0], len(values), c.arrayCallbacks)
}

// Each calls f with the values of a CFArray, which are the array's own.
func (c *Core) Each(array uintptr, f func(value uintptr)) {
	for i := range c.arrayGetCount(array) {
		f(c.arrayGetValueAtIndex(array, i))
	}
}

// Dictionary makes a CFDictionary, which holds its keys and values itself. There
// is at least one, and none is 0.
func (c *Core) Dictionary(keys, values []uintptr) uintptr {
	return c.dictionaryCreate(0, &keys[0], &values[0], len(keys), c.keyCallbacks, c.valueCallbacks)
}

// Value is what a CFDictionary has for a key, its own; 0 for nothing.
func (c *Core) Value(dictionary, key uintptr) uintptr { return c.dictionaryGetValue(dictionary, key) }

// Error makes an error of a CFError, which it releases; of 0 too.
func (c *Core) Error(call string, err uintptr) error {
	if err == 0 {
		return &StatusError{Call: call, Domain: "none"}
	}
	defer c.Release(err)
	return &StatusError{Call: call, Domain: c.String(c.errorGetDomain(err)), Code: c.errorGetCode(err)}
}
