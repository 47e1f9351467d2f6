package script

import (
	"os"
	"strings"
	"testing"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
)

// The scripts of the manual do what it says.
func TestManual(t *testing.T) {
	text, err := os.ReadFile("../../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	var scripts []string
	for i, b := range strings.Split(string(text), "\n```js\n") {
		if i > 0 {
			src, _, _ := strings.Cut(b, "\n```\n")
			scripts = append(scripts, src)
		}
	}
	if len(scripts) != 3 {
		t.Fatalf("%d scripts", len(scripts))
	}
	sign := &trial{t: t, src: scripts[0], env: map[string]string{"KEY": "secret"}}
	out, err := sign.ask()
	if at, _ := out.Head.Get("x-timestamp"); err != nil || len(at) != 10 || !out.Head.Has("x-signature") {
		t.Errorf("%v %s\n%s", err, out.Head.Raw, sign.trace())
	}
	host := NewHost(nil)
	for i := range 3 {
		bank := &trial{t: t, host: host, src: scripts[1], response: withBody("application/json", `{"owner":"Ada","balance":5}`)}
		out, err := bank.ask()
		if err != nil || (out.Answer != nil) != (i == 2) {
			t.Errorf("%d: %v %+v\n%s", i, err, out.Answer, bank.trace())
			continue
		}
		if _, got := bank.answer(); i < 2 && (got != `{"owner":"Ada","balance":1000000}` || !strings.HasSuffix(bank.logs()[0], "Ada")) {
			t.Errorf("%s\n%s", got, bank.trace())
		}
	}
	for data, want := range map[string]string{`{"from":"bot"}`: "dropped", `{"price":2.5}`: `{"price":5}`, `{"a": 1}`: `{"a": 1}`} {
		chat := &trial{t: t, src: scripts[2]}
		ev := chat.event(&rule.Event{Kind: flow.MessageText, Dir: flow.Response, Data: []byte(data)})
		if got := string(ev.Data); ev.Dropped != (want == "dropped") || !ev.Dropped && got != want {
			t.Errorf("%s: %s %v\n%s", data, got, ev.Dropped, chat.trace())
		}
	}
}
