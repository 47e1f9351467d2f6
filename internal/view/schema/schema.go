// Package schema knows the message types of protobuf and gRPC from what a user
// has of them: .proto files, which it compiles, and sets of file descriptors, as
// protoc --descriptor_set_out and buf build write them.
//
// It reads files through a function that it is given, and only those that are named or
// imported. It runs no protoc and no plugin, fetches nothing, and asks no server
// for reflection.
package schema

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// maxSet is how large a set of descriptors may be.
const maxSet = 64 << 20

// Source says where schemas are.
type Source struct {
	Files []string // .proto files; any other name is a set of descriptors
	Paths []string // directories that imports are relative to; the current one when there is none
	Open  func(name string) (io.ReadCloser, error)
}

// Error is a schema that cannot be used.
type Error struct {
	File string
	Err  error // of protocompile, with file, line and column; or of reading
}

func (e *Error) Error() string { return fmt.Sprintf("the schema %s cannot be used: %v", e.File, e.Err) }
func (e *Error) Unwrap() error { return e.Err }

// Hint is the next step.
func (e *Error) Hint() string {
	if strings.HasSuffix(e.File, ".proto") {
		return "imports are looked for in the directories of --proto-path, else in the current one and beside the file"
	}
	return "it should be a .proto file, or what protoc --include_imports --descriptor_set_out=FILE writes"
}

// Set is what schemas say. It is never changed after Load.
type Set struct {
	messages map[string]protoreflect.MessageDescriptor
	methods  map[string]protoreflect.MethodDescriptor // by path
}

// Message finds a type by its full name, nil when there is none.
func (s *Set) Message(name string) protoreflect.MessageDescriptor { return s.messages[name] }

// Method finds what the method of a path such as "/package.Service/Method" takes
// and gives. A prefix of the path, as proxies and Twirp have it, does not matter.
func (s *Set) Method(path string) (request, response protoreflect.MessageDescriptor, ok bool) {
	if parts := strings.Split(path, "/"); len(parts) > 2 {
		path = "/" + strings.Join(parts[len(parts)-2:], "/")
	}
	m, ok := s.methods[path]
	if !ok {
		return nil, nil, false
	}
	return m.Input(), m.Output(), true
}

// Load reads and compiles. Errors are *Errors.
func Load(ctx context.Context, src Source) (*Set, error) {
	s := &Set{messages: map[string]protoreflect.MessageDescriptor{}, methods: map[string]protoreflect.MethodDescriptor{}}
	seen := map[string]bool{}
	for _, name := range src.Files {
		var err error
		if strings.HasSuffix(name, ".proto") {
			err = s.compile(ctx, src, name, seen)
		} else {
			err = s.read(src, name, seen)
		}
		if err != nil {
			return nil, &Error{name, err}
		}
	}
	return s, nil
}

// compile adds one .proto file and what it imports.
func (s *Set) compile(ctx context.Context, src Source, name string, seen map[string]bool) error {
	paths, relative := importPath(name, src.Paths)
	c := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: paths, Accessor: src.Open}),
		// One at a time: schemas are small, and the machine may be busy with traffic.
		MaxParallelism: 1,
	}
	files, err := c.Compile(ctx, relative)
	if err != nil {
		return err
	}
	for _, f := range files {
		s.add(f, seen)
	}
	return nil
}

// importPath returns where imports are looked for, and the name of a file as
// imports of it would have it.
func importPath(name string, paths []string) (all []string, relative string) {
	all = paths
	if len(all) == 0 {
		all = []string{"."}
	}
	for _, dir := range all {
		rel, err := filepath.Rel(dir, name)
		if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			relative = filepath.ToSlash(rel)
			break
		}
	}
	beside := filepath.Dir(name)
	all = append(all[:len(all):len(all)], beside)
	if relative == "" {
		all = append([]string{beside}, all...)
		relative = filepath.Base(name)
	}
	return all, relative
}

// read adds a set of descriptors.
func (s *Set) read(src Source, name string, seen map[string]bool) (err error) {
	f, err := src.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	raw, err := io.ReadAll(io.LimitReader(f, maxSet+1))
	if err != nil {
		return err
	}
	if len(raw) > maxSet {
		return fmt.Errorf("it is larger than %d MiB", maxSet>>20)
	}
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(raw, &set); err != nil || len(set.File) == 0 {
		return errors.New("it is no set of file descriptors")
	}
	files, err := protodesc.FileOptions{AllowUnresolvable: true}.NewFiles(&set)
	if err != nil {
		return err
	}
	files.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		s.add(f, seen)
		return true
	})
	return nil
}

// add takes in a file and what it imports.
func (s *Set) add(f protoreflect.FileDescriptor, seen map[string]bool) {
	if seen[f.Path()] || f.IsPlaceholder() {
		return
	}
	seen[f.Path()] = true
	s.nested(f.Messages())
	services := f.Services()
	for i := range services.Len() {
		methods := services.Get(i).Methods()
		for j := range methods.Len() {
			m := methods.Get(j)
			s.methods["/"+string(services.Get(i).FullName())+"/"+string(m.Name())] = m
		}
	}
	imports := f.Imports()
	for i := range imports.Len() {
		s.add(imports.Get(i).FileDescriptor, seen)
	}
}

func (s *Set) nested(all protoreflect.MessageDescriptors) {
	for i := range all.Len() {
		m := all.Get(i)
		s.messages[string(m.FullName())] = m
		s.nested(m.Messages())
	}
}
