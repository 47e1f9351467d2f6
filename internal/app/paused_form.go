package app

import (
	"strings"
	"unicode/utf8"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/rule/breakpoint"
)

// messageForm is a message in both of its forms.
func messageForm(m *breakpoint.Message) api.MessageForm {
	f := api.MessageForm{EditedMessage: api.EditedMessage{
		Version: m.Version, Method: m.Method, URL: m.URL, Status: m.Status, Reason: m.Reason,
		Fields: editedFields(m.Fields), Trailers: editedFields(m.Trailers),
	}}
	if f.Fields == nil {
		f.Fields = []api.EditedField{}
	}
	if len(m.Body) > 0 {
		if text, ok := m.BodyText(); ok {
			f.Text = &text
		} else {
			f.Base64 = m.Body
		}
	}
	if text, ok := breakpoint.Text(m); ok {
		f.Raw = &text
	} else {
		f.RawBase64 = breakpoint.Format(m)
	}
	return f
}

func editedFields(fields []breakpoint.Field) (all []api.EditedField) {
	for _, f := range fields {
		e := api.EditedField{Name: f.Name, Value: f.Value}
		if !utf8.ValidString(f.Value) {
			e.Value, e.Base64 = strings.ToValidUTF8(f.Value, "\uFFFD"), []byte(f.Value)
		}
		all = append(all, e)
	}
	return all
}

func fieldsOf(fields []api.EditedField) (all []breakpoint.Field) {
	for _, f := range fields {
		if f.Base64 != nil {
			f.Value = string(f.Base64)
		}
		all = append(all, breakpoint.Field{Name: f.Name, Value: f.Value})
	}
	return all
}

// edited reads the one form that an edit has; nil is none. keepBody says that the
// body is to stay as it came. item may be nil.
func (a *App) edited(item *breakpoint.Item, e *api.Edit) (m *breakpoint.Message, keepBody bool, err error) {
	var like *breakpoint.Message
	if item != nil {
		like = item.Original
	}
	forms := 0
	for _, has := range []bool{e.Message != nil, e.Raw != nil, e.RawBase64 != nil, e.Template != ""} {
		if has {
			forms++
		}
	}
	switch {
	case forms == 0:
		return nil, e.KeepBody, nil
	case forms > 1:
		return nil, false, badRequest("an edit has one of message, raw, raw_base64 and template", "")
	case e.Raw != nil:
		m, err = breakpoint.ParseText(*e.Raw, like)
	case e.Template != "":
		m, err = a.templates.Message(e.Template)
	case e.Message != nil:
		m, keepBody, err = structured(e.Message, like)
	case like != nil && like.Kind != 0:
		m, err = breakpoint.ParseEvent(e.RawBase64, like)
	default:
		m, err = breakpoint.Parse(e.RawBase64)
	}
	return m, keepBody || e.KeepBody, err
}

// structured is a message that came field by field.
func structured(e *api.EditedMessage, like *breakpoint.Message) (m *breakpoint.Message, keepBody bool, err error) {
	m = &breakpoint.Message{
		Version: e.Version, Method: e.Method, URL: e.URL, Status: e.Status, Reason: e.Reason,
		Fields: fieldsOf(e.Fields), Trailers: fieldsOf(e.Trailers), Body: e.Base64,
	}
	switch {
	case like != nil && like.Kind != 0:
		m.Kind, m.Dir = like.Kind, like.Dir
	case e.Status != 0 && e.Method != "":
		return nil, false, badRequest("a message has a method or a status, not both", "")
	case e.Status != 0:
		m.Dir = flow.Response
	}
	if e.Text != nil {
		err = m.SetBodyText(*e.Text)
	}
	return m, e.Text == nil && e.Base64 == nil, err
}
