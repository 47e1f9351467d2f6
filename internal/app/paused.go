package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"rockxy/internal/api"
	"rockxy/internal/rule/breakpoint"
)

// Paused implements api.Breakpoints.
func (i instance) Paused() api.PausedList { return i.a.Paused() }

// Paused lists what waits at breakpoints, in the order of arrival.
func (a *App) Paused() api.PausedList {
	items, sequence, _ := a.paused.List()
	l := api.PausedList{Sequence: sequence, Paused: make([]api.PausedItem, len(items))}
	for n := range items {
		l.Paused[n] = pausedItem(&items[n])
	}
	return l
}

func pausedItem(i *breakpoint.Item) api.PausedItem {
	p := api.PausedItem{
		ID: uint64(i.ID), Exchange: i.Exchange, Phase: i.Phase, Direction: i.Original.Dir.String(),
		Method: i.Method, URL: i.URL, Status: i.Original.Status, Client: i.Client, Process: i.Process, ProcessID: i.ProcessID,
		Rule: i.Rule, Group: i.Group, Since: i.Since, Then: string(i.Then),
		BodyBytes: len(i.Original.Body), BodyLeft: i.Left, Edited: i.Draft != nil,
	}
	if i.Original.Kind != 0 {
		p.Kind = messageKind(i.Original.Kind)
	}
	if !i.Deadline.IsZero() {
		p.Deadline = &i.Deadline
	}
	return p
}

func (i instance) PausedMessage(id uint64) (api.PausedDetail, error) {
	item, err := i.a.paused.Get(breakpoint.ID(id))
	if err != nil {
		return api.PausedDetail{}, pausedError(id, err)
	}
	d := api.PausedDetail{PausedItem: pausedItem(&item), Original: messageForm(item.Original)}
	if item.Draft != nil {
		f := messageForm(item.Draft)
		d.Draft = &f
	}
	return d, nil
}

func (i instance) Decide(ctx context.Context, id uint64, d api.Decision) error {
	item, err := i.a.paused.Get(breakpoint.ID(id))
	if err != nil {
		return pausedError(id, err)
	}
	out := breakpoint.Decision{Verb: breakpoint.Verb(d.Action), KeepBody: d.KeepBody, KeepHost: d.KeepHost, Status: d.Status, How: d.How, By: "by a person"}
	if out.Message, out.KeepBody, err = i.a.edited(&item, &d.Edit); err != nil {
		return pausedError(id, err)
	}
	return pausedError(id, i.a.paused.Decide(ctx, item.ID, out))
}

func (i instance) Draft(id uint64, e *api.Edit) error {
	item, err := i.a.paused.Get(breakpoint.ID(id))
	if err != nil {
		return pausedError(id, err)
	}
	var m *breakpoint.Message
	if e != nil {
		var keep bool
		if m, keep, err = i.a.edited(&item, e); err != nil {
			return pausedError(id, err)
		}
		if m != nil && keep {
			m.Body = item.Original.Body
		}
	}
	return pausedError(id, i.a.paused.SetDraft(item.ID, m))
}

func (i instance) Take(id uint64) error {
	return pausedError(id, i.a.paused.Take(breakpoint.ID(id)))
}

// WatchPaused implements api.Breakpoints. A reader that is slow is told less often,
// and not less.
func (i instance) WatchPaused(ctx context.Context, started func() error, changed func([]api.PausedEvent) error) error {
	return i.a.WatchPaused(ctx, started, changed)
}

// WatchPaused calls started, then changed with what is paused and with each change,
// until ctx or the instance ends or either returns an error.
func (a *App) WatchPaused(ctx context.Context, started func() error, changed func([]api.PausedEvent) error) error {
	if err := started(); err != nil {
		return err
	}
	shown := map[breakpoint.ID]breakpoint.Item{}
	for {
		items, sequence, next := a.paused.List()
		if events := pausedNews(shown, items, sequence); len(events) > 0 {
			if err := changed(events); err != nil {
				return err
			}
		}
		select {
		case <-next:
		case <-a.paused.Stopped():
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// pausedNews are the differences between what was shown, which it brings up to date,
// and what is there.
func pausedNews(shown map[breakpoint.ID]breakpoint.Item, items []breakpoint.Item, sequence uint64) (events []api.PausedEvent) {
	there := make(map[breakpoint.ID]bool, len(items))
	for n := range items {
		there[items[n].ID] = true
	}
	for id := range shown {
		if !there[id] {
			delete(shown, id)
			events = append(events, api.PausedEvent{Sequence: sequence, Gone: uint64(id)})
		}
	}
	for n := range items {
		item := &items[n]
		if was, ok := shown[item.ID]; !ok || was.Draft != item.Draft || !was.Deadline.Equal(item.Deadline) {
			shown[item.ID] = *item
			p := pausedItem(item)
			events = append(events, api.PausedEvent{Sequence: sequence, Paused: &p})
		}
	}
	return events
}

// pausedError is what somebody is told who asks about a paused message.
func pausedError(id uint64, err error) error {
	var refused *breakpoint.RefusedError
	var syntax *breakpoint.SyntaxError
	var name *breakpoint.NameError
	var none *breakpoint.NoTemplateError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, breakpoint.ErrGone), errors.Is(err, breakpoint.ErrStopped):
		return &api.Error{Status: http.StatusGone, Message: fmt.Sprintf("%d is not paused (any more)", id),
			Hint: "it was decided about, its time was over, or its client has gone; rockxy breakpoints list shows what is there"}
	case errors.Is(err, breakpoint.ErrFull):
		return &api.Error{Status: http.StatusInsufficientStorage, Message: "as much is held as may be", Hint: "decide about some of what is paused"}
	case errors.As(err, &none):
		return &api.Error{Status: http.StatusUnprocessableEntity, Message: err.Error(), Hint: "rockxy breakpoints templates lists what there is"}
	case errors.As(err, &syntax) && syntax.Line > 0:
		return &api.Error{Status: http.StatusBadRequest, Message: err.Error(), Problems: []api.RuleProblem{{Line: syntax.Line, Message: syntax.What}}}
	case errors.As(err, &syntax), errors.As(err, &refused), errors.As(err, &name):
		return badRequest(err.Error(), "")
	}
	return err
}
