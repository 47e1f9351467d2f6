package flow

import "testing"

func TestColours(t *testing.T) {
	for _, c := range append(Colours(), "") {
		if !c.Valid() {
			t.Errorf("%q is not valid", c)
		}
	}
	for _, c := range []Colour{"Red", "pink", " "} {
		if c.Valid() {
			t.Errorf("%q is valid", c)
		}
	}
}
