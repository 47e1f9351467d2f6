package foreign

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"path"
	"regexp"
	"strings"

	"rockxy/internal/rule/local"
)

// local is the answer of a map-local: a directory, a file that comes with the
// export, or one that is where it was.
func (w *walker) local(g *Group, name string, v *value) (a Action, why string) {
	if v.is("isDirectoryFileEnable", false) && v.has("directoryFile") {
		dir := firstText(v.get("directoryFile"), "path", "url")
		if dir == "" {
			dir = v.str("directoryFile")
		}
		f := fields{{"directory", dir}}
		if strip := beforeWildcard(pathOfPattern(firstText(v, "url"))); strip != "" {
			f = append(f, pair{"strip", strip})
		}
		return Action{"map-local", f}, ""
	}
	file := v.get("localFile")
	if !file.has("path") && !file.has("importFileData") {
		return a, "it has no file"
	}
	from := file.str("path")
	if text := file.str("importFileData"); text != "" {
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return a, "the file that comes with it cannot be decoded"
		}
		return w.message(g, name, from, data)
	}
	if strings.Contains(from, "com.proxyman.") && strings.Contains(from, "/map-local/") {
		return Action{"map-local", fields{{"message", from}}}, ""
	}
	return Action{"map-local", fields{{"file", from}}}, ""
}

// message is a file that comes with the export: an HTTP message, whose body may be
// another file's.
func (w *walker) message(g *Group, name, from string, data []byte) (a Action, why string) {
	m, err := local.ReadMessage(data, true)
	if err != nil {
		to := w.keep(name, path.Ext(from), data)
		return Action{"map-local", fields{{"file", to}}}, ""
	}
	if at := regexp.MustCompile(`^\s*<FILE_URL="([^"\r\n]+)"\s*/?>\s*$`).FindSubmatch(data[m.Body:]); at != nil {
		f := fields{{"file", strings.TrimPrefix(string(at[1]), "file://")}, {"status", m.Status}}
		headers := fields{}
		for _, h := range m.Fields {
			if key := string(h.Name); headers.get(key) == nil && !framing(key) {
				headers = append(headers, pair{key, string(h.Value)})
			} else if !framing(key) {
				w.r.leave(g, name, "its second %s is left out", key)
			}
		}
		if len(headers) > 0 {
			f = append(f, pair{"headers", headers})
		}
		return Action{"map-local", f}, ""
	}
	return Action{"map-local", fields{{"message", w.keep(name, ".http", data)}}}, ""
}

func framing(name string) bool {
	switch strings.ToLower(name) {
	case "connection", "content-length", "transfer-encoding", "keep-alive", "content-encoding":
		return true
	}
	return false
}

// keep takes a file over and returns its path from the rule file.
func (w *walker) keep(name, ext string, data []byte) string {
	base := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(name), "-"), "-")
	if base = strings.TrimRight(base[:min(len(base), 60)], "-"); base == "" {
		base = "rule"
	}
	if !regexp.MustCompile(`^\.[a-z0-9]{1,8}$`).MatchString(ext) {
		ext = ".http"
	}
	for n := 1; ; n++ {
		to := "proxyman-files/" + base + ext
		if n > 1 {
			to = fmt.Sprintf("proxyman-files/%s-%d%s", base, n, ext)
		}
		same := false
		taken := false
		for _, f := range w.r.files {
			if f.Name == to {
				taken, same = true, bytes.Equal(f.Data, data)
			}
		}
		if same {
			return to
		}
		if !taken {
			w.r.files = append(w.r.files, File{Name: to, Data: data})
			return to
		}
	}
}
