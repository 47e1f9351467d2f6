package policy

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func pattern(t testing.TB, text string) Pattern {
	t.Helper()
	p, err := ParsePattern(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAdd(t *testing.T) {
	until := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name, text string
		entry      Entry
		want       string
	}{
		{"to nothing", "", Entry{Action: Bypass, Pattern: pattern(t, "x")}, "bypass x\n"},
		{"at the end", "# a\nbypass y\n", Entry{Pattern: pattern(t, "x")}, "# a\nbypass y\nintercept x\n"},
		{"without a line end", "bypass y", Entry{Pattern: pattern(t, "x")}, "bypass y\nintercept x"},
		{"CRLF", "bypass y\r\n", Entry{Pattern: pattern(t, "x")}, "bypass y\r\nintercept x\r\n"},
		{"in its place", "\n  bypass  x # why\r\nbypass y\n", Entry{Action: Bypass, Pattern: pattern(t, "X."), Until: until, Auto: true, Note: `a "b"`},
			"\n  bypass x until 2030-01-01T00:00:00Z auto \"a \"\"b\"\"\" # why\r\nbypass y\n"},
		{"from the other list", "intercept x\nbypass y\n", Entry{Action: Bypass, Pattern: pattern(t, "x")}, "bypass x\nbypass y\n"},
		{"twice there", "bypass x\n# c\nintercept x\n", Entry{Pattern: pattern(t, "x")}, "intercept x\n# c\n"},
		{"an exemption first", byteOrderMark + "bypass *.x\nbypass y\n", Entry{Action: Bypass, Pattern: pattern(t, "!a.x")}, byteOrderMark + "bypass !a.x\nbypass *.x\nbypass y\n"},
		{"an exemption of another list", "bypass *.x\n", Entry{Pattern: pattern(t, "!a.x")}, "bypass *.x\nintercept !a.x\n"},
		{"with lines that cannot be read", "??\nbypass x\n\"\n", Entry{Action: Bypass, Pattern: pattern(t, "x"), Note: "n"}, "??\nbypass x \"n\"\n\"\n"},
	} {
		got, err := Add(test.text, test.entry)
		if err != nil || got != test.want {
			t.Errorf("%s: got %q, %v\nwant %q", test.name, got, err, test.want)
		}
	}
	if got, err := Add("# x\n", Entry{Pattern: pattern(t, "x"), Note: "a\nbypass *"}); err == nil || got != "# x\n" {
		t.Errorf("a line break in a note: %q, %v", got, err)
	}
}

// TestNothingIsSmuggledIn: a value that holds more than it should adds no line.
func TestNothingIsSmuggledIn(t *testing.T) {
	until := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	const leaf = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
	for _, host := range []string{"", "a b", "*.a", "a:443", "a\nbypass *", "a " + leaf + " until 2040-01-01T00:00:00Z #", "!a", `"a"b c`} {
		if got, err := AddException("", Exception{Host: host, Until: until}); err == nil || got != "" {
			t.Errorf("exception for %q: %q, %v", host, got, err)
		}
	}
	for _, c := range []ClientCert{
		{Kind: Keeper, Keeper: ""}, {Kind: Keeper, Keeper: "a\nb"}, {Kind: "keeper a #", Keeper: "b"}, {Kind: PEM}, {Kind: PKCS12, File: "a\x00"},
		{Pattern: pattern(t, "app:a b"), Kind: Keeper, Keeper: "c"},
	} {
		if got, err := AddClientCert("# x", c); err == nil || got != "# x" {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
	for _, name := range []string{"", "apple #", "apple\nbypass *"} {
		if got, err := SetGroup("", name, true); err == nil || got != "" {
			t.Errorf("group %q: %q, %v", name, got, err)
		}
	}
	if got, err := AddException("", Exception{Host: "a", Note: "b # \"c\"", Until: until}); err != nil || got != "allow-invalid a "+leaf+" until 2030-01-01T00:00:00Z \"b # \"\"c\"\"\"\n" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestOtherEdits(t *testing.T) {
	text := SetDefault("# top\n", Bypass)
	text = SetDefault(text, Intercept)
	if text != "# top\ndefault intercept\n" {
		t.Errorf("default: %q", text)
	}
	for _, on := range []bool{true, true, false, true} {
		var err error
		if text, err = SetGroup(text, "apple", on); err != nil {
			t.Error(err)
		}
	}
	if text != "# top\ndefault intercept\ngroup apple\n" {
		t.Errorf("group: %q", text)
	}
	if _, err := SetGroup(text, "nobody", false); err == nil {
		t.Error("a group that is none")
	}
	x := Exception{Host: "h", Until: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
	before := text
	text, _ = AddException(text, x)
	x.Host, x.Until = "H.", x.Until.Add(time.Hour)
	text, _ = AddException(text, x)
	if strings.Count(text, "allow-invalid") != 1 || !strings.Contains(text, "T01:00:00Z") {
		t.Errorf("exception: %q", text)
	}
	if text, n := RemoveExceptions(text, "H."); text != before || n != 1 {
		t.Errorf("exception removed: %q, %d", text, n)
	}
	c := ClientCert{Pattern: pattern(t, "*.x"), Kind: PEM, File: `C:\a b.pem`}
	text, err := AddClientCert(before, c)
	if err != nil || !strings.HasSuffix(text, "client-certificate *.x pem \"C:\\a b.pem\"\n") {
		t.Errorf("client certificate: %q, %v", text, err)
	}
	if text, n := RemoveClientCert(text, c.Pattern); text != before || n != 1 {
		t.Errorf("client certificate removed: %q, %d", text, n)
	}
}

func TestDropExpired(t *testing.T) {
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	const leaf = " sha256:0000000000000000000000000000000000000000000000000000000000000000 until "
	text := "bypass a until 2030-01-01T00:00:00Z # now\nbypass b until 2030-01-01T00:00:01Z\nbypass c\nintercept d until 2029-01-01T00:00:00Z\n" +
		"allow-invalid e" + leaf + "2029-01-01T00:00:00Z\nallow-invalid f" + leaf + "2031-01-01T00:00:00Z"
	got, n := DropExpired(text, now)
	want := "bypass b until 2030-01-01T00:00:01Z\nbypass c\nallow-invalid f" + leaf + "2031-01-01T00:00:00Z"
	if got != want || n != 3 {
		t.Errorf("got %q, %d", got, n)
	}
}

// TestAddAndRemoveRestores adds to files of all shapes what is not in them.
func TestAddAndRemoveRestores(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t)
		e := Entry{
			Action:  Action(rapid.IntRange(0, 1).Draw(t, "action")),
			Pattern: drawPattern(t),
			Note:    rapid.StringMatching(`[ -~é#"\\]{0,12}`).Draw(t, "note"),
			Auto:    rapid.Bool().Draw(t, "auto"),
		}
		text, _ = Remove(text, e.Pattern)
		added, err := Add(text, e)
		if err != nil {
			t.Fatal(err)
		}
		f, _ := ParseFile(added)
		found := false
		for _, got := range append(f.Bypass, f.Intercept...) {
			got.Line = 0
			found = found || got == e
		}
		if !found {
			t.Fatalf("%q has no %q", added, e)
		}
		if again, err := Add(added, e); err != nil || again != added {
			t.Fatalf("added twice: %q, %q, %v", added, again, err)
		}
		back, n := Remove(added, e.Pattern)
		if n != 1 || back != text {
			t.Fatalf("%d removed:\n%q\n%q\n%q", n, text, added, back)
		}
	})
}

func drawText(t *rapid.T) string {
	lines := rapid.SliceOfN(rapid.SampledFrom([]string{
		"", "# comment", "  \t", "bypass *.example.com", "bypass !x.example", "intercept a # c", "default bypass", "group apple",
		"garbage", `bypass "`, "bypass\x00", "\xff", `bypass b until 2030-01-01T00:00:00Z auto "n"`, "bypass app:curl *",
	}), 0, 6).Draw(t, "lines")
	end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")
	text := strings.Join(lines, end) + rapid.SampledFrom([]string{"", end}).Draw(t, "last")
	return rapid.SampledFrom([]string{"", byteOrderMark}).Draw(t, "mark") + text
}
