package proxy

import (
	"bytes"
	"context"
	"net"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"rockxy/internal/flow"
)

// TestH2Spec runs h2spec, a conformance suite for servers, against h2Server.
func TestH2Spec(t *testing.T) {
	tool := h2specTool(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var conns sync.WaitGroup
	conns.Go(func() { acceptH2(l, &conns) })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	out, err := exec.Command(tool, "-h", "127.0.0.1", "-p", port, "-o", "1", "--strict").CombinedOutput()
	l.Close()
	conns.Wait()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if !bytes.Contains(out, []byte("146 tests, 146 passed")) {
		t.Errorf("not all was run:\n%s", out)
	}
}

// acceptH2 serves a short page to whoever connects.
func acceptH2(l net.Listener, conns *sync.WaitGroup) {
	for {
		nc, err := l.Accept()
		if err != nil {
			return
		}
		s := newH2Server(nc, h2Config{}, nil, func(_ uint32, d downstream) { servePage(d, []byte("hello, world")) })
		conns.Go(func() { s.Serve(context.Background()) })
	}
}

// servePage reads the request and answers with page.
func servePage(d downstream, page []byte) {
	for d.HasBody() {
		p, err := d.ReadPiece()
		if err != nil {
			return
		}
		if p.End {
			break
		}
	}
	h := &flow.Head{Proto: flow.HTTP2, Status: 200, Fields: []flow.Field{
		{Name: []byte(":status"), Value: []byte("200")},
		{Name: []byte("content-length"), Value: strconv.AppendInt(nil, int64(len(page)), 10)},
	}}
	if d.WriteHead(h, false) == nil {
		d.WritePiece(Piece{Data: page, End: true})
	}
}

// h2specTool returns the path of h2spec, which is built if need be.
func h2specTool(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../bin/h2spec")
	if err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "-C", "../../tools", "build", "-o", path, "github.com/summerwind/h2spec/cmd/h2spec")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building h2spec: %v\n%s", err, out)
	}
	return path
}
