package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/cli/render"
)

func pausedEvent(id uint64) api.PausedEvent {
	return api.PausedEvent{Paused: &api.PausedItem{ID: id, Phase: "request", Direction: "request", Method: "GET", URL: fmt.Sprintf("https://example.com/%d", id),
		Process: "curl", Since: time.Unix(100, 0)}}
}

func screenful(b *board, height int) string {
	return strings.Join(b.lines(render.Style{}, 80, height, time.Unix(107, 0)), "\n")
}

func TestBoard(t *testing.T) {
	var b board
	if got := screenful(&b, 24); !strings.Contains(got, "Nothing is paused") {
		t.Errorf("%s", got)
	}
	for id := range uint64(5) {
		b.take(pausedEvent(id + 1))
	}
	if b.at != 1 {
		t.Errorf("%d is chosen of the first that come", b.at)
	}
	b.move(2)
	b.move(-1)
	got := screenful(&b, 24)
	for _, want := range []string{"5 messages paused", "▶     2  request    GET https://example.com/2", "curl  7s", "quit"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	b.take(api.PausedEvent{Gone: 2})
	if b.at != 3 {
		t.Errorf("%d is chosen after the one that was has gone", b.at)
	}
	b.move(100)
	b.take(api.PausedEvent{Gone: 5})
	if b.at != 4 {
		t.Errorf("%d is chosen after the last has gone", b.at)
	}
	b.say("", errors.New("line 3: no\nsecond"))
	if got := screenful(&b, 24); !strings.Contains(got, "line 3: no") || strings.Contains(got, "second") || !b.bad {
		t.Errorf("%s", got)
	}
	for _, id := range []uint64{1, 3, 4, 4} {
		b.take(api.PausedEvent{Gone: id})
	}
	if b.at != 0 || len(b.items) != 0 {
		t.Errorf("%+v", b)
	}
	b.move(1)
}

func TestBoardScrolls(t *testing.T) {
	var b board
	for id := range uint64(50) {
		b.take(pausedEvent(id + 1))
	}
	for _, to := range []int{0, 49, -1, -49, 20} {
		b.move(to)
		got := b.lines(render.Style{}, 80, 10, time.Unix(107, 0))
		if len(got) > 10 || !slices.ContainsFunc(got, func(l string) bool { return strings.HasPrefix(l, "▶ ") }) {
			t.Errorf("%d lines after %d:\n%s", len(got), to, strings.Join(got, "\n"))
		}
		for _, l := range got {
			if n := render.Width(l); n > 80 {
				t.Errorf("%d cells: %q", n, l)
			}
		}
	}
}

func TestRowOfWhatIsHostile(t *testing.T) {
	e := pausedEvent(1)
	e.Paused.URL, e.Paused.Process = "https://a/\x1b[2J", "\x1b]0;x\x07"
	if got := pausedRow(render.Style{}, e.Paused, time.Unix(100, 0), 0); strings.ContainsRune(got, '\x1b') {
		t.Errorf("%q", got)
	}
	at := time.Unix(130, 0)
	e.Paused.Deadline, e.Paused.Then, e.Paused.Edited = &at, "abort", true
	if got := pausedRow(render.Style{}, e.Paused, time.Unix(110, 0), 0); !strings.HasSuffix(got, "10s, abort in 20s  edited") {
		t.Errorf("%q", got)
	}
}

func TestKeysOf(t *testing.T) {
	for typed, want := range map[string][]string{
		"s": {"s"}, "jjk": {"j", "j", "k"}, "\x1b[A\x1b[Bq": {"up", "down", "q"}, "\x1bOB": {"down"}, "\x1b[15~": nil, "\x1b": {"\x1b"}, "": nil,
	} {
		if got := keysOf(typed); !slices.Equal(got, want) {
			t.Errorf("%q: %q", typed, got)
		}
	}
}

func TestDraftText(t *testing.T) {
	text := "GET https://a/ HTTP/1.1\n\nbody"
	got, place, err := draftText(&api.PausedDetail{Original: api.MessageForm{Raw: &text}})
	if err != nil || got != text || place != "" {
		t.Errorf("%q, %q, %v", got, place, err)
	}
	d := &api.PausedDetail{Original: api.MessageForm{RawBase64: []byte("GET https://a/ HTTP/1.1\nA: b\n\n\x00\xff\n\n")}}
	got, place, err = draftText(d)
	if err != nil || got != "GET https://a/ HTTP/1.1\nA: b\n\n"+place || !strings.Contains(place, "4 octets") {
		t.Fatalf("%q, %q, %v", got, place, err)
	}
	if e := fromDraft(strings.Replace(got, "A: b", "A: c", 1)+"\r\n", place); !e.KeepBody || *e.Raw != "GET https://a/ HTTP/1.1\nA: c\n\n" {
		t.Errorf("%+v", e)
	}
	if e := fromDraft("GET https://a/\n\nnew", place); e.KeepBody || *e.Raw != "GET https://a/\n\nnew" {
		t.Errorf("%+v", e)
	}
	d.Kind = "binary"
	if _, _, err := draftText(d); err == nil || !strings.Contains(hint(err), "--file") {
		t.Errorf("%v", err)
	}
}

func TestLineFeedOfTheEditor(t *testing.T) {
	for _, c := range [][3]string{
		{"a\n\nb", "a\n\nb\n", "a\n\nb"}, {"a\n\nb", "a\n\nc", "a\n\nc"}, {"a\n\nb\n", "a\n\nc\n", "a\n\nc\n"}, {"a\n\nb", "a\n\nb\n\n", "a\n\nb\n\n"}, {"a\n\n", "a\n\n", "a\n\n"},
	} {
		if got := withoutAddedEnd(c[0], c[1]); got != c[2] {
			t.Errorf("%q edited to %q is %q", c[0], c[1], got)
		}
	}
}

func TestEditorCommand(t *testing.T) {
	env := map[string]string{"EDITOR": " nano -w "}
	get := func(name string) string { return env[name] }
	has := func(name string) bool { return name == "vi" }
	if got := editorCommand(get, has); got != "nano -w" {
		t.Errorf("%q", got)
	}
	if env["VISUAL"] = "code --wait"; editorCommand(get, has) != "code --wait" {
		t.Error("VISUAL does not come first")
	}
	clear(env)
	if got := editorCommand(get, has); got != "vi" {
		t.Errorf("%q", got)
	}
	if got := editorCommand(get, func(string) bool { return false }); got != "" {
		t.Errorf("%q", got)
	}
}

func TestFileIsTextOrOctets(t *testing.T) {
	if e := rawEdit([]byte("GET / é"), api.Edit{KeepBody: true}); e.Raw == nil || !e.KeepBody {
		t.Errorf("%+v", e)
	}
	for _, octets := range []string{"GET / \xff", "GET / \x00"} {
		if e := rawEdit([]byte(octets), api.Edit{}); e.Raw != nil || string(e.RawBase64) != octets {
			t.Errorf("%+v", e)
		}
	}
}
