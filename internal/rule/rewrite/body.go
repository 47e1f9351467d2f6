package rewrite

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"rockxy/internal/flow"
	"rockxy/internal/rule"
	"rockxy/internal/rule/rewrite/jsontext"
)

// maxWhole is the longest body that is put in the place of another.
const maxWhole = 32 << 20

// Do implements rule.Action.
func (a *Action) Do(ctx context.Context, t *rule.Turn) error {
	if t.Phase == rule.Messages {
		return a.message(t)
	}
	m := t.Message()
	if err := m.Editable(); err != nil {
		return err
	}
	if err := a.whole(t, m); err != nil {
		return err
	}
	if err := a.json(ctx, t, m); err != nil {
		return err
	}
	if err := a.through(ctx, m); err != nil {
		return err
	}
	if a.edits.ContentType == "" {
		return nil
	}
	return m.EditHead(func(h *flow.Head) { setField(h, "Content-Type", a.edits.ContentType) })
}

// whole replaces the body as a whole.
func (a *Action) whole(t *rule.Turn, m *rule.Message) error {
	if a.edits.Whole == nil {
		return nil
	}
	data, err := a.edits.Whole(maxWhole)
	if err != nil {
		return err
	}
	m.SetBody(data)
	t.Did(fmt.Sprintf("put %s in the place of the body", a.edits.From))
	return nil
}

// json edits the body as JSON.
func (a *Action) json(ctx context.Context, t *rule.Turn, m *rule.Message) error {
	if len(a.edits.JSON) == 0 {
		return nil
	}
	if !m.HasBody() {
		return &rule.Skip{Why: "there is no body"}
	}
	body, err := m.Whole(ctx)
	if err != nil {
		return err
	}
	text, back, err := asText(charsetOf(m.Head()), body)
	if err != nil {
		return err
	}
	out, did, err := a.editJSON(text)
	if err != nil {
		return err
	}
	if bytes.Equal(out, text) {
		return &rule.Skip{Why: "it changes nothing: " + did}
	}
	if out, err = back(out); err != nil {
		return err
	}
	m.SetBody(out)
	t.Did(did)
	return nil
}

var mark = []byte("\xef\xbb\xbf")

// editJSON makes all edits of a JSON text, or none. The error is a *rule.Skip.
func (a *Action) editJSON(text []byte) (out []byte, did string, err error) {
	doc, marked := bytes.CutPrefix(text, mark)
	if err := jsontext.Check(doc); err != nil {
		return nil, "", &rule.Skip{Why: "it is not JSON: " + err.Error()}
	}
	var all []string
	for _, e := range a.edits.JSON {
		var n int
		if doc, n, err = e.Do(doc); err != nil {
			return nil, "", &rule.Skip{Why: e.What + ": " + err.Error()}
		}
		all = append(all, fmt.Sprintf("%s of %s", e.What, places(n)))
	}
	if marked {
		doc = append(bytes.Clone(mark), doc...)
	}
	return doc, strings.Join(all, ", "), nil
}

func places(n int) string {
	if n == 1 {
		return "1 place"
	}
	return fmt.Sprintf("%d places", n)
}

// through replaces texts while the body passes.
func (a *Action) through(ctx context.Context, m *rule.Message) error {
	if len(a.edits.Replace) == 0 {
		return nil
	}
	ct, _ := m.Head().Get("content-type")
	if kind := notText(string(ct)); kind != "" && !a.edits.Binary {
		return &rule.Skip{Why: "it is " + kind + ", not text; binary: true would replace in it all the same"}
	}
	stage, err := inCharset(charsetOf(m.Head()), a.stage(), a.adds)
	if err != nil {
		return err
	}
	return m.Through(ctx, stage)
}

// notText is the media type of a body that would be broken by replacing texts in it,
// else "".
func notText(contentType string) string {
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	kind = strings.TrimSpace(kind)
	class, name, _ := strings.Cut(kind, "/")
	switch class {
	case "image":
		if strings.HasSuffix(name, "+xml") {
			return ""
		}
		return kind
	case "audio", "video", "font", "model":
		return kind
	case "application":
		switch name {
		case "zip", "gzip", "pdf", "wasm", "protobuf", "x-protobuf", "vnd.google.protobuf", "cbor", "msgpack", "x-msgpack", "zstd", "x-7z-compressed":
			return kind
		}
		if name == "grpc" || strings.HasPrefix(name, "grpc+") || strings.HasPrefix(name, "grpc-web") {
			return "a gRPC call, whose messages carry their length (see message-body)"
		}
	}
	return ""
}

func setField(h *flow.Head, name, value string) {
	for i := range h.Fields {
		if flow.EqualFold(h.Fields[i].Name, strings.ToLower(name)) {
			h.Fields[i].Value = []byte(value)
			return
		}
	}
	h.Fields = append(h.Fields, flow.Field{Name: []byte(name), Value: []byte(value)})
}
