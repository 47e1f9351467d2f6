package mitm

import (
	"context"
	"errors"
	"io"
	"os"
)

// ending is how a connection ended, as far as the network goes.
type ending uint8

const (
	endedOtherwise ending = iota
	endedReset            // RST, or a write to a connection that the peer had reset
	endedEOF              // FIN in the middle of something
	endedTimeout          // a deadline of ours passed
	endedCanceled         // the caller's context was cancelled
)

// endingOf says how err ended a connection, by type.
func endingOf(err error) ending {
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return endedTimeout
	case errors.Is(err, context.Canceled):
		return endedCanceled
	case isReset(err):
		return endedReset
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.ErrClosedPipe):
		return endedEOF
	}
	return endedOtherwise
}
