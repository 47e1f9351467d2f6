package local

import (
	"mime"
	"os"
	"path"
	"strings"

	"rockxy/internal/content"
)

// contentType goes by the name of a file, and where that says nothing by what it
// begins with. The list comes before the system's, which differs between machines.
func contentType(name string, f *os.File) string {
	ext := strings.ToLower(path.Ext(name))
	if t := builtin(ext); t != "" {
		return t
	}
	start := make([]byte, 512)
	n, _ := f.ReadAt(start, 0)
	_, isText := content.Text(start[:n], "")
	isText = isText && n > 0
	if ext == ".ts" && !isText { // else TypeScript
		return "video/mp2t"
	}
	if t := mime.TypeByExtension(ext); t != "" && ext != ".ts" {
		return t
	}
	if isText {
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

func builtin(ext string) string {
	switch ext {
	case ".html", ".htm":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js", ".mjs", ".cjs":
		return "text/javascript; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".jsonld":
		return "application/ld+json"
	case ".ndjson", ".jsonl":
		return "application/x-ndjson"
	case ".xml", ".xsl", ".xsd":
		return "application/xml"
	case ".txt", ".text", ".log":
		return "text/plain; charset=utf-8"
	case ".md", ".markdown":
		return "text/markdown; charset=utf-8"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".yaml", ".yml":
		return "application/yaml"
	case ".ics":
		return "text/calendar; charset=utf-8"
	case ".vtt":
		return "text/vtt; charset=utf-8"
	case ".webmanifest":
		return "application/manifest+json"
	}
	return binary(ext)
}

func binary(ext string) string {
	switch ext {
	case ".svg":
		return "image/svg+xml"
	case ".png", ".gif", ".webp", ".avif", ".apng", ".bmp", ".heic", ".jxl":
		return "image/" + ext[1:]
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".ico":
		return "image/x-icon"
	case ".tif", ".tiff":
		return "image/tiff"
	case ".woff", ".woff2", ".ttf", ".otf":
		return "font/" + ext[1:]
	case ".wasm", ".pdf", ".zip", ".rtf", ".sql":
		return "application/" + ext[1:]
	case ".gz":
		return "application/gzip"
	case ".tar":
		return "application/x-tar"
	case ".bin", ".dat", ".exe", ".dmg", ".iso":
		return "application/octet-stream"
	case ".apk":
		return "application/vnd.android.package-archive"
	case ".pb", ".proto":
		return "application/protobuf"
	case ".mp4", ".webm":
		return "video/" + ext[1:]
	case ".m4v":
		return "video/mp4"
	case ".mov":
		return "video/quicktime"
	case ".mpd":
		return "application/dash+xml"
	case ".m3u8":
		return "application/vnd.apple.mpegurl"
	case ".mp3":
		return "audio/mpeg"
	case ".m4a":
		return "audio/mp4"
	case ".aac", ".flac", ".ogg", ".wav":
		return "audio/" + ext[1:]
	}
	return ""
}
