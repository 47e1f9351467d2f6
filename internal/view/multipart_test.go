package view

import (
	"bytes"
	"mime/multipart"
	"net/textproto"
	"strings"
	"testing"
)

func TestMultipart(t *testing.T) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary("xyz"); err != nil {
		t.Fatal(err)
	}
	add := func(body string, fields ...string) {
		h := textproto.MIMEHeader{}
		for i := 0; i < len(fields); i += 2 {
			h.Set(fields[i], fields[i+1])
		}
		part, err := w.CreatePart(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	add("value\r\n--xyzno", "Content-Disposition", `form-data; name="a"`)
	add(`{"b":1}`, "Content-Disposition", `form-data; name="f"; filename="x.json"`, "Content-Type", "application/json")
	add("Z3LDvMOf", "Content-Transfer-Encoding", "base64", "Content-Type", "text/plain")
	add("gr=C3=BC=\r\n", "Content-Transfer-Encoding", "quoted-printable")
	add("--i\r\n\r\nin\r\n--i--", "Content-Type", "multipart/mixed; boundary=i")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	const want = `[multipart]
  [text] part 1 "a"
  value
  --xyzno
  [json] part 2 "f"
  file: x.json
  type: application/json
  {
    "b": 1
  }
  [text] part 3
  type: text/plain
  transfer coding: base64
  grüß
  [text] part 4
  transfer coding: quoted-printable
  grü
  [multipart] part 5
  type: multipart/mixed; boundary=i
    [text] part 1
    in
`
	if got := show(Open(Message{Type: w.FormDataContentType(), Body: b.Bytes()}, Options{})); got != want {
		t.Errorf("got\n%s", got)
	}
	if v := Open(Message{Body: b.Bytes()}, Options{}); v.Kind != Multipart || len(v.Parts) != 5 {
		t.Errorf("without its type: %s with %d parts", v.Kind, len(v.Parts))
	}
	cut := b.Bytes()[:b.Len()-10]
	if v := Open(Message{Type: w.FormDataContentType(), Body: cut}, Options{}); len(v.Notes) != 1 || !strings.Contains(v.Notes[0], "closing boundary") {
		t.Errorf("cut: %q", v.Notes)
	}
	v := Open(Message{Type: "multipart/form-data; boundary=other", Body: b.Bytes()}, Options{})
	if len(v.Parts) != 5 || len(v.Notes) != 1 || v.Notes[0] != "the boundary that the type names is not in it: its first line was taken for one" {
		t.Errorf("a wrong boundary: %d parts, %q", len(v.Parts), v.Notes)
	}
}

func TestMultipartIsBounded(t *testing.T) {
	many := strings.Repeat("--x\r\n\r\n\r\n", maxParts+7) + "--x--"
	v := Open(Message{Type: "multipart/mixed; boundary=x", Body: []byte(many)}, Options{})
	if len(v.Parts) != maxParts || len(v.Notes) != 1 || !strings.HasPrefix(v.Notes[0], "7 more parts") {
		t.Errorf("%d parts, %q", len(v.Parts), v.Notes)
	}
	body := "end"
	for range 200 {
		body = "--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + body
	}
	swallow(t, Open(Message{Type: "multipart/mixed; boundary=x", Body: []byte(body)}, Options{}), 0)
}
