package api

import (
	"io"
	"mime"
	"net/http"
	"time"
)

// Octets are an answer that is not JSON. What was captured is hostile: nothing here is sent
// in a way that a browser would run it in, see [Octets.Inline].
type Octets struct {
	// Type is the media type; empty is application/octet-stream, which is what a body
	// goes out as, whatever it says that it is: a script that calls itself one could be loaded by a page as its own.
	Type string
	// Name is that of the file it would be saved as.
	Name string
	// Content is closed when it was sent, if it can be. Ranges are served of an
	// io.ReadSeeker; else all of it is copied.
	Content io.Reader
	Changed time.Time // zero for unknown
	// Inline shows it in its place instead of saving it: for images, and for documents of
	// which nothing is left that could do something. Policy is the
	// Content-Security-Policy of such a document; it starts with "sandbox".
	Inline bool
	Policy string
}

const octetStream = "application/octet-stream"

func (o *Octets) serve(w http.ResponseWriter, r *http.Request) {
	if c, ok := o.Content.(io.Closer); ok {
		defer c.Close()
	}
	h := w.Header()
	h.Set("Content-Type", octetStream)
	if o.Type != "" {
		h.Set("Content-Type", o.Type)
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	if o.Policy != "" {
		h.Set("Content-Security-Policy", o.Policy)
	}
	disposition, params := "attachment", map[string]string{}
	if o.Inline {
		disposition = "inline"
	}
	if o.Name != "" {
		params["filename"] = o.Name
	}
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, params))
	if s, ok := o.Content.(io.ReadSeeker); ok {
		http.ServeContent(w, r, "", o.Changed, s)
		return
	}
	_, _ = io.Copy(w, o.Content) // the client is gone
}
