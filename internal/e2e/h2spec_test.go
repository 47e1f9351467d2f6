package e2e

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"rockxy/internal/testkit"
)

// argued are the cases of h2spec that may fail, each with the reason.
func argued() map[string]string {
	return map[string]string{}
}

// TestH2Spec runs h2spec against the side that faces clients. h2spec knows no
// proxies, so each of its connections is taken through CONNECT by a forwarder.
func TestH2Spec(t *testing.T) {
	t.Parallel()
	h2spec, ok := needTool(t, "h2spec")
	if !ok {
		return
	}
	s := ownStand(t)
	host, port, err := net.SplitHostPort(startForwarder(t, s.proxy.Proxy, "localhost:"+s.origin.Port()))
	if err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(t.TempDir(), "report.xml")
	out, runErr := tryRun(t.Context(), nil, h2spec, "--host", host, "--port", port, "--tls", "--insecure", "--timeout", "5",
		"--strict", "--path", "/upload", "--junit-report", report, "--max-header-length", "4000")
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatalf("%v; h2spec: %v\n%s", err, runErr, tail(out))
	}
	judgeH2Spec(t, text)
	if s.proxy.gone() {
		t.Error("rockxy did not survive h2spec")
	}
}

// junit is the part of a JUnit report that matters.
type junit struct {
	Suites []struct {
		Package string `xml:"package,attr"`
		Cases   []struct {
			Package   string   `xml:"package,attr"`
			ClassName string   `xml:"classname,attr"`
			Failure   *xmlText `xml:"failure"`
			Error     *xmlText `xml:"error"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

type xmlText struct {
	Text string `xml:",innerxml"`
}

func judgeH2Spec(t *testing.T, report []byte) {
	t.Helper()
	var r junit
	if err := xml.Unmarshal(report, &r); err != nil {
		t.Fatal(err)
	}
	cases := 0
	for _, suite := range r.Suites {
		for _, c := range suite.Cases {
			cases++
			name := c.Package + " " + c.ClassName
			failed := c.Failure
			if failed == nil {
				failed = c.Error
			}
			why, expected := argued()[name]
			switch {
			case failed != nil && !expected:
				t.Errorf("h2spec %s:\n%s", name, failed.Text)
			case failed == nil && expected:
				t.Errorf("h2spec %s passes, but is argued to fail: %s", name, why)
			}
		}
	}
	if cases < 140 {
		t.Errorf("h2spec ran %d cases only", cases)
	}
}

// startForwarder listens and takes each connection to target through the proxy.
func startForwarder(t *testing.T, proxy, target string) (addr string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer c.Close()
				up, in, err := connectVia(proxy, target)
				if err != nil {
					t.Error(err)
					return
				}
				defer up.Close()
				relay(c, up, in)
			})
		}
	})
	t.Cleanup(func() { _ = ln.Close(); wg.Wait() })
	return ln.Addr().String()
}

// relay copies both ways and ends as soon as either side does.
func relay(c, up net.Conn, in io.Reader) {
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _ = io.Copy(up, c)
		_ = up.Close()
	})
	_, _ = io.Copy(c, in)
	_ = c.Close()
	wg.Wait()
}

// connectVia opens a tunnel; in reads what follows the proxy's answer.
func connectVia(proxy, target string) (c net.Conn, in *bufio.Reader, err error) {
	if c, err = net.DialTimeout("tcp", proxy, testkit.Patience); err != nil {
		return nil, nil, err
	}
	if _, err = fmt.Fprintf(c, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", target, target); err == nil {
		in = bufio.NewReader(c)
		var res *http.Response
		if res, err = http.ReadResponse(in, &http.Request{Method: http.MethodConnect}); err == nil && res.StatusCode == http.StatusOK {
			return c, in, nil
		}
		if err == nil {
			err = fmt.Errorf("CONNECT %s: %s", target, res.Status)
		}
	}
	_ = c.Close()
	return nil, nil, err
}
