package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// Files serves the page at / and what it loads below /assets/. The names do not change
// with the content, so browsers ask each time and mostly hear that nothing did.
type Files struct {
	files map[string]*asset // by path; fixed
}

// NewFiles serves what is in root, such as [Dist].
func NewFiles(root fs.FS) *Files {
	s := &Files{files: map[string]*asset{"/": {name: "index.html", root: root}}}
	_ = fs.WalkDir(root, "assets", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			s.files["/"+name] = &asset{name: name, root: root}
		}
		return nil
	})
	return s
}

// asset is one file. It is compressed when it is first wanted.
type asset struct {
	name string
	root fs.FS

	once       sync.Once
	plain, zip []byte // zip is nil where it saves nothing
	tag        string // of the plain content
}

func (a *asset) load() {
	a.plain, _ = fs.ReadFile(a.root, a.name) // it is embedded
	sum := sha256.Sum256(a.plain)
	a.tag = base64.RawURLEncoding.EncodeToString(sum[:15])
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one
	_, _ = w.Write(a.plain)                               // a Buffer does not fail
	_ = w.Close()
	if b.Len() < len(a.plain)*9/10 {
		a.zip = b.Bytes()
	}
}

// ServeHTTP answers GET and HEAD of a file, and 404 to anything else.
func (s *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := s.files[r.URL.Path]
	if a == nil {
		http.NotFound(w, r)
		return
	}
	a.once.Do(a.load)
	h := w.Header()
	h.Set("Content-Type", contentType(a.name))
	h.Set("Cache-Control", "no-cache") // kept, and asked for each time
	h.Set("Vary", "Accept-Encoding")
	content, tag := a.plain, `"`+a.tag+`"`
	if a.zip != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		content, tag = a.zip, `"`+a.tag+`.gz"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", tag)
	r.Header.Del("Range") // a range of what was compressed is of no use
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

func contentType(name string) string {
	switch path.Ext(name) { // the system's table may say otherwise
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".json":
		return "application/json"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// acceptsGzip reads Accept-Encoding (RFC 9110 §12.5.3) as far as browsers write it.
func acceptsGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		coding, params, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			q := strings.ReplaceAll(strings.ToLower(params), " ", "")
			return q != "q=0" && !strings.HasPrefix(q, "q=0.000") && q != "q=0.0" && q != "q=0.00"
		}
	}
	return false
}
