package grpc

import "testing"

func TestIsGRPC(t *testing.T) {
	for _, c := range []struct {
		in      string
		web, ok bool
	}{
		{"application/grpc", false, true},
		{"application/grpc+proto", false, true},
		{"Application/GRPC ; charset=utf-8", false, true},
		{"application/grpc-web", true, true},
		{"application/grpc-web+proto", true, true},
		{"application/grpc-web-text", false, false},
		{"application/grpcfoo", false, false},
		{"application/json", false, false},
		{"", false, false},
	} {
		if web, ok := IsGRPC([]byte(c.in)); web != c.web || ok != c.ok {
			t.Errorf("%q: %v, %v", c.in, web, ok)
		}
	}
}
