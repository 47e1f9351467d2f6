package testkit

import (
	"io"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

func TestEchoService(t *testing.T) {
	NoLeaks(t)
	o := NewOrigin(t, Options{})
	cc, err := grpc.NewClient("localhost:"+o.Port(), grpc.WithTransportCredentials(credentials.NewClientTLSFromCert(o.Roots(), "")))
	if err != nil {
		t.Fatal(err)
	}
	defer cc.Close()
	out := new(wrapperspb.StringValue)
	if err := cc.Invoke(t.Context(), "/rockxy.test.Echo/Unary", wrapperspb.String("hi"), out); err != nil || out.Value != "hi" {
		t.Errorf("unary: %q, %v", out.Value, err)
	}
	err = cc.Invoke(t.Context(), "/rockxy.test.Echo/Unary", wrapperspb.String("fail"), out)
	if status.Code(err) != codes.NotFound {
		t.Errorf("fail: %v", err)
	}
	for method, want := range map[string][]string{"Server": {"a 0", "a 1", "a 2"}, "Client": {"a b"}, "Bidi": {"a", "b"}} {
		s, err := cc.NewStream(t.Context(), &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, "/rockxy.test.Echo/"+method)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range []string{"a", "b"} {
			if err := s.SendMsg(wrapperspb.String(in)); err != nil {
				t.Fatal(err)
			}
			if method == "Server" {
				break
			}
		}
		_ = s.CloseSend()
		for _, w := range want {
			if err := s.RecvMsg(out); err != nil || out.Value != w {
				t.Errorf("%s: %q, %v, want %q", method, out.Value, err, w)
			}
		}
		if err := s.RecvMsg(out); err != io.EOF {
			t.Errorf("%s: end %v", method, err)
		}
	}
}
