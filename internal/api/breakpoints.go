package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

// Breakpoints is the queue of what is paused. An Instance that has one serves it.
type Breakpoints interface {
	Paused() PausedList
	// PausedMessage's error is an *Error when it is not paused (any more), like
	// those of all that follow.
	PausedMessage(id uint64) (PausedDetail, error)
	// Decide returns when the decision counts. The error is an *Error when it cannot
	// be carried out, and then nothing has changed.
	Decide(ctx context.Context, id uint64, d Decision) error
	// Draft keeps an edit that is not sent yet; nil forgets it.
	Draft(id uint64, e *Edit) error
	// Take stops the clock of a message that somebody is about to decide about.
	Take(id uint64) error
	// WatchPaused calls started, then changed with what there is and with each change,
	// until ctx or the instance ends or either returns an error.
	WatchPaused(ctx context.Context, started func() error, changed func([]PausedEvent) error) error

	Templates() ([]Template, error)
	Template(name string) (MessageForm, error)
	SaveTemplate(name string, e Edit) error
	RemoveTemplate(name string) error
}

// maxEdit bounds the body of a request that has a message in it.
const maxEdit = 64 << 20

// PausedNumber names what is paused.
type PausedNumber struct {
	ID uint64 `path:"id" minimum:"1" doc:"what is paused is named by its number"`
}

// TemplateName names a saved message.
type TemplateName struct {
	Name string `path:"name"`
}

func registerBreakpoints(api huma.API, b Breakpoints) {
	answer(api, "GET /v1/breakpoints", "What is paused", func(context.Context, *struct{}) (PausedList, error) { return b.Paused(), nil })
	lines(api, "GET /v1/breakpoints/stream", "What is paused, as that changes", func(ctx context.Context, _ *struct{}, out *Lines[PausedEvent]) error {
		return b.WatchPaused(ctx, out.Begin, func(e []PausedEvent) error { return out.Send(e...) })
	})
	answer(api, "GET /v1/breakpoints/{id}", "A paused message", func(_ context.Context, in *PausedNumber) (PausedDetail, error) { return b.PausedMessage(in.ID) })
	type deciding struct {
		PausedNumber
		Body Decision
	}
	act(api, "POST /v1/breakpoints/{id}/decide", "Say what becomes of it", func(ctx context.Context, in *deciding) error { return b.Decide(ctx, in.ID, in.Body) }, upTo(maxEdit))
	type drafting struct {
		PausedNumber
		Body Edit
	}
	act(api, "PUT /v1/breakpoints/{id}/draft", "Keep an edit that is not sent yet", func(_ context.Context, in *drafting) error { return b.Draft(in.ID, &in.Body) }, upTo(maxEdit))
	act(api, "DELETE /v1/breakpoints/{id}/draft", "Forget the edit", func(_ context.Context, in *PausedNumber) error { return b.Draft(in.ID, nil) })
	act(api, "POST /v1/breakpoints/{id}/take", "Stop its clock", func(_ context.Context, in *PausedNumber) error { return b.Take(in.ID) })
	registerTemplates(api, b)
}

func registerTemplates(api huma.API, b Breakpoints) {
	answer(api, "GET /v1/templates", "Messages that were saved", func(context.Context, *struct{}) ([]Template, error) {
		all, err := b.Templates()
		if all == nil {
			all = []Template{}
		}
		return all, err
	})
	answer(api, "GET /v1/templates/{name}", "A saved message", func(_ context.Context, in *TemplateName) (MessageForm, error) { return b.Template(in.Name) })
	type saving struct {
		TemplateName
		Body Edit
	}
	act(api, "PUT /v1/templates/{name}", "Save a message", func(_ context.Context, in *saving) error { return b.SaveTemplate(in.Name, in.Body) }, upTo(maxEdit))
	act(api, "DELETE /v1/templates/{name}", "Remove a saved message", func(_ context.Context, in *TemplateName) error { return b.RemoveTemplate(in.Name) })
}
