package store

import (
	"reflect"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

func TestMessageRoundTrip(t *testing.T) {
	want := &flow.Message{
		Kind: flow.MessageBinary, Dir: flow.Response, Time: 1_700_000_000_000_000_000, Size: 9, Wire: 11,
		Fragments: 2, Encoded: true, Data: []byte("\x00data"), Note: "cut",
	}
	got, err := decodeMessage(appendMessage(nil, want))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestMessageIsBounded(t *testing.T) {
	m := &flow.Message{Kind: flow.MessageText, Data: make([]byte, maxMessage+1), Note: strings.Repeat("n", 1<<17)}
	got, err := decodeMessage(appendMessage(nil, m))
	if err != nil || len(got.Data) != maxMessage || got.Note == "" || len(got.Note) > 1<<10 {
		t.Errorf("%d octets, note of %d, %v", len(got.Data), len(got.Note), err)
	}
}
