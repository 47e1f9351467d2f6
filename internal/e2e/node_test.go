package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// needNode finds Node and the packages of testdata/node.
func needNode(t *testing.T) (path string, ok bool) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("testdata", "node", "node_modules", "ws")); err != nil {
		return "", missing(t, "the npm packages of the Node clients (make node-clients)")
	}
	return need(t, "node")
}

func TestNode(t *testing.T) {
	for _, c := range []struct {
		name, script, proto string
		args                []string
	}{
		{"fetch-h1", "fetch.mjs", "http/1.1", nil},
		{"fetch-h2", "fetch.mjs", "h2", []string{"h2"}},
		{"https", "https.mjs", "http/1.1", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			node, ok := needNode(t)
			if !ok {
				return
			}
			s := theStand(t)
			key := s.key(t)
			argv := append([]string{node, filepath.Join("testdata", "node", c.script)}, c.args...)
			s.judge(t, key, c.proto, run(t, s.batteryEnv(t, key), argv...))
		})
	}
}

func TestNodeWebSocket(t *testing.T) {
	t.Parallel()
	node, ok := needNode(t)
	if !ok {
		return
	}
	s := theStand(t)
	key := s.key(t)
	out := run(t, s.batteryEnv(t, key), node, filepath.Join("testdata", "node", "ws.mjs"))
	if !strings.Contains(out, `"code":1000,"subprotocol":"echo","extensions":"permessage-deflate"`) {
		t.Errorf("the client reported %s", out)
	}
	s.wantFlows(t, key, wantFlow{Method: "GET", Path: "/ws", Proto: "http/1.1", Status: 101, Request: -1, Response: -1})
}
