package node

import (
	"encoding/json"
	"testing"
)

func TestJSON(t *testing.T) {
	for text, want := range map[string]string{
		"503":                                "503",
		"'503'":                              `"503"`,
		"[1, 0.5, 1e3, 007, .5, -1]":         `[1,0.5,"1e3","007",".5",-1]`,
		"{b: True, a: no, c: , d: ~}":        `{"b":true,"a":"no","c":null,"d":null}`,
		"{x: '<b>\"', y: \"\\u2028\\n\"}":    `{"x":"<b>\"","y":"\u2028\n"}`,
		"12345678901234567890":               `"12345678901234567890"`,
		"":                                   "null",
		"- a\n- {b: [c]}\n- |\n  d\n":        `["a",{"b":["c"]},"d\n"]`,
		"{down: 780kbit, latency: 400ms}":    `{"down":"780kbit","latency":"400ms"}`,
		"{set: {X-A: \"1\", X-B: [p, q]}}\n": `{"set":{"X-A":"1","X-B":["p","q"]}}`,
	} {
		got := string(read(t, text).JSON())
		if got != want || !json.Valid([]byte(got)) {
			t.Errorf("%q: %s", text, got)
		}
	}
	var none *Node
	if none.JSON() != nil {
		t.Error("nothing has JSON")
	}
}
