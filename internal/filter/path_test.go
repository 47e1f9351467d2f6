package filter

import (
	"reflect"
	"testing"
)

func TestParsePath(t *testing.T) {
	steps, _, ok := ParsePath("$.items[*]['a b'][-1]..id")
	want := []PathStep{{PathMember, "items", 0}, {PathAll, "", 0}, {PathMember, "a b", 0}, {PathItem, "", -1}, {PathDeep, "id", 0}}
	if !ok || !reflect.DeepEqual(steps, want) {
		t.Errorf("%v, %v", steps, ok)
	}
	if _, at, ok := ParsePath("$.a[b"); ok || at != 3 {
		t.Errorf("taken, or wrong at %d", at)
	}
}
