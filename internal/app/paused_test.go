package app

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/rule/breakpoint"
)

// waiting is what stands at a breakpoint of an instance.
type waiting struct {
	got  chan breakpoint.Decision
	gone context.CancelFunc
}

// pause puts a message into the queue, and returns when it is there.
func pause(t *testing.T, a *App, m *breakpoint.Message) waiting {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w := waiting{make(chan breakpoint.Decision, 1), cancel}
	_, _, changed := a.paused.List()
	item := breakpoint.Item{Exchange: 7, Client: "127.0.0.1:5", Process: "curl", Rule: "r", Group: "g", Method: "GET", URL: "https://a/", Phase: "request", Original: m}
	done := make(chan struct{})
	go func() {
		defer close(done)
		d, err := a.paused.Hold(ctx, item, func(d breakpoint.Decision) error {
			if d.Message != nil && d.Message.Method == "BAD" {
				return &breakpoint.RefusedError{What: "BAD is bad"}
			}
			return nil
		})
		if err == nil {
			w.got <- d
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	<-changed
	return w
}

func dialled(t *testing.T, a *App) *api.Client {
	t.Helper()
	c, err := api.Dial(t.Context(), a.cfg.Data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func request() *breakpoint.Message {
	return &breakpoint.Message{Method: "POST", URL: "https://a/b", Version: "HTTP/1.1",
		Fields: []breakpoint.Field{{Name: "Host", Value: "a"}, {Name: "X", Value: "\xff"}}, Body: []byte("hello")}
}

func TestPausedOverTheSocket(t *testing.T) {
	a, _ := run(t, testConfig(t), Options{})
	c := dialled(t, a)
	l, err := c.Paused(t.Context())
	if err != nil || l.Paused == nil || len(l.Paused) != 0 {
		t.Fatalf("%+v, %v", l, err)
	}
	w := pause(t, a, request())
	if l, err = c.Paused(t.Context()); err != nil || len(l.Paused) != 1 || l.Sequence == 0 {
		t.Fatalf("%+v, %v", l, err)
	}
	p := l.Paused[0]
	p.Since = p.Since.Round(0)
	if want := (api.PausedItem{ID: 1, Exchange: 7, Phase: "request", Direction: "request", Method: "GET", URL: "https://a/", Client: "127.0.0.1:5", Process: "curl",
		Rule: "r", Group: "g", Since: p.Since, BodyBytes: 5}); !reflect.DeepEqual(p, want) {
		t.Errorf("%+v", p)
	}
	d, err := c.PausedMessage(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if m := d.Original; m.Method != "POST" || *m.Text != "hello" || string(m.Fields[1].Base64) != "\xff" || m.Raw != nil || !strings.HasSuffix(string(m.RawBase64), "\n\nhello") {
		t.Errorf("%+v", m)
	}
	// Field by field, the body as it came.
	edit := d.Original.EditedMessage
	edit.Method, edit.Text = "PUT", nil
	if err := c.Decide(t.Context(), 1, api.Decision{Action: "send", Edit: api.Edit{Message: &edit}}); err != nil {
		t.Fatal(err)
	}
	got := <-w.got
	if !got.KeepBody || got.Message.Method != "PUT" || got.Message.Fields[1].Value != "\xff" || got.By != "by a person" {
		t.Errorf("%+v", got)
	}
	var e *api.Error
	if err := c.Decide(t.Context(), 1, api.Decision{Action: "send"}); !errors.As(err, &e) || e.Status != http.StatusGone {
		t.Errorf("%v", err)
	}
}

func TestEditsThatCannotBe(t *testing.T) {
	a, _ := run(t, testConfig(t), Options{})
	c := dialled(t, a)
	pause(t, a, request())
	text, bad := "GET https://a/", "GET https://a/\nno field"
	for want, d := range map[string]api.Decision{
		"line 2: ":                 {Action: "send", Edit: api.Edit{Raw: &bad}},
		"one of message, raw":      {Action: "send", Edit: api.Edit{Raw: &text, Template: "x"}},
		`there is no template "x"`: {Action: "send", Edit: api.Edit{Template: "x"}},
		"cannot be the name":       {Action: "send", Edit: api.Edit{Template: "../x"}},
		"BAD is bad":               {Action: "send", Edit: api.Edit{Message: &api.EditedMessage{Method: "BAD"}}},
		"a method or a status":     {Action: "send", Edit: api.Edit{Message: &api.EditedMessage{Method: "GET", Status: 200}}},
	} {
		var e *api.Error
		if err := c.Decide(t.Context(), 1, d); !errors.As(err, &e) || e.Status/100 != 4 || !strings.Contains(e.Message, want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if l := a.Paused(); len(l.Paused) != 1 {
		t.Error("it went on")
	}
}

func TestDraftsOutliveWhoMadeThem(t *testing.T) {
	a, _ := run(t, testConfig(t), Options{})
	w := pause(t, a, request())
	text := "PUT https://a/c\nHost: a\n\nnew"
	if err := dialled(t, a).Draft(t.Context(), 1, &api.Edit{Raw: &text}); err != nil {
		t.Fatal(err)
	}
	c := dialled(t, a)
	d, err := c.PausedMessage(t.Context(), 1)
	if err != nil || !d.Edited || d.Draft == nil || *d.Draft.Raw != text || d.Original.Method != "POST" {
		t.Fatalf("%+v, %v", d, err)
	}
	if err := c.Draft(t.Context(), 1, nil); err != nil {
		t.Fatal(err)
	}
	if d, err := c.PausedMessage(t.Context(), 1); err != nil || d.Edited {
		t.Errorf("%+v, %v", d, err)
	}
	if err := c.Draft(t.Context(), 1, &api.Edit{Message: &api.EditedMessage{Method: "PATCH", URL: "/"}}); err != nil {
		t.Fatal(err)
	}
	if err := c.Decide(t.Context(), 1, api.Decision{Action: "send"}); err != nil {
		t.Fatal(err)
	}
	if got := <-w.got; got.Message.Method != "PATCH" || string(got.Message.Body) != "hello" {
		t.Errorf("%+v", got.Message)
	}
}

func TestWatchPaused(t *testing.T) {
	a, stop := run(t, testConfig(t), Options{})
	pause(t, a, request())
	second := pause(t, a, request())
	events := make(chan api.PausedEvent)
	ended := make(chan error, 1)
	c := dialled(t, a)
	go func() {
		ended <- c.WatchPaused(t.Context(), func(e api.PausedEvent) error {
			events <- e
			return nil
		})
	}()
	for want := range uint64(2) {
		if e := <-events; e.Paused == nil || e.Paused.ID != want+1 {
			t.Errorf("%+v", e)
		}
	}
	second.gone()
	if e := <-events; e.Gone != 2 || e.Sequence != 3 {
		t.Errorf("%+v", e)
	}
	text := "PUT /"
	if err := c.Draft(t.Context(), 1, &api.Edit{Raw: &text}); err != nil {
		t.Fatal(err)
	}
	if e := <-events; e.Paused == nil || !e.Paused.Edited {
		t.Errorf("%+v", e)
	}
	if err := c.Decide(t.Context(), 1, api.Decision{Action: "abort"}); err != nil {
		t.Fatal(err)
	}
	if e := <-events; e.Gone != 1 {
		t.Errorf("%+v", e)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestTemplatesOverTheSocket(t *testing.T) {
	a, _ := run(t, testConfig(t), Options{})
	c := dialled(t, a)
	text := "HTTP/1.1 404 Not Found\nContent-Type: text/plain\n\nnothing"
	if err := c.SaveTemplate(t.Context(), "not found", api.Edit{Raw: &text}); err != nil {
		t.Fatal(err)
	}
	all, err := DescribeTemplates(Templates(a.cfg.Data))
	if err != nil || len(all) != 1 || all[0] != (api.Template{Name: "not found", Form: "response", Line: "404 Not Found"}) {
		t.Errorf("%+v, %v", all, err)
	}
	w := pause(t, a, request())
	if err := c.Decide(t.Context(), 1, api.Decision{Action: "send", Edit: api.Edit{Template: "not found"}}); err != nil {
		t.Fatal(err)
	}
	if got := <-w.got; got.Message.Dir != flow.Response || got.Message.Status != 404 || string(got.Message.Body) != "nothing" {
		t.Errorf("%+v", got.Message)
	}
	for _, name := range []string{"..", "a/b", ""} {
		if err := c.SaveTemplate(t.Context(), name, api.Edit{Raw: &text}); err == nil {
			t.Errorf("%q is a name", name)
		}
	}
}

func TestFormsAreJSON(t *testing.T) {
	m := request()
	m.Fields = m.Fields[:1]
	form := messageForm(m)
	b, err := json.Marshal(form)
	if err != nil {
		t.Fatal(err)
	}
	var again api.MessageForm
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	got, keep, err := structured(&again.EditedMessage, m)
	if err != nil || keep || !reflect.DeepEqual(got, m) {
		t.Errorf("%+v, %v", got, err)
	}
}
