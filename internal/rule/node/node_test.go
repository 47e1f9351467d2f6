package node

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func read(t testing.TB, text string) *Node {
	t.Helper()
	n, err := Read("f.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// complaints are what err says, without the path.
func complaints(err error) []string {
	var all *Errors
	if !errors.As(err, &all) {
		if err != nil {
			return []string{err.Error()}
		}
		return nil
	}
	var lines []string
	for _, e := range all.All {
		lines = append(lines, strings.TrimPrefix(e.Error(), "f.yaml:"))
	}
	return lines
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	n := read(t, `status: 99
hwo: close
delay: soon
rate: 5kbps
size: big
on: maybe
tell: yes
share: 120%
re: 'a(b'
`)
	m := n.Map("status", "how", "delay", "rate", "size", "on", "tell", "share", "re")
	m.Get("status").Int(503, 100, 999)
	m.Get("delay").Duration(0, 0, time.Hour)
	m.Get("rate").Rate(0)
	m.Get("size").Size(0, 0, 1<<30)
	m.Get("on").OneOf("request", "request", "response")
	m.Get("tell").Bool(false)
	m.Get("share").Share(0)
	m.Get("re").Regexp()
	m.Get("how").OneOf("", "close")
	want := []string{
		`1:9: "99"; expected a whole number from 100 to 999`,
		`2:1: the key "hwo"; expected status, how, delay, rate, size, on, tell, share or re; did you mean how?`,
		`3:8: "soon"; expected a time such as 400ms or 2s`,
		`4:7: "5kbps"; expected a rate such as 780kbit or 2mbit, or 100kB for octets a second`,
		`5:7: "big"; expected a size such as 64KiB or 1MiB`,
		`6:5: "maybe"; expected request or response`,
		`7:7: "yes"; expected true or false`,
		`8:8: "120%"; expected a share such as 5% or 0.05`,
		`9:6: "a(b": missing closing ); expected a regular expression of RE2`,
	}
	if got := complaints(n.Err()); !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	if err := m.Get("size").Err(); len(complaints(err)) != 1 {
		t.Errorf("of one value: %v", err)
	}
}

func TestValues(t *testing.T) {
	n := read(t, `{i: 7, f: 0.5, s: text, q: "7", b: true, d: 1m30s, z: 1MiB, r: 780kbit, r2: 100kB, r3: 2mbit, r4: 1MiB/s, p: 5%, w: two, nothing: , l: [a, 2], one: x}`)
	m := map[string]*Node{}
	for _, p := range n.Pairs() {
		m[p.Key.Text()] = p.Value
	}
	got := fmt.Sprint(m["i"].Int(0, 0, 9), m["f"].Float(0, 0, 1), m["s"].String(""), m["q"].String(""), m["b"].Bool(false), m["d"].Duration(0, 0, time.Hour),
		m["z"].Size(0, 0, 1<<30), m["r"].Rate(0), m["r2"].Rate(0), m["r3"].Rate(0), m["r4"].Rate(0), m["p"].Share(0), m["w"].OneOf("", "one", "two"), m["nothing"].String("x"),
		m["l"].Strings(), m["one"].Strings())
	want := fmt.Sprint(7, 0.5, "text", "7", true, 90*time.Second, 1<<20, 780_000, 800_000, 2_000_000, 8<<20, 0.05, "two", "", []string{"a", "2"}, []string{"x"})
	if got != want || n.Err() != nil {
		t.Errorf("%s, not %s; %v", got, want, n.Err())
	}
	var none *Node
	got = fmt.Sprint(none.Int(1, 2, 3), none.Float(1, 2, 3), none.String("s"), none.Bool(true), none.Duration(1, 0, 0), none.Size(2, 0, 0), none.Rate(3), none.Share(0.5),
		none.OneOf("x"), none.Strings(), none.List(), none.Pairs(), none.Fields(), none.Map("a").Has("a"), none.Regexp(), none.Err(), none.Text(), none.Items(), none.Key(), none.Is(Null))
	if want := "1 1strue 1ns 2 3 0.5x[] [] [] [] false <nil> <nil>[] <nil> false"; got != want {
		t.Errorf("of nothing: %s", got)
	}
}

func TestKeys(t *testing.T) {
	n := read(t, "headers: {X-A: '1', X-B: [a, b]}\naction: {block: 503}\nword: no-cache\ntwo: {a: 1, b: 2}\n")
	m := n.Map("headers", "action", "word", "two", "body", "file")
	var fields []string
	for _, f := range m.Get("headers").Fields() {
		fields = append(fields, f.Name+": "+f.Value)
	}
	if !slices.Equal(fields, []string{"X-A: 1", "X-B: a", "X-B: b"}) {
		t.Errorf("%q", fields)
	}
	if k, v := m.Get("action").Single("an action"); k.Text() != "block" || v.Text() != "503" || v.Key() != k {
		t.Error("a mapping with one key")
	}
	if k, v := m.Get("word").Single("an action"); k.Text() != "no-cache" || !v.Is(Null) || v.Key() != k || v.Errorf("x") == nil || v.Err() == nil {
		t.Error("a word alone")
	}
	m.Get("two").Single("an action")
	two := m.Get("two").Map("a", "b", "c")
	two.Only("a", "b")
	two.Need("c")
	m.Only("body", "file")
	want := []string{
		`3:7: x`,
		`4:6: no key "c"; expected it here`,
		`4:13: a second key "b" beside "a"; expected an action with one key`,
		`4:13: "b" besides "a"; expected one of them`,
	}
	if got := complaints(n.Err()); !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	if got := complaints(m.Get("headers").Err()); got != nil {
		t.Errorf("of what is fine: %q", got)
	}
}

func TestErrorOfSomebodyElseIsPlaced(t *testing.T) {
	n := read(t, "a: b\n")
	v := n.Map("a").Get("a")
	if err := v.Take(os.ErrInvalid); err.Error() != "f.yaml:1:4: invalid argument" {
		t.Error(err)
	}
	once := v.Errorf("one")
	if v.Take(once) != once || v.Take(nil) != nil || len(complaints(n.Err())) != 2 {
		t.Error("recorded twice, or not returned")
	}
}
