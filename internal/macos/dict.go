package macos

// Symbol names an exported constant of a framework that holds a CFTypeRef, such
// as "kSecAttrLabel".
type Symbol string

// Dict is a CFDictionary to be. The values are bool (CFBoolean), int32
// (CFNumber), string (CFString), []byte (CFData), Symbol, AccessControl and
// Dict.
type Dict map[Symbol]any

// AccessControl is a SecAccessControl: when an item can be read, and for what
// (SecAccessControlCreateFlags).
type AccessControl struct {
	Protection Symbol
	Flags      uint
}

// PrivateKeyUsage lets a key in the Secure Enclave be used, and no more
// (kSecAccessControlPrivateKeyUsage).
const PrivateKeyUsage = 1 << 30
