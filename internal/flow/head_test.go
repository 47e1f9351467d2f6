package flow

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
)

// parsed is a head whose slices point into its Raw, as a codec leaves it.
func parsed() *Head {
	raw := []byte("GET /a HTTP/1.1\r\nHost: h\r\nX: 1\r\nx: 2\r\n\r\n")
	return &Head{Proto: HTTP11, Raw: raw, Method: raw[0:3], Target: raw[4:6], Fields: []Field{
		{Name: raw[17:21], Value: raw[23:24]}, {Name: raw[26:27], Value: raw[29:30]}, {Name: raw[32:33], Value: raw[35:36], NeverIndex: true},
	}}
}

func TestCloneSharesNothing(t *testing.T) {
	h := parsed()
	c := h.Clone()
	if !reflect.DeepEqual(h, c) {
		t.Fatalf("clone %+v, want %+v", c, h)
	}
	clear(h.Raw)
	h.Fields[0] = Field{}
	if !reflect.DeepEqual(parsed(), c) {
		t.Errorf("the clone changed with its original: %+v", c)
	}
	if (*Head)(nil).Clone() != nil {
		t.Error("a clone of nothing")
	}
}

func TestFieldsAreFoundWithoutCase(t *testing.T) {
	h := parsed()
	if v, ok := h.Get("hOST"); !ok || string(v) != "h" {
		t.Errorf("Host is %q, %v", v, ok)
	}
	if h.Has("hos") || h.Has("") {
		t.Error("a field that is not there was found")
	}
	var all []string
	for v := range h.Values("X") {
		all = append(all, string(v))
	}
	if fmt.Sprint(all) != "[1 2]" {
		t.Errorf("X is %v, want both in order", all)
	}
	for range h.Values("x") {
		break // the iterator stops when asked to
	}
}

func TestListJoinsValues(t *testing.T) {
	h := &Head{Fields: []Field{{Name: []byte("A"), Value: []byte("1, 2")}, {Name: []byte("B"), Value: []byte("x")}, {Name: []byte("a"), Value: nil}, {Name: []byte("a"), Value: []byte("3")}}}
	if h.List("a") != "1, 2, , 3" || h.List("b") != "x" || h.List("c") != "" {
		t.Errorf("%q, %q, %q", h.List("a"), h.List("b"), h.List("c"))
	}
}

func TestEqualFoldIsASCII(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"", "", true}, {"Aa", "aA", true}, {"a", "aa", false}, {"[", "{", false}, {"@", "`", false}, {"\xc3\xa4", "\xc3\x84", false}, {"K", "\u212a", false}} {
		if got := EqualFold([]byte(c.a), c.b); got != c.want {
			t.Errorf("EqualFold(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func TestResetKeepsTheRoomForFields(t *testing.T) {
	h := parsed()
	room := cap(h.Fields)
	if !h.IsRequest() {
		t.Error("a request is not taken for one")
	}
	h.Reset()
	if cap(h.Fields) != room || len(h.Fields) != 0 || h.IsRequest() || h.Raw != nil {
		t.Errorf("after Reset: %+v, room for %d", h, cap(h.Fields))
	}
}

func TestFaultsCompareByCode(t *testing.T) {
	cause := errors.New("cause")
	err := fmt.Errorf("dialling: %w", &Fault{Code: UpstreamRefused, Side: SideOrigin, Message: "refused", Cause: cause})
	if !errors.Is(err, &Fault{Code: UpstreamRefused}) || errors.Is(err, &Fault{Code: UpstreamDNS}) {
		t.Error("faults do not compare by code")
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
}
