package mitm

import (
	"context"
	"errors"
	"io"
	"net"
)

// ending is how a connection ended, as far as the network goes.
type ending uint8

const (
	endedOtherwise ending = iota
	endedReset            // RST, or a write to a connection that the peer had reset
	endedEOF              // FIN in the middle of something
	endedTimeout          // a deadline of ours passed
	endedCanceled         // we gave up: the context was cancelled, the connection closed here
)

// endingOf says how err ended a connection, by type.
func endingOf(err error) ending {
	var network net.Error
	switch {
	case errors.As(err, &network) && network.Timeout(): // context.DeadlineExceeded is one too
		return endedTimeout
	case errors.Is(err, context.Canceled), errors.Is(err, net.ErrClosed):
		return endedCanceled
	case isReset(err):
		return endedReset
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return endedEOF
	}
	return endedOtherwise
}
