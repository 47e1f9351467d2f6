package app

import (
	"fmt"
	"net/http"
	"path/filepath"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/rule/breakpoint"
)

// Templates are the messages that a data directory keeps to be sent in the place
// of others.
func Templates(data string) *breakpoint.Templates {
	return breakpoint.OpenTemplates(templatesDir(data))
}

func templatesDir(data string) string { return filepath.Join(data, "templates") }

// DescribeTemplates lists them.
func DescribeTemplates(t *breakpoint.Templates) ([]api.Template, error) {
	names, err := t.Names()
	var all []api.Template
	for _, name := range names {
		d := api.Template{Name: name}
		m, err := t.Message(name)
		switch {
		case err != nil:
			d.Line = err.Error()
		case m.Dir == flow.Response:
			d.Form, d.Line = "response", fmt.Sprintf("%d %s", m.Status, m.Reason)
		default:
			d.Form, d.Line = "request", m.Method+" "+m.URL
		}
		all = append(all, d)
	}
	return all, err
}

func (i instance) Templates() ([]api.Template, error) { return DescribeTemplates(i.a.templates) }

func (i instance) Template(name string) (api.MessageForm, error) {
	m, err := i.a.templates.Message(name)
	if err != nil {
		return api.MessageForm{}, pausedError(0, err)
	}
	return messageForm(m), nil
}

func (i instance) SaveTemplate(name string, e api.Edit) error {
	m, _, err := i.a.edited(nil, &e)
	if err == nil && m == nil {
		return &api.Error{Status: http.StatusBadRequest, Message: "there is no message to save"}
	}
	if err == nil {
		err = i.a.templates.Write(name, m)
	}
	return pausedError(0, err)
}

func (i instance) RemoveTemplate(name string) error {
	return pausedError(0, i.a.templates.Remove(name))
}
