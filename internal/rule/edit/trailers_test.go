package edit

import "testing"

func TestTrailers(t *testing.T) {
	chunked := message{head: "HTTP/1.1 200 OK\nTransfer-Encoding: chunked", body: "x", trailers: "X-Sum: 1\nX-Other:  2"}
	length := message{head: "HTTP/1.1 200 OK\nContent-Length: 1\nServer: y", body: "x"}
	grpc := message{head: ":status: 200\ncontent-type: application/grpc", body: "x", trailers: "grpc-status: 0\ngrpc-message: fine"}
	for _, c := range []struct {
		actions             string
		response            message
		head, trailers, did string
	}{
		{"response-trailers: {set: {X-Sum: 2}}", chunked, chunked.head + "\nTrailer: X-Sum", "X-Sum: 2\nX-Other: 2", "in the trailers, when they come: set X-Sum"},
		{"response-trailers: {remove: [x-*]}", chunked, chunked.head, "", "in the trailers, when they come: remove x-*"},
		{"response-trailers: {add: {X-New: '{{id}}'}, remove: X-Sum}", length, "HTTP/1.1 200 OK\nServer: y\nTransfer-Encoding: chunked\nTrailer: X-New", "X-New: 7", "in the trailers, when they come: add X-New, remove X-Sum"},
		{"response-trailers: {add: {a: 1, B: 2, b: 3}}", message{head: ":status: 200\ntrailer: x, A", body: "x"}, ":status: 200\ntrailer: x, A, B", "a: 1\nb: 2\nb: 3", "in the trailers, when they come: add a, add B, add b"},
		{"response-trailers: {remove: X-Sum}", length, length.head, "", "in the trailers, when they come: remove X-Sum"},
		{"response-trailers: {replace: {name: grpc-status, text: '0', with: '14', whole: true}, set: {Grpc-Message: no}}", grpc, grpc.head + "\ntrailer: Grpc-Message", "grpc-status: 14\ngrpc-message: no",
			"in the trailers, when they come: replace in grpc-status, set Grpc-Message"},
		{"response-trailers: {set: {A: b}}", message{head: ok1}, ok1, "", "(the response has no body, and so no trailers)"},
		{"response-trailers: {set: {A: b}}", message{head: "HTTP/1.0 200 OK", body: "x"}, "HTTP/1.0 200 OK", "", "(HTTP/1.0 has no trailers)"},
	} {
		got := do(t, c.actions, message{head: get1}, c.response)
		if got.response.head != c.head || got.response.trailers != c.trailers || got.did() != c.did || got.response.body != c.response.body {
			t.Errorf("%s\n%+v\n%s", c.actions, got.response, got.did())
		}
	}
	got := do(t, "request-trailers: {set: {A: b}}", message{head: "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked", body: "x"}, message{})
	if got.request.trailers != "A: b" {
		t.Errorf("%+v", got.request)
	}
}
