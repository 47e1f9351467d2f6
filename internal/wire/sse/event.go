package sse

import (
	"bytes"
	"strings"

	"rockxy/internal/flow"
)

// Event is what a block of lines means to a client.
type Event struct {
	Type    string // of the event field; empty is "message"
	Data    string // data lines, joined with LF
	HasData bool   // without a data line clients dispatch nothing
	ID      string
	HasID   bool
	Retry   string // milliseconds, digits as sent; empty if there was none or it is no number
	Comment string // comment lines, joined with LF
}

// Parse reads the block of lines that a Message holds. What is no field is
// ignored, as clients do.
func Parse(block []byte) Event {
	var e Event
	var data, comments []string
	for len(block) > 0 {
		line, rest, _ := cutLine(block)
		block = rest
		name, value, _ := strings.Cut(string(line), ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "":
			if len(line) > 0 {
				comments = append(comments, value)
			}
		case "data":
			e.HasData = true
			data = append(data, value)
		case "event":
			e.Type = value
		case "id":
			if !strings.Contains(value, "\x00") {
				e.ID, e.HasID = value, true
			}
		case "retry":
			if value != "" && strings.Trim(value, "0123456789") == "" {
				e.Retry = value
			}
		}
	}
	e.Data = strings.Join(data, "\n")
	e.Comment = strings.Join(comments, "\n")
	return e
}

// IsEventStream reports whether a Content-Type is text/event-stream.
func IsEventStream(contentType []byte) bool {
	media, _, _ := bytes.Cut(contentType, []byte(";"))
	return flow.EqualFold(bytes.TrimSpace(media), "text/event-stream")
}
