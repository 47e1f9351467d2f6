package content

import (
	"mime"

	"golang.org/x/text/encoding"
)

// Charset returns the encoding that a Content-Type names, nil for UTF-8 and for
// what is not known here.
func Charset(contentType string) encoding.Encoding {
	_, params, _ := mime.ParseMediaType(contentType) // a bad one has no parameters
	return charset(params["charset"])
}
