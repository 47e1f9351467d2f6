package rulefile

import "testing"

func TestGroupNames(t *testing.T) {
	for name, want := range map[string]bool{"a": true, "my rules": true, "v1.2_x-y": true, "über": true, "": false, ".a": false, "a/b": false, "..": false, `a\b`: false, "a\x00": false, " a": false, "a:b": false} {
		if IsGroupName(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
		if want && GroupName("/x/"+name+".yaml") != name {
			t.Errorf("%q", GroupName("/x/"+name+".yaml"))
		}
	}
}
