// Package web holds the files of the web UI as they were built from ui, so that
// building Rockxy needs Go alone. They are static and have no data in them.
//
// dist is generated: `make ui` writes it, and `make check` fails when it is not what
// the source gives.
package web

import (
	"embed"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// Dist is index.html and, below assets, what it loads.
func Dist() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is a constant
	}
	return files
}
