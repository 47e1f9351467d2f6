package custody

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// NewCNG is the keeper of this system. It loads ncrypt.dll when it is first
// asked.
func NewCNG(place Place) *Native { return newCNG(place, newNCryptDLL()) }

// ncryptDLL calls ncrypt.dll of the system directory.
type ncryptDLL struct{ dll *windows.LazyDLL }

func newNCryptDLL() ncryptDLL { return ncryptDLL{windows.NewLazySystemDLL("ncrypt.dll")} }

// call makes an error of a SECURITY_STATUS that is not 0, and of a missing
// function, which would panic. What its arguments point to stays where it is.
//
//go:uintptrescapes
func (n ncryptDLL) call(function string, args ...uintptr) error {
	proc := n.dll.NewProc(function)
	if proc.Find() != nil {
		return &NCryptError{function, nteProvDLLNotFound}
	}
	if status, _, _ := proc.Call(args...); uint32(status) != 0 {
		return &NCryptError{function, uint32(status)}
	}
	return nil
}

// wide is a string as Windows takes it. It holds no NUL: all are constants or
// labels.
func wide(s string) *uint16 {
	p, err := windows.UTF16PtrFromString(s)
	if err != nil {
		return new(uint16)
	}
	return p
}

func (n ncryptDLL) openStorageProvider(provider string) (h ncryptHandle, err error) {
	name := wide(provider)
	err = n.call("NCryptOpenStorageProvider", uintptr(unsafe.Pointer(&h)), uintptr(unsafe.Pointer(name)), 0)
	return h, err
}

func (n ncryptDLL) isAlgSupported(provider ncryptHandle, algorithm string, flags uint32) error {
	id := wide(algorithm)
	err := n.call("NCryptIsAlgSupported", uintptr(provider), uintptr(unsafe.Pointer(id)), uintptr(flags))
	return err
}

func (n ncryptDLL) createPersistedKey(provider ncryptHandle, algorithm, name string, flags uint32) (h ncryptHandle, err error) {
	id, label := wide(algorithm), wide(name)
	err = n.call("NCryptCreatePersistedKey", uintptr(provider), uintptr(unsafe.Pointer(&h)),
		uintptr(unsafe.Pointer(id)), uintptr(unsafe.Pointer(label)), 0, uintptr(flags))
	return h, err
}

func (n ncryptDLL) openKey(provider ncryptHandle, name string, flags uint32) (h ncryptHandle, err error) {
	label := wide(name)
	err = n.call("NCryptOpenKey", uintptr(provider), uintptr(unsafe.Pointer(&h)), uintptr(unsafe.Pointer(label)), 0, uintptr(flags))
	return h, err
}

func (n ncryptDLL) getProperty(object ncryptHandle, property string, flags uint32) ([]byte, error) {
	name := wide(property)
	var value [64]byte
	var size uint32
	err := n.call("NCryptGetProperty", uintptr(object), uintptr(unsafe.Pointer(name)),
		uintptr(unsafe.Pointer(&value)), unsafe.Sizeof(value), uintptr(unsafe.Pointer(&size)), uintptr(flags))
	return value[:min(int(size), len(value))], err
}

func (n ncryptDLL) setProperty(object ncryptHandle, property string, value []byte, flags uint32) error {
	name := wide(property)
	err := n.call("NCryptSetProperty", uintptr(object), uintptr(unsafe.Pointer(name)),
		uintptr(unsafe.Pointer(unsafe.SliceData(value))), uintptr(len(value)), uintptr(flags))
	return err
}

func (n ncryptDLL) finalizeKey(key ncryptHandle, flags uint32) error {
	return n.call("NCryptFinalizeKey", uintptr(key), uintptr(flags))
}

func (n ncryptDLL) exportKey(key ncryptHandle, blob string, flags uint32) ([]byte, error) {
	kind := wide(blob)
	var out [256]byte
	var size uint32
	err := n.call("NCryptExportKey", uintptr(key), 0, uintptr(unsafe.Pointer(kind)), 0,
		uintptr(unsafe.Pointer(&out)), unsafe.Sizeof(out), uintptr(unsafe.Pointer(&size)), uintptr(flags))
	return out[:min(int(size), len(out))], err
}

func (n ncryptDLL) signHash(key ncryptHandle, digest []byte, flags uint32) ([]byte, error) {
	var out [256]byte
	var size uint32
	err := n.call("NCryptSignHash", uintptr(key), 0, uintptr(unsafe.Pointer(unsafe.SliceData(digest))), uintptr(len(digest)),
		uintptr(unsafe.Pointer(&out)), unsafe.Sizeof(out), uintptr(unsafe.Pointer(&size)), uintptr(flags))
	return out[:min(int(size), len(out))], err
}

func (n ncryptDLL) deleteKey(key ncryptHandle, flags uint32) error {
	return n.call("NCryptDeleteKey", uintptr(key), uintptr(flags))
}

func (n ncryptDLL) freeObject(object ncryptHandle) error {
	return n.call("NCryptFreeObject", uintptr(object))
}
