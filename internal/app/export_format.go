package app

import (
	"fmt"
	"io"
	"time"

	"rockxy/internal/export"
	"rockxy/internal/export/command"
	"rockxy/internal/export/reenact"
	"rockxy/internal/flow"
	"rockxy/internal/har"
)

// ExportFormat is a form in which exchanges leave the store.
type ExportFormat struct {
	Name    string
	Summary string
	Suffix  string // of files
	// Many formats hold any number of exchanges, others exactly one.
	Many bool
	// Binary formats are nothing for a terminal.
	Binary bool

	comment string // what begins a line of comment, empty for none
	command func(*command.Request) (string, error)
}

// ExportFormats lists them, the most useful first.
func ExportFormats() []ExportFormat {
	return []ExportFormat{
		{Name: "har", Suffix: ".har", Many: true, Summary: "HTTP Archive 1.2, for browsers and other tools; rockxy import reads it"},
		{Name: "curl", Suffix: ".sh", Many: true, Summary: "a curl command for a POSIX shell", comment: "# ", command: (*command.Request).Curl},
		{Name: "curl-powershell", Suffix: ".ps1", Summary: "a curl command for PowerShell (experimental)", comment: "# ", command: (*command.Request).CurlPowerShell},
		{Name: "curl-cmd", Suffix: ".txt", Summary: "a curl command for cmd.exe, as typed (experimental)", command: (*command.Request).CurlCmd},
		{Name: "httpie", Suffix: ".sh", Many: true, Summary: "an HTTPie command for a POSIX shell", comment: "# ", command: (*command.Request).HTTPie},
		{Name: "python", Suffix: ".py", Summary: "a Python program with requests", comment: "# ", command: (*command.Request).Requests},
		{Name: "fetch", Suffix: ".mjs", Summary: "a JavaScript module with fetch", comment: "// ", command: (*command.Request).Fetch},
		{Name: "go", Suffix: ".go", Summary: "a Go program", comment: "// ", command: (*command.Request).Go},
		{Name: "raw", Suffix: ".bin", Summary: "the octets of the wire, request and response", Binary: true},
		{Name: "pcapng", Suffix: ".pcapng", Many: true, Binary: true, Summary: "packets that Wireshark opens and decrypts, re-enacted"},
	}
}

// sink writes exchanges in a format.
type sink interface {
	add(*har.Entry) error
	close() error
}

// sink begins a file. notice is what it says about secrets.
func (f *ExportFormat) sink(w io.Writer, o *Export, notice string) (sink, error) {
	switch {
	case f.Name == "har":
		return harSink{har.NewWriter(w, har.Options{Version: o.Version, Comment: notice, Wire: o.Wire})}, nil
	case f.Name == "pcapng":
		p, err := reenact.NewWriter(w, reenact.Options{Now: time.Now(), Version: o.Version, Notice: notice})
		return packetSink{p}, err
	case f.Name == "raw":
		return rawSink{w, o.Sides}, nil
	case f.comment != "":
		if _, err := fmt.Fprintln(w, f.comment+notice); err != nil {
			return nil, err
		}
	}
	return &commandSink{w: w, f: f}, nil
}

type harSink struct{ w *har.Writer }

func (s harSink) add(e *har.Entry) error { return s.w.WriteEntry(e) }
func (s harSink) close() error           { return s.w.Close() }

type packetSink struct{ w *reenact.Writer }

func (s packetSink) add(e *har.Entry) error { return s.w.Write(e) }
func (s packetSink) close() error           { return s.w.Close() }

type rawSink struct {
	w     io.Writer
	sides []flow.Direction
}

func (s rawSink) close() error { return nil }

func (s rawSink) add(e *har.Entry) error {
	for _, dir := range s.sides {
		if len(s.sides) > 1 && e.Head(dir) == nil {
			continue // there was no response
		}
		if err := export.Wire(s.w, e, dir); err != nil {
			return err
		}
	}
	return nil
}

type commandSink struct {
	w io.Writer
	f *ExportFormat
}

func (s *commandSink) close() error { return nil }

// add writes one program; where there are many, each has a line about which it
// is.
func (s *commandSink) add(e *har.Entry) error {
	r, err := command.From(e)
	if err != nil {
		return err
	}
	text, err := s.f.command(r)
	if err != nil {
		return err
	}
	if s.f.Many {
		_, err = fmt.Fprintf(s.w, "%sentry %d\n%s\n", s.f.comment, e.Exchange.ID, text)
	} else {
		_, err = fmt.Fprintln(s.w, text)
	}
	return err
}
