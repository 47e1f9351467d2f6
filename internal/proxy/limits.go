package proxy

import (
	"time"

	"rockxy/internal/wire/h1"
)

// Limits bounds what one peer can make the engine hold or wait for. The zero
// value of a field means its default.
type Limits struct {
	HeadBytes       int           // request or response head; 256 KiB
	HeadFields      int           // fields in a head; 1,000
	ClientIdle      time.Duration // a client connection without an exchange; 5 min
	UpstreamIdle    time.Duration // a pooled connection; 90 s
	UpstreamConnect time.Duration // name, TCP and TLS together; 10 s
	AnsweredStall   time.Duration // a request body that stands still after its response has ended; 10 s
	ClientHello     time.Duration // from CONNECT to a finished client handshake; 30 s
}

func (l Limits) withDefaults() Limits {
	setInt := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	setDur := func(p *time.Duration, v time.Duration) {
		if *p == 0 {
			*p = v
		}
	}
	setInt(&l.HeadBytes, 256<<10)
	setInt(&l.HeadFields, 1000)
	setDur(&l.ClientIdle, 5*time.Minute)
	setDur(&l.UpstreamIdle, 90*time.Second)
	setDur(&l.UpstreamConnect, 10*time.Second)
	setDur(&l.AnsweredStall, 10*time.Second)
	setDur(&l.ClientHello, 30*time.Second)
	return l
}

func (l Limits) h1() h1.Limits { return h1.Limits{HeadBytes: l.HeadBytes, Fields: l.HeadFields} }
