package testkit

import (
	"context"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// newEchoService is the gRPC service of testdata/echo.proto:
//
//	Unary    one in, the same out; "fail" is answered with NOT_FOUND
//	Server   one in, three out ("x 0", "x 1", "x 2")
//	Client   many in, one out: them all, joined by spaces
//	Bidi     each in, the same out at once
//
// The messages are google.protobuf.StringValue, so no code is generated.
func newEchoService() *grpc.Server {
	s := grpc.NewServer()
	s.RegisterService(&grpc.ServiceDesc{
		ServiceName: "rockxy.test.Echo",
		HandlerType: (*any)(nil),
		Methods:     []grpc.MethodDesc{{MethodName: "Unary", Handler: echoUnary}},
		Streams: []grpc.StreamDesc{
			{StreamName: "Server", ServerStreams: true, Handler: echoServer},
			{StreamName: "Client", ClientStreams: true, Handler: echoClient},
			{StreamName: "Bidi", ServerStreams: true, ClientStreams: true, Handler: echoBidi},
		},
	}, struct{}{})
	return s
}

func echoUnary(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	in := new(wrapperspb.StringValue)
	if err := decode(in); err != nil {
		return nil, err
	}
	if in.Value == "fail" {
		return nil, status.Error(codes.NotFound, "asked to fail")
	}
	return in, nil
}

func echoServer(_ any, s grpc.ServerStream) error {
	in := new(wrapperspb.StringValue)
	if err := s.RecvMsg(in); err != nil {
		return err
	}
	for _, n := range []string{" 0", " 1", " 2"} {
		if err := s.SendMsg(wrapperspb.String(in.Value + n)); err != nil {
			return err
		}
	}
	return nil
}

func echoClient(_ any, s grpc.ServerStream) error {
	all := ""
	for {
		in := new(wrapperspb.StringValue)
		switch err := s.RecvMsg(in); {
		case err == io.EOF:
			return s.SendMsg(wrapperspb.String(all))
		case err != nil:
			return err
		case all != "":
			all += " "
		}
		all += in.Value
	}
}

func echoBidi(_ any, s grpc.ServerStream) error {
	for {
		in := new(wrapperspb.StringValue)
		if err := s.RecvMsg(in); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := s.SendMsg(in); err != nil {
			return err
		}
	}
}
