// Package walls checks how the packages of this module may depend on each
// other, and says why. It reads source text only: every file of every system
// is looked at, whatever system the test runs on. Test files are free.
package walls

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// Module is the module's path, the prefix of its packages.
const Module = "rockxy"

// File is one source file that is not a test.
type File struct {
	Package string            // directory, slash-separated, such as "internal/wire/h1"
	Name    string            // base name
	Imports map[string]string // path → the name it goes by in this file
	Syntax  *ast.File
	Fset    *token.FileSet
}

// House is all source files of the module.
type House []*File

// Load reads the module at root.
func Load(root string) (House, error) {
	var house House
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return skip(root, name, d.Name())
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		f, err := Parse(filepath.ToSlash(rel), string(src))
		if err != nil {
			return err
		}
		house = append(house, f)
		return nil
	})
	return house, err
}

func skip(root, name, base string) error {
	if name == root {
		return nil
	}
	if strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules" || base == "vendor" {
		return filepath.SkipDir
	}
	if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
		return filepath.SkipDir // another module
	}
	return nil
}

// Parse reads one file; name is relative to the module's root.
func Parse(name, src string) (*File, error) {
	f := &File{Package: path.Dir(name), Name: path.Base(name), Imports: map[string]string{}, Fset: token.NewFileSet()}
	var err error
	if f.Syntax, err = parser.ParseFile(f.Fset, name, src, parser.SkipObjectResolution); err != nil {
		return nil, err
	}
	for _, spec := range f.Syntax.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		f.Imports[p] = path.Base(p)
		if spec.Name != nil {
			f.Imports[p] = spec.Name.Name
		}
	}
	return f, nil
}

// uses lists where the file mentions pkg.name for one of names, as
// "file:line: pkg.name"; "*" is any name.
func (f *File) uses(pkg string, names ...string) (found []string) {
	local, ok := f.Imports[pkg]
	if !ok {
		return nil
	}
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == local {
			for _, name := range names {
				if sel.Sel.Name == name {
					found = append(found, f.at(n, pkg+"."+name))
				}
			}
		}
		return true
	})
	return found
}

func (f *File) at(n ast.Node, what string) string {
	pos := f.Fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d: %s", pos.Filename, pos.Line, what)
}

// in reports whether the file belongs to one of the packages or to one below.
func (f *File) in(packages ...string) bool { return within(f.Package, packages...) }

func within(pkg string, packages ...string) bool {
	for _, p := range packages {
		if pkg == p || strings.HasPrefix(pkg, p+"/") {
			return true
		}
	}
	return false
}

// inside is the module's own package behind an import path.
func inside(importPath string) (pkg string, ok bool) {
	return strings.CutPrefix(importPath, Module+"/")
}

// thirdParty reports whether an import path leads out of the module and of the
// standard library.
func thirdParty(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return strings.Contains(first, ".")
}

// reach is what package pkg imports within the module, directly or not, each
// with the chain that leads there.
func (h House) reach(pkg string) map[string]string {
	chains := map[string]string{pkg: pkg}
	for queue := []string{pkg}; len(queue) > 0; queue = queue[1:] {
		for _, f := range h {
			if f.Package != queue[0] {
				continue
			}
			for p := range f.Imports {
				if q, ok := inside(p); ok && chains[q] == "" {
					chains[q] = chains[queue[0]] + " → " + q
					queue = append(queue, q)
				}
			}
		}
	}
	delete(chains, pkg)
	return chains
}
