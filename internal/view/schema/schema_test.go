package schema

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/types/descriptorpb"
)

type files map[string]string

func (f files) open(name string) (io.ReadCloser, error) {
	text, ok := f[filepath.ToSlash(name)]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return io.NopCloser(strings.NewReader(text)), nil
}

func shop() files {
	return files{
		"api/shop/order.proto":    `syntax = "proto3"; package shop; import "shop/customer.proto"; message Order { Customer c = 1; message Line {} } service Orders { rpc Place(Order) returns (Customer); }`,
		"api/shop/customer.proto": `syntax = "proto3"; package shop; message Customer { string name = 1; }`,
		"flat.proto":              `syntax = "proto2"; message Flat { optional group G = 1 { optional int32 a = 2; } }`,
	}
}

func TestLoad(t *testing.T) {
	for name, src := range map[string]Source{
		"a directory of imports":  {Files: []string{"api/shop/order.proto"}, Paths: []string{"api"}},
		"two directories":         {Files: []string{"api/shop/order.proto"}, Paths: []string{"other", "api"}},
		"two files":               {Files: []string{"flat.proto", "api/shop/order.proto"}, Paths: []string{"api"}},
		"a file outside of these": {Files: []string{"flat.proto", "api/shop/customer.proto", "api/shop/order.proto"}, Paths: []string{"api", "elsewhere"}},
	} {
		src.Open = shop().open
		s, err := Load(context.Background(), src)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		in, out, ok := s.Method("/shop.Orders/Place")
		if !ok || in.FullName() != "shop.Order" || out.FullName() != "shop.Customer" {
			t.Errorf("%s: %v, %v, %v", name, in, out, ok)
		}
		if _, _, ok := s.Method("/twirp/shop.Orders/Place"); !ok {
			t.Errorf("%s: with a prefix", name)
		}
		if _, _, ok := s.Method("/shop.Orders/Other"); ok || s.Message("shop.Nothing") != nil || s.Message("shop.Order.Line") == nil {
			t.Errorf("%s: other names", name)
		}
	}
}

func TestLoadDescriptors(t *testing.T) {
	s, err := Load(context.Background(), Source{Files: []string{"api/shop/order.proto"}, Paths: []string{"api"}, Open: shop().open})
	if err != nil {
		t.Fatal(err)
	}
	order := s.Message("shop.Order").ParentFile()
	set := &descriptorpb.FileDescriptorSet{File: []*descriptorpb.FileDescriptorProto{
		protodesc.ToFileDescriptorProto(order.Imports().Get(0).FileDescriptor), protodesc.ToFileDescriptorProto(order),
	}}
	raw, err := proto.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	s, err = Load(context.Background(), Source{Files: []string{"set.binpb"}, Open: files{"set.binpb": string(raw)}.open})
	if err != nil {
		t.Fatal(err)
	}
	if _, out, ok := s.Method("/shop.Orders/Place"); !ok || out.Fields().ByName("name") == nil {
		t.Error("the method is not there")
	}
}

func TestLoadErrors(t *testing.T) {
	all := shop()
	all["broken.proto"] = "syntax = \"proto3\";\nmessage {"
	all["text.pb"] = "no descriptors"
	all["lonely.proto"] = `syntax = "proto3"; import "not/there.proto";`
	for file, want := range map[string]string{
		"broken.proto":  "the schema broken.proto cannot be used: broken.proto:2:9: ",
		"text.pb":       "the schema text.pb cannot be used: it is no set of file descriptors",
		"missing.proto": "the schema missing.proto cannot be used: ",
		"lonely.proto":  "not/there.proto",
	} {
		_, err := Load(context.Background(), Source{Files: []string{file}, Open: all.open})
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) || e.Hint() == "" {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	for _, text := range shop() {
		f.Add(text, true)
		f.Add(text, false)
	}
	f.Fuzz(func(t *testing.T, text string, source bool) {
		name := "a.proto"
		if !source {
			name = "a.pb"
		}
		s, err := Load(context.Background(), Source{Files: []string{name}, Open: files{name: text}.open})
		if (s == nil) == (err == nil) {
			t.Errorf("%v, %v", s, err)
		}
	})
}
