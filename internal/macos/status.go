package macos

import "fmt"

// OSStatusDomain is the domain of errors whose code is an OSStatus
// (kCFErrorDomainOSStatus).
const OSStatusDomain = "NSOSStatusErrorDomain"

// StatusError is an error of a framework's function. Codes of OSStatusDomain
// are in SecBase.h.
type StatusError struct {
	Call   string // the function
	Domain string
	Code   int
}

// Codes of OSStatusDomain.
const (
	Unimplemented         = -4     // errSecUnimplemented
	Param                 = -50    // errSecParam
	UserCanceled          = -128   // errSecUserCanceled
	NoTrustSettings       = -25263 // errSecNoTrustSettings
	NotAvailable          = -25291 // errSecNotAvailable
	AuthFailed            = -25293 // errSecAuthFailed
	NoSuchKeychain        = -25294 // errSecNoSuchKeychain
	InvalidKeychain       = -25295 // errSecInvalidKeychain
	DuplicateItem         = -25299 // errSecDuplicateItem
	ItemNotFound          = -25300 // errSecItemNotFound
	NoDefaultKeychain     = -25307 // errSecNoDefaultKeychain
	InteractionNotAllowed = -25308 // errSecInteractionNotAllowed
	InteractionRequired   = -25315 // errSecInteractionRequired
	MissingEntitlement    = -34018 // errSecMissingEntitlement
)

func (e *StatusError) Error() string {
	switch {
	case e.Domain == OSStatusDomain && e.Code == UserCanceled:
		return "declined in the system's dialog"
	case e.Domain == OSStatusDomain:
		return fmt.Sprintf("%s: OSStatus %d", e.Call, e.Code)
	default:
		return fmt.Sprintf("%s: %s %d", e.Call, e.Domain, e.Code)
	}
}

// Is makes errors.Is(err, &StatusError{Domain: …, Code: …}) compare these two.
func (e *StatusError) Is(target error) bool {
	t, ok := target.(*StatusError)
	return ok && t.Domain == e.Domain && t.Code == e.Code
}

// Status is the error of a function that answers with an OSStatus; fine are
// those that the caller takes for a success, as 0 is.
func Status(call string, got int32, fine ...int) error {
	for _, f := range append(fine, 0) {
		if int(got) == f {
			return nil
		}
	}
	return &StatusError{Call: call, Domain: OSStatusDomain, Code: int(got)}
}
