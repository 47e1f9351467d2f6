package proxy

import (
	"errors"
	"fmt"

	"rockxy/internal/flow"
)

// upstreamFailure is a connection to an origin that could not be made, with
// what is known of it.
type upstreamFailure struct {
	fault   *flow.Fault
	info    *flow.ServerConn
	verdict flow.Verdict
}

func (e *upstreamFailure) Error() string { return e.fault.Error() }
func (e *upstreamFailure) Unwrap() error { return e.fault }

// asFault gives any error a name.
func asFault(err error) *flow.Fault {
	var f *flow.Fault
	if errors.As(err, &f) {
		return f
	}
	return &flow.Fault{Code: flow.RockxyInternal, Side: flow.SideRockxy, Cause: err, Message: "Rockxy could not go on with this connection"}
}

func resetFault(r *ResetError, rt *route) *flow.Fault {
	if r.Side == flow.SideRockxy {
		return &flow.Fault{Code: flow.RockxyInterrupted, Side: flow.SideRockxy, Cause: r, Message: "Rockxy closed the connection"}
	}
	if r.Side == flow.SideClient {
		return &flow.Fault{Code: flow.ClientReset, Side: flow.SideClient, Cause: r,
			Message: fmt.Sprintf("the client gave up before the response was complete (%s)", codeName(r.Code))}
	}
	return &flow.Fault{Code: flow.UpstreamReset, Side: flow.SideOrigin, Cause: r,
		Message: fmt.Sprintf("%s reset the stream (%s)", rt.addr, codeName(r.Code)),
		Hint:    "The code is the origin's own word for why; look into its log."}
}

var codeNames = [...]string{"NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
	"FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"}

// codeName is the name of an HTTP/2 error code (RFC 9113 §7).
func codeName(c uint32) string {
	if int(c) < len(codeNames) {
		return codeNames[c]
	}
	return fmt.Sprintf("code 0x%x", c)
}

// pageStatus is the status of the error page for a fault.
func pageStatus(f *flow.Fault) int {
	switch f.Code {
	case flow.ClientHeadTooLarge:
		return 431
	case flow.ClientVersion:
		return 505
	case flow.ClientLoop, flow.RuleLoop:
		return 508
	case flow.ClientTimeout:
		return 408
	case flow.UpstreamTimeout:
		return 504
	case flow.RockxyInternal:
		return 500
	case flow.RockxyInterrupted:
		return 503
	}
	if f.Side == flow.SideClient {
		return 400
	}
	return 502
}
