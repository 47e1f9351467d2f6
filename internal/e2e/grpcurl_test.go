package e2e

import (
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestGRPCurl calls the four kinds of method. grpcurl takes its proxy from the
// environment as every Go program does, so it will not use one for localhost:
// 0.0.0.0 is the same place under another name.
func TestGRPCurl(t *testing.T) {
	t.Parallel()
	grpcurl, ok := needTool(t, "grpcurl")
	if !ok {
		return
	}
	s := theStand(t)
	env := []string{"HTTPS_PROXY=" + s.proxy.httpProxy()}
	for method, c := range map[string]struct{ in, out []string }{
		"Unary":  {[]string{"hi"}, []string{"hi"}},
		"Server": {[]string{"a"}, []string{"a 0", "a 1", "a 2"}},
		"Client": {[]string{"a", "b", "c"}, []string{"a b c"}},
		"Bidi":   {[]string{"a", "b", "c"}, []string{"a", "b", "c"}},
	} {
		in, _ := json.Marshal(c.in[0])
		for _, v := range c.in[1:] {
			more, _ := json.Marshal(v)
			in = append(append(in, ' '), more...)
		}
		out := run(t, env, grpcurl, "-cacert", s.proxy.RootFile, "-import-path", filepath.Join("..", "testkit", "testdata"), "-proto", "echo.proto",
			"-max-time", "60", "-d", string(in), "0.0.0.0:"+s.origin.Port(), "rockxy.test.Echo/"+method)
		var got []string
		for d := json.NewDecoder(strings.NewReader(out)); ; {
			var v string
			if err := d.Decode(&v); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v in %q", method, err, out)
			}
			got = append(got, v)
		}
		if !slices.Equal(got, c.out) {
			t.Errorf("%s: got %q, want %q", method, got, c.out)
		}
		path := "/rockxy.test.Echo/" + method
		s.wantFlows(t, path, wantFlow{Method: "POST", Path: path, Proto: "h2", Status: 200, Request: framed(c.in), Response: framed(c.out)})
	}
}

// framed is the size of string values as length-prefixed messages.
func framed(values []string) (n int64) {
	for _, v := range values {
		n += 5 + 2 + int64(len(v)) // prefix, field tag and length, text
	}
	return n
}

func TestGRPCurlFailure(t *testing.T) {
	t.Parallel()
	grpcurl, ok := needTool(t, "grpcurl")
	if !ok {
		return
	}
	s := ownStand(t)
	_, err := tryRun(t.Context(), []string{"HTTPS_PROXY=" + s.proxy.httpProxy()}, grpcurl, "-cacert", s.proxy.RootFile,
		"-import-path", filepath.Join("..", "testkit", "testdata"), "-proto", "echo.proto", "-max-time", "60",
		"-d", `"fail"`, "0.0.0.0:"+s.origin.Port(), "rockxy.test.Echo/Unary")
	if err == nil || !strings.Contains(err.Error(), "Code: NotFound") || !strings.Contains(err.Error(), "asked to fail") {
		t.Errorf("grpcurl said %v", err)
	}
	s.wantFlows(t, "/rockxy.test.Echo/", wantFlow{Method: "POST", Path: "/rockxy.test.Echo/Unary", Proto: "h2", Status: 200, Request: framed([]string{"fail"})})
}
