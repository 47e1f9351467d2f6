package har

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rockxy/internal/flow"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with testdata/name.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update):\n%s", name, got)
	}
}

func TestWriter(t *testing.T) {
	archive := write(t, Options{Version: "1.0", Comment: "samples"}, samples()...)
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(archive), "", "  "); err != nil {
		t.Fatal(err)
	}
	golden(t, "rockxy.har", b.String())
}

// What is in the golden file is looked at here by another JSON reader.
func TestWriterFields(t *testing.T) {
	var file struct {
		Log struct {
			Version string
			Pages   any
			Entries []struct {
				Time    float64
				Timings map[string]float64
				Request struct {
					PostData struct {
						Params []struct{ Name, Value string }
					}
				}
				Response struct {
					Cookies []map[string]any
					Content struct {
						Size, Compression int
						Text, Encoding    string
					}
				}
				Messages []struct {
					Type, Data string
					Time       float64
					Opcode     int
				} `json:"_webSocketMessages"`
			}
		}
	}
	if err := json.Unmarshal([]byte(write(t, Options{}, samples()...)), &file); err != nil {
		t.Fatal(err)
	}
	if file.Log.Version != "1.2" || file.Log.Pages != nil || len(file.Log.Entries) != 4 {
		t.Fatalf("%+v", file)
	}
	e := file.Log.Entries
	want := map[string]float64{"blocked": -1, "dns": 10, "connect": 50, "ssl": 30, "send": 2, "wait": 10, "receive": 8}
	for name, v := range want {
		if e[0].Timings[name] != v {
			t.Errorf("%s is %v, want %v", name, e[0].Timings[name], v)
		}
	}
	if e[0].Time != 80 || e[1].Timings["connect"] != -1 || e[1].Timings["dns"] != -1 {
		t.Errorf("time %v, then %v", e[0].Time, e[1].Timings)
	}
	if c := e[0].Response.Content; c.Text != `{"name":"grüß","n":1}` || c.Size != 23 || c.Compression != 23-30 {
		t.Errorf("content %+v", c)
	}
	if c := e[0].Response.Cookies; len(c) != 2 || c[0]["expires"] != "2026-10-21T07:28:00Z" || c[0]["sameSite"] != "Lax" || c[0]["secure"] != true || c[1]["httpOnly"] != false {
		t.Errorf("cookies %v", c)
	}
	if p := e[1].Request.PostData.Params; len(p) != 2 || p[0].Value != "Jürgen" || p[1].Value != "a b" {
		t.Errorf("params %+v", p)
	}
	if c := e[1].Response.Content; c.Encoding != "base64" || c.Text != "iVBORw0KGgoAAQ==" {
		t.Errorf("content %+v", c)
	}
	if m := e[2].Messages; len(m) != 3 || m[0].Type != "send" || m[0].Data != "hello" || m[1].Opcode != 2 || m[1].Data != "AAEC" || m[2].Opcode != 8 {
		t.Errorf("messages %+v", m)
	}
}

func TestRedactIsTold(t *testing.T) {
	opt := Options{Comment: "secrets are replaced", Redact: func(e *Entry) error {
		e.Exchange.URL = strings.ReplaceAll(e.Exchange.URL, "page=2", "page=0")
		e.Heads = []Head{{Dir: flow.Request, Head: &flow.Head{Proto: flow.HTTP11, Fields: []flow.Field{{Name: []byte("X-Key"), Value: []byte("stand-in")}}}}}
		e.Body = [2]*io.SectionReader{}
		return nil
	}}
	all := samples()
	archive := write(t, opt, all[0])
	for _, secret := range []string{"two=2", "sid=x", "page=2", "grüß"} {
		if strings.Contains(archive, secret) {
			t.Errorf("%q is still there:\n%s", secret, archive)
		}
	}
	for _, want := range []string{`"comment":"secrets are replaced"`, `"value":"stand-in"`, "page=0"} {
		if !strings.Contains(archive, want) {
			t.Errorf("%s is missing:\n%s", want, archive)
		}
	}
	if all[0].Exchange.URL != samples()[0].Exchange.URL {
		t.Error("the entry itself was changed")
	}
}
