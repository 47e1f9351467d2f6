package foreign

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rockxy/internal/rule/actions"
)

func TestRefused(t *testing.T) {
	bomb := `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]><map>&lol2;</map>`
	for name, c := range map[string]struct{ data, want string }{
		"empty":                {" \n", "it is empty"},
		"neither":              {"rules:\n  - a", "neither XML nor JSON"},
		"a binary plist":       {"bplist00\x01", "plutil -convert xml1"},
		"entities":             {bomb, "it declares entities"},
		"an external entity":   {`<!DOCTYPE map [<!ENTITY x SYSTEM "file:///etc/passwd">]><map>&x;</map>`, "it declares entities"},
		"an entity alone":      {`<map>&x;</map>`, "no XML that can be read"},
		"a parameter entity":   {`<!DOCTYPE map [<!ENTITY % x SYSTEM "http://127.0.0.1/x">%x;]><map/>`, "it declares entities"},
		"another encoding":     {`<?xml version="1.0" encoding="UTF-16"?><map/>`, "no XML that can be read"},
		"deep":                 {strings.Repeat("<map>", 1000) + strings.Repeat("</map>", 1000), "in each other"},
		"wide":                 {"<map>" + strings.Repeat("<a/>", maxValues+1) + "</map>", "more than 200000 elements"},
		"unfinished":           {"<map><mappings>", "no XML that can be read"},
		"not closed":           {"<map></mpa>", "no XML that can be read"},
		"no element":           {"<!-- x -->", "it has no element"},
		"something else":       {"<html><body/></html>", "its first element is <html>"},
		"a list of no tool":    {"<selectedHostsTool/>", ""},
		"JSON, deep":           {strings.Repeat("[", 100_000), "in each other"},
		"JSON, wide":           {"[" + strings.Repeat("1,", maxValues+1) + "1]", "more than 200000 values"},
		"JSON, unfinished":     {`[{"url":`, "no JSON that can be read"},
		"JSON, more than one":  {`[] []`, "something after its JSON"},
		"JSON, something else": {`{"a": [1, {"b": null}]}`, "has no rules of Proxyman"},
		"another format":       {`{"format": "rockxy.map-cloud", "rules": []}`, `its format is "rockxy.map-cloud"`},
		"a plist, odd":         {`<plist><dict><string>a</string><key>b</key></dict></plist>`, "a value without a key"},
		"a plist, empty":       {`<plist/>`, "a property list with 0 values"},
		"huge":                 {strings.Repeat(" ", MaxFile+1), "at most 32 MiB are read"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			i, err := Read([]byte(c.data), Options{Kinds: actions.Kinds(actions.Deps{})})
			if c.want == "" {
				if err != nil || len(i.Groups) > 0 || len(i.Left) == 0 {
					t.Errorf("%+v, %v", i, err)
				}
				return
			}
			var unknown *UnknownError
			if !errors.As(err, &unknown) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// TestNothingBreaksOutOfTheYAML: names and texts are data, whatever is in them.
func TestNothingBreaksOutOfTheYAML(t *testing.T) {
	for _, evil := range []string{
		"a\nenabled: false", "a: b", "- a", "'", `"`, "a'b\"c", "#x", "a #b", "{a}", "[a", "*a", "&a", "!!binary x", "|", ">", "%a", "@a", "`a", "~", "null", "true",
		"1", "0x1f", "1e3", "2026-01-01", "\u2028", "\u0085", "\ufeff", "\x00", "\x1b[31m", "ünï", "日本", "\xff\xfe", " a ", "a\tb", "...", "---", "? a", ":", "a:", "",
	} {
		xml := fmt.Sprintf(`<blacklist><toolEnabled>true</toolEnabled><locations><locationPatterns><locationMatch><location><host>%s</host></location><enabled>true</enabled></locationMatch></locationPatterns></locations></blacklist>`, escape(evil))
		i, err := Read([]byte(xml), Options{Kinds: actions.Kinds(actions.Deps{})})
		if err != nil {
			continue // XML cannot say it
		}
		if n := len(i.Groups) + len(i.Left); n == 0 {
			t.Errorf("%q: nothing comes out", evil)
		}
		for _, g := range i.Groups {
			if len(g.Rules) != 1 {
				t.Errorf("%q: %s", evil, g.YAML("x"))
			}
		}
	}
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(s)
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if filepath.Ext(file) == ".golden" {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, filepath.Base(file))
	}
	kinds := actions.Kinds(actions.Deps{})
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		if len(data) > 1<<16 {
			return
		}
		i, err := Read(data, Options{Name: name, Kinds: kinds})
		var unknown *UnknownError
		if err != nil {
			if !errors.As(err, &unknown) {
				t.Errorf("%T: %v", err, err)
			}
			return
		}
		for _, l := range i.Left {
			if strings.ContainsAny(l.String(), "\n\r\x1b") {
				t.Errorf("%q is not one line", l.String())
			}
		}
		for _, g := range i.Groups {
			if why := (&reader{o: Options{Kinds: kinds}}).unreadable(g); why != nil {
				t.Errorf("%v:\n%s", why, g.YAML("a file"))
			}
		}
	})
}
