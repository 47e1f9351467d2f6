package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"

	"rockxy/internal/api"
	"rockxy/internal/config"
	"rockxy/internal/flow"
	"rockxy/internal/layout"
	"rockxy/internal/store"
)

// entryReader reads single entries for the API: of the session that is captured into, or of any
// other one of the data directory.
type entryReader struct {
	data    string
	live    *store.Store // nil: nothing is captured
	session string       // the name of the live one
	version string       // of Rockxy
	views   *layout.Layouts
}

// viewsDir is where bodies are laid out, in the data directory.
const viewsDir = "views"

// opened is an entry that is read. It is closed after use.
type opened struct {
	*store.Record
	live    bool
	session string // by which its layouts are known
	reader  *store.Reader
	close   func() error
}

// reading is a session that is read for a request.
type reading struct {
	reader *store.Reader
	live   bool
	name   string
	close  func() error
}

// read opens a session. The error is an *api.Error when it is not there.
func (e *entryReader) read(session string) (*reading, error) {
	if e.live != nil && (session == "" || session == e.session) {
		return &reading{e.live.Reader, true, e.session, func() error { return nil }}, nil
	}
	s, err := OpenNamed(e.data, session)
	var invalid *config.InvalidError
	switch {
	case errors.As(err, &invalid):
		return nil, badRequest("a session cannot have that name: "+invalid.Hint, "")
	case errors.Is(err, fs.ErrNotExist):
		return nil, &api.Error{Status: http.StatusNotFound, Message: fmt.Sprintf("there is no session called %q", session), Hint: "GET /v1/sessions lists them"}
	case err != nil:
		return nil, err
	}
	return &reading{s.r, false, session, s.Close}, nil
}

// open reads an entry. The error wraps api.ErrNotFound when there is none.
func (e *entryReader) open(ctx context.Context, ref api.EntryRef) (*opened, error) {
	r, err := e.read(ref.Session)
	if err != nil {
		return nil, err
	}
	rec, err := e.record(ctx, r, ref.ID)
	if err != nil {
		return nil, errors.Join(err, r.close())
	}
	return &opened{rec, r.live, r.name, r.reader, r.close}, nil
}

func (e *entryReader) record(ctx context.Context, r *reading, id flow.ID) (*store.Record, error) {
	rec, err := r.reader.Look(ctx, id)
	if r.live && (err != nil || rec.Summary.State == flow.Active) { // more of it may be on its way to the disk
		rec, err = e.live.Get(ctx, id)
	}
	return rec, notThere(err, id)
}

// notThere is the API's form of an entry that is not there.
func notThere(err error, id flow.ID) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: %d", api.ErrNotFound, id)
	}
	return err
}

// forget ends what is laid out of entries of a session, of all of them when none is named.
func (e *entryReader) forget(session string, ids ...flow.ID) {
	e.views.Drop(func(k layout.Key) bool {
		return k.Session == session && (len(ids) == 0 || slices.Contains(ids, flow.ID(k.ID)))
	})
}

// Entry implements api.Entries.
func (e *entryReader) Entry(ctx context.Context, ref api.EntryRef) (*api.Detail, error) {
	o, err := e.open(ctx, ref)
	if err != nil {
		return nil, err
	}
	defer o.close()
	if o.Summary.State != flow.Active {
		if o.Record, err = o.reader.Get(ctx, ref.ID); err != nil { // which checks what a window does not
			return nil, notThere(err, ref.ID)
		}
	}
	d := detailWithoutLog(o.Record)
	for i := range d.Trace {
		for j := range d.Trace[i].Changes { // EntryTrace has what they are
			c := &d.Trace[i].Changes[j]
			c.Before, c.After, c.BeforeBase64, c.AfterBase64 = nil, nil, nil, nil
		}
	}
	for i := range o.Heads {
		d.Heads[i].Raw, d.Heads[i].RawBase64 = textOrOctets(o.Heads[i].Head.Raw)
	}
	d.ReplayOf = o.Summary.Origin
	d.Replays, err = e.replays(ctx, o)
	return d, err
}

// maxReplays is how many replays of an exchange are named.
const maxReplays = 100

// replays are the exchanges that send this one again.
func (e *entryReader) replays(ctx context.Context, o *opened) ([]flow.ID, error) {
	f, err := ParseFilter(fmt.Sprintf("replay-of:%d", o.Summary.ID))
	if err != nil {
		return nil, err
	}
	list := o.reader.List
	if o.live {
		list = e.live.List
	}
	found, err := list(ctx, store.Query{Filter: f, Oldest: true, After: o.Summary.ID, Limit: maxReplays, Scan: -1})
	var ids []flow.ID
	for i := range found {
		ids = append(ids, found[i].ID)
	}
	return ids, err
}

// The entries of the instance.
func (i instance) Entry(ctx context.Context, ref api.EntryRef) (*api.Detail, error) {
	return i.a.entries.Entry(ctx, ref)
}

func (i instance) EntryTrace(ctx context.Context, ref api.EntryRef) ([]api.TraceStep, error) {
	return i.a.entries.EntryTrace(ctx, ref)
}

func (i instance) EntryMessages(ctx context.Context, q api.MessageQuery) (*api.MessageList, error) {
	return i.a.entries.EntryMessages(ctx, q)
}

func (i instance) View(ctx context.Context, q api.ViewQuery) (*api.View, error) {
	return i.a.entries.View(ctx, q)
}

func (i instance) SearchView(ctx context.Context, q api.ViewSearch) (*api.ViewFound, error) {
	return i.a.entries.SearchView(ctx, q)
}

func (i instance) Body(ctx context.Context, q api.BodyQuery) (*api.Octets, error) {
	return i.a.entries.Body(ctx, q)
}

func (i instance) Image(ctx context.Context, q api.ImageQuery) (*api.Octets, error) {
	return i.a.entries.Image(ctx, q)
}

func (i instance) Preview(ctx context.Context, q api.SideRef) (*api.Octets, error) {
	return i.a.entries.Preview(ctx, q)
}

func (i instance) Compare(ctx context.Context, q api.CompareQuery) (*api.Comparison, error) {
	return i.a.entries.Compare(ctx, q)
}

func (i instance) Export(ctx context.Context, q api.ExportQuery) (*api.Export, error) {
	return i.a.entries.Export(ctx, q)
}

func (i instance) ExportFormats() []api.ExportFormat { return exportFormats() }

func (i instance) CompleteFilter(ctx context.Context, q api.CompleteQuery) (*api.Completion, error) {
	return i.a.entries.CompleteFilter(ctx, q)
}

func (i instance) CheckFilter(text string) error {
	_, err := ParseFilter(text)
	return err
}
