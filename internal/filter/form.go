package filter

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"rockxy/internal/flow"
)

// Limits of what is taken apart; beyond them nothing is found.
const (
	maxFormBody  = 4 << 20
	maxFormParts = 1000
)

// hasFormValue looks at the form in the request's body: URL-encoded or
// multipart (RFC 7578).
func hasFormValue(d Details, key keyTest, value valueTest) bool {
	body := d.Body(flow.Request)
	if len(body) == 0 || len(body) > maxFormBody {
		return false
	}
	contentType := fieldOf(d.Head(flow.Request), "content-type")
	if !isType(essence(contentType), "form") {
		return false
	}
	if !hasPrefixFold(essence(contentType), "multipart/") {
		return hasParameter(viewString(body), key, value)
	}
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	r := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for range maxFormParts {
		p, err := r.NextPart()
		if err != nil {
			return false
		}
		if !key(p.FormName()) {
			continue
		}
		text, err := io.ReadAll(p)
		if value == nil || err == nil && value(string(text)) {
			return true
		}
	}
	return false
}

func fieldOf(h *flow.Head, name string) string {
	if h == nil {
		return ""
	}
	v, _ := h.Get(name)
	return strings.TrimSpace(string(v))
}
