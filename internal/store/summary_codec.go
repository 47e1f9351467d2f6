package store

import (
	"slices"

	"rockxy/internal/flow"
)

// Field numbers of a summary. They are part of the format: never reuse one.
const (
	sumID            = 1
	sumKind          = 2 // index in kinds, plus one
	sumState         = 3 // index in states, plus one
	sumStarted       = 4
	sumEnded         = 5 // relative to Started, see appendNanos
	sumMethod        = 6
	sumURL           = 7
	sumHost          = 8
	sumStatus        = 9
	sumProto         = 10
	sumUpstreamProto = 11
	sumClient        = 12
	sumContentType   = 13
	sumVerdict       = 14
	sumPort          = 15
	sumScheme        = 16
	sumClientConn    = 17
	sumServerConn    = 18
	sumServer        = 19
	sumEntry         = 20
	sumStream        = 21
	sumReused        = 22
	sumPID           = 23
	sumProcess       = 24
	sumProcessPath   = 25
	sumRequestBody   = 26 // and 27 to 29: size, size-stored, truncated, chunked
	sumResponseBody  = 30 // and 31 to 33
	sumRequestHead   = 34 // 34 to 37: relative to Started
	sumRequestSent   = 35
	sumResponseFirst = 36
	sumResponseHead  = 37
	sumMessages      = 38
	sumFaultCode     = 39
	sumFaultSide     = 40
	sumFaultMessage  = 41
	sumFaultHint     = 42
	sumRule          = 43 // repeated
	sumProtocol      = 44
	sumOrigin        = 45
	sumSNI           = 46
	sumJA4           = 47
	sumReason        = 48 // repeated
	sumAlert         = 49 // plus one
	sumMoment        = 50
	sumEnding        = 51
	sumCertAsked     = 52
	sumImported      = 53
	sumRecoded       = 54 // one bit for each direction
	sumPinned        = 55
	sumColour        = 56
	sumComment       = 57
	sumTLS           = 58
)

var (
	kinds  = []Kind{KindExchange, KindTunnel, KindHandshakeFailure}
	states = []flow.State{flow.Active, flow.Complete, flow.Failed}
)

func appendSummary(b []byte, s *Summary) []byte {
	b = appendUint(b, sumID, uint64(s.ID))
	b = appendUint(b, sumKind, uint64(slices.Index(kinds, s.Kind)+1))
	b = appendUint(b, sumState, uint64(slices.Index(states, s.State)+1))
	b = appendUint(b, sumStarted, uint64(s.Started))
	b = appendNanos(b, sumEnded, s.Ended, s.Started)
	b = appendString(b, sumMethod, s.Method)
	b = appendString(b, sumURL, s.URL)
	b = appendString(b, sumHost, s.Host)
	b = appendUint(b, sumStatus, uint64(s.Status))
	b = appendUint(b, sumProto, uint64(s.Proto))
	b = appendUint(b, sumUpstreamProto, uint64(s.UpstreamProto))
	b = appendString(b, sumClient, s.Client)
	b = appendString(b, sumContentType, s.ContentType)
	b = appendString(b, sumVerdict, string(s.Verdict))
	b = appendUint(b, sumPort, uint64(s.Port))
	b = appendString(b, sumScheme, s.Scheme)
	b = appendUint(b, sumClientConn, uint64(s.ClientConn))
	b = appendUint(b, sumServerConn, uint64(s.ServerConn))
	b = appendString(b, sumServer, s.Server)
	b = appendString(b, sumEntry, string(s.Entry))
	b = appendUint(b, sumStream, uint64(s.Stream))
	b = appendBool(b, sumReused, s.Reused)
	b = appendUint(b, sumPID, uint64(s.Process.PID))
	b = appendString(b, sumProcess, s.Process.Name)
	b = appendString(b, sumProcessPath, s.Process.Path)
	b = appendBody(b, sumRequestBody, &s.Request)
	b = appendBody(b, sumResponseBody, &s.Response)
	b = appendTiming(b, &s.Timing)
	b = appendUint(b, sumMessages, uint64(s.Messages))
	b = appendFault(b, s.Fault)
	for _, r := range s.Rules {
		b = appendString(b, sumRule, r)
	}
	b = appendString(b, sumProtocol, s.Protocol)
	b = appendUint(b, sumOrigin, uint64(s.Origin))
	b = appendString(b, sumSNI, s.SNI)
	b = appendString(b, sumJA4, s.JA4)
	for _, r := range s.Reasons {
		b = appendString(b, sumReason, r)
	}
	b = appendUint(b, sumAlert, uint64(s.Alert+1))
	b = appendString(b, sumMoment, s.Moment)
	b = appendString(b, sumEnding, string(s.Ending))
	b = appendBool(b, sumCertAsked, s.ClientCertAsked)
	b = appendString(b, sumImported, s.Imported)
	recoded := 0
	if s.Request.Recoded {
		recoded |= 1 << flow.Request
	}
	if s.Response.Recoded {
		recoded |= 1 << flow.Response
	}
	b = appendUint(b, sumRecoded, uint64(recoded))
	b = appendBool(b, sumPinned, s.Mark.Pinned)
	b = appendString(b, sumColour, string(s.Mark.Colour))
	b = appendString(b, sumComment, s.Mark.Comment)
	return appendUint(b, sumTLS, uint64(s.TLS))
}

func appendBody(b []byte, num int, d *flow.Body) []byte {
	b = appendUint(b, num, uint64(d.Size))
	b = appendInt(b, num+1, d.Size-d.Stored)
	b = appendBool(b, num+2, d.Truncated)
	return appendBool(b, num+3, d.Chunked)
}

// appendNanos writes v relative to base. An offset of zero is written as one,
// so that it differs from "not measured".
func appendNanos(b []byte, num int, v, base flow.Nanos) []byte {
	if v == 0 {
		return b
	}
	d := int64(v - base)
	if d >= 0 {
		d++
	}
	return appendInt(b, num, d)
}

func (f *field) nanos(base flow.Nanos) flow.Nanos {
	d := f.Int()
	if d > 0 {
		d--
	}
	return base + flow.Nanos(d)
}

func appendTiming(b []byte, t *flow.Timing) []byte {
	b = appendNanos(b, sumRequestHead, t.RequestHead, t.Started)
	b = appendNanos(b, sumRequestSent, t.RequestSent, t.Started)
	b = appendNanos(b, sumResponseFirst, t.ResponseFirst, t.Started)
	return appendNanos(b, sumResponseHead, t.ResponseHead, t.Started)
}

func appendFault(b []byte, f *flow.Fault) []byte {
	if f == nil {
		return b
	}
	b = appendString(b, sumFaultCode, f.Code)
	b = appendString(b, sumFaultSide, string(f.Side))
	b = appendString(b, sumFaultMessage, f.Message)
	return appendString(b, sumFaultHint, f.Hint)
}

// decodeSummary reads what appendSummary wrote. The strings in s are parts of
// one copy of data.
func decodeSummary(data []byte, s *Summary) error {
	*s = Summary{}
	var fault flow.Fault
	err := eachField(string(data), func(f *field) error {
		s.decodeField(f, &fault)
		return nil
	})
	if err != nil {
		return err
	}
	if fault != (flow.Fault{}) {
		s.Fault = &fault
	}
	s.Request.Stored = s.Request.Size - s.Request.Stored
	s.Response.Stored = s.Response.Size - s.Response.Stored
	s.Alert--
	if s.Kind == KindExchange {
		s.Timing.Started, s.Timing.Ended = s.Started, s.Ended
	}
	return nil
}

func (s *Summary) decodeField(f *field, fault *flow.Fault) {
	switch f.Num {
	case sumID:
		s.ID = flow.ID(f.Val)
	case sumKind:
		s.Kind = pick(kinds, f.Val)
	case sumState:
		s.State = pick(states, f.Val)
	case sumStarted:
		s.Started = flow.Nanos(f.Val)
	case sumEnded:
		s.Ended = f.nanos(s.Started)
	case sumMethod:
		s.Method = f.Str
	case sumURL:
		s.URL = f.Str
	case sumHost:
		s.Host = f.Str
	case sumStatus:
		s.Status = int(f.Val)
	case sumProto:
		s.Proto = flow.Proto(f.Val)
	case sumUpstreamProto:
		s.UpstreamProto = flow.Proto(f.Val)
	case sumClient:
		s.Client = f.Str
	case sumContentType:
		s.ContentType = f.Str
	case sumVerdict:
		s.Verdict = flow.Verdict(f.Str)
	case sumPort:
		s.Port = uint16(f.Val)
	case sumScheme:
		s.Scheme = f.Str
	case sumClientConn:
		s.ClientConn = flow.ConnID(f.Val)
	case sumServerConn:
		s.ServerConn = flow.ConnID(f.Val)
	case sumServer:
		s.Server = f.Str
	case sumEntry:
		s.Entry = flow.Entry(f.Str)
	case sumStream:
		s.Stream = uint32(f.Val)
	case sumReused:
		s.Reused = f.Val != 0
	default:
		s.decodeRest(f, fault)
	}
}

func (s *Summary) decodeRest(f *field, fault *flow.Fault) {
	switch n := f.Num; {
	case n == sumPID:
		s.Process.PID = int(f.Val)
	case n == sumProcess:
		s.Process.Name = f.Str
	case n == sumProcessPath:
		s.Process.Path = f.Str
	case n >= sumRequestBody && n < sumRequestBody+4:
		decodeBody(f, n-sumRequestBody, &s.Request)
	case n >= sumResponseBody && n < sumResponseBody+4:
		decodeBody(f, n-sumResponseBody, &s.Response)
	case n == sumRequestHead:
		s.Timing.RequestHead = f.nanos(s.Started)
	case n == sumRequestSent:
		s.Timing.RequestSent = f.nanos(s.Started)
	case n == sumResponseFirst:
		s.Timing.ResponseFirst = f.nanos(s.Started)
	case n == sumResponseHead:
		s.Timing.ResponseHead = f.nanos(s.Started)
	case n == sumMessages:
		s.Messages = int(f.Val)
	case n == sumFaultCode:
		fault.Code = f.Str
	case n == sumFaultSide:
		fault.Side = flow.Side(f.Str)
	case n == sumFaultMessage:
		fault.Message = f.Str
	case n == sumFaultHint:
		fault.Hint = f.Str
	case n == sumRule:
		s.Rules = append(s.Rules, f.Str)
	case n == sumProtocol:
		s.Protocol = f.Str
	case n == sumOrigin:
		s.Origin = flow.ID(f.Val)
	case n == sumSNI:
		s.SNI = f.Str
	case n == sumJA4:
		s.JA4 = f.Str
	case n == sumReason:
		s.Reasons = append(s.Reasons, f.Str)
	case n == sumAlert:
		s.Alert = int(f.Val)
	case n == sumMoment:
		s.Moment = f.Str
	case n == sumEnding:
		s.Ending = flow.Ending(f.Str)
	case n == sumCertAsked:
		s.ClientCertAsked = f.Val != 0
	case n == sumImported:
		s.Imported = f.Str
	case n == sumRecoded:
		s.Request.Recoded = f.Val&(1<<flow.Request) != 0
		s.Response.Recoded = f.Val&(1<<flow.Response) != 0
	case n == sumPinned:
		s.Mark.Pinned = f.Val != 0
	case n == sumColour:
		s.Mark.Colour = flow.Colour(f.Str)
	case n == sumComment:
		s.Mark.Comment = f.Str
	case n == sumTLS:
		s.TLS = uint16(f.Val)
	}
}

// decodeBody leaves Size-Stored in d.Stored.
func decodeBody(f *field, which int, d *flow.Body) {
	switch which {
	case 0:
		d.Size = int64(f.Val)
	case 1:
		d.Stored = f.Int()
	case 2:
		d.Truncated = f.Val != 0
	case 3:
		d.Chunked = f.Val != 0
	}
}

// pick returns values[i-1], or the zero value for what this version does not know.
func pick[T any](values []T, i uint64) (v T) {
	if i >= 1 && i <= uint64(len(values)) {
		return values[i-1]
	}
	return v
}
