package steer

import (
	"reflect"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/node"
)

// parsers are those of the package by kind.
func parsers() map[string]func(*node.Node) (rule.Action, error) {
	return map[string]func(*node.Node) (rule.Action, error){
		"map-remote": ParseMapRemote, "redirect-dns": ParseRedirectDNS, "block": ParseBlock, "mark": ParseMark}
}

// parse reads one line of a rule file: a kind and its value.
func parse(t *testing.T, line string) (rule.Action, error) {
	t.Helper()
	n, err := node.Read("f.yaml", []byte(line))
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	pair := n.Pairs()[0]
	return parsers()[pair.Key.Text()](pair.Value)
}

func TestParse(t *testing.T) {
	for line, want := range map[string]any{
		"map-remote: {host: staging.example.com, port: 8443, keep-host: false}": Remote{Host: "staging.example.com", Port: 8443},
		"map-remote: https://b.test/x":                                          Remote{Scheme: "https", Host: "b.test", Port: 443, Path: "/x"},
		"map-remote: {url: 'http://b.test?', keep-origin: true}":                Remote{Scheme: "http", Host: "b.test", Port: 80, NoQuery: true, KeepOrigin: true},
		"map-remote: {host: 'localhost:3000', from: /a/*, path: /b/$1}":         Remote{Host: "localhost", Port: 3000, From: "/a/*", Path: "/b/$1"},
		"map-remote: {query: '', keep-host: true}":                              Remote{NoQuery: true, KeepHost: true},
		"map-remote: {host: '::1'}":                                             Remote{Host: "::1"},
		"redirect-dns: {to: 10.0.0.5}":                                          "10.0.0.5",
		"redirect-dns: Other.Example":                                           "other.example",
		"redirect-dns: {to: '[::1]'}":                                           "::1",
		"block:":                                                                Block{Status: 503},
		"block: {}":                                                             Block{Status: 503},
		"block: 404":                                                            Block{Status: 404},
		"block: reset":                                                          Block{How: rule.CutReset},
		"block: {status: 403, body: '', content-type: text/html, hide: true}": Block{Status: 403, Body: []byte{}, ContentType: "text/html", Hide: true},
		"block: {how: hang}": Block{How: rule.CutHang},
		"mark: {color: gray, comment: x, pin: true, ignore: true}": Mark{flow.Mark{Pinned: true, Colour: "grey", Comment: "x"}, true},
		"mark: {colour: red}": Mark{flow.Mark{Colour: "red"}, false},
	} {
		a, err := parse(t, line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		var got any
		switch a := a.(type) {
		case *MapRemote:
			got = a.to
		case *RedirectDNS:
			got = a.to
		case *Block:
			got = *a
		case *Mark:
			got = *a
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %+v, want %+v", line, got, want)
		}
		if kind, _, _ := strings.Cut(line, ":"); a.Kind() != kind {
			t.Errorf("%s is a %s", line, a.Kind())
		}
	}
}

func TestParseErrors(t *testing.T) {
	for line, want := range map[string]string{
		"map-remote: {}":                         "f.yaml:1:13: map-remote changes nothing",
		"map-remote: {hosts: a}":                 `f.yaml:1:14: the key "hosts"`,
		"map-remote: b.test":                     "f.yaml:1:13: \"b.test\" is not a URL",
		"map-remote: {url: 'http://a', host: b}": "f.yaml:1:37: host besides url",
		"map-remote: {host: 'a:1', port: 2}":     "f.yaml:1:20: a:1 has a port",
		"map-remote: {host: 'a:0'}":              "f.yaml:1:20: \"0\" is not a port",
		"map-remote: {scheme: ftp}":              "f.yaml:1:22:",
		"map-remote: {path: /a, from: '~('}":     "f.yaml:1:13:",
		"redirect-dns:":                          `f.yaml:1:14: nothing; expected the key "to"`,
		"redirect-dns: {to: '10.0.0.5:80'}":      "f.yaml:1:20: \"10.0.0.5:80\" has a port",
		"block: {status: 99}":                    "f.yaml:1:17:",
		"block: {how: close, status: 503}":       "f.yaml:1:8: block has how",
		"block: rest":                            "did you mean reset?",
		"block: [1]":                             "f.yaml:1:8:",
		"mark: {color: pink}":                    "f.yaml:1:15:",
		"mark: {color: red, colour: red}":        "f.yaml:1:28: colour besides color",
		"mark:":                                  "f.yaml:1:6: mark does nothing",
	} {
		if a, err := parse(t, line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is %+v, %v; want an error with %q", line, a, err, want)
		}
	}
}
