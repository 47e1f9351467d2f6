package app

import (
	"context"
	"crypto/tls"
	"net/http"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

const (
	// firstWait is for how long a window waits for its list before rows are looked for that
	// can be shown without it.
	firstWait = 150 * time.Millisecond
	// firstScan is how many entries are looked into for them.
	firstScan = 1000
)

// window is a part of a list.
func (l *lists) window(ctx context.Context, q api.WindowQuery) (*api.Window, error) {
	fields, err := headFields(q.Columns)
	if err != nil {
		return nil, err
	}
	t, done, err := l.get(q.ListQuery, false)
	if err != nil {
		return nil, err
	}
	defer done()
	q.Limit = min(q.Limit, api.MaxRows)
	if !t.wait(ctx, firstWait) {
		if t.key.sort == api.SortNumber && q.Offset+q.Limit <= api.MaxRows {
			return l.firstWindow(ctx, t, q, fields)
		}
		t.wait(ctx, 0)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w, ids, err := t.part(q)
	if err == nil {
		w.Rows, err = l.rows(ctx, t.from, ids, fields)
	}
	return w, err
}

// wait reports whether the list is there within a time (0: any), or cannot be.
func (t *listing) wait(ctx context.Context, most time.Duration) bool {
	var late <-chan time.Time
	if most > 0 {
		timer := time.NewTimer(most)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case <-t.ready:
		return true
	case <-late:
	case <-ctx.Done():
	}
	return false
}

// part is a window without its rows, which have these numbers.
func (t *listing) part(q api.WindowQuery) (*api.Window, []flow.ID, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if t.err != nil {
		return nil, nil, t.err
	}
	w := &api.Window{Total: t.len(), Offset: q.Offset, Seq: t.log.seq, Complete: t.complete(), Unsearched: t.pending.Len()}
	return w, t.window(q.Offset, q.Limit, q.Desc), nil
}

// complete reports whether nothing is missing that was not missed on the way.
func (t *listing) complete() bool { return t.built && t.pending.Len() == 0 }

// firstWindow is one of a list that is being built, of what is found first.
func (l *lists) firstWindow(ctx context.Context, t *listing, q api.WindowQuery, fields []store.HeadField) (*api.Window, error) {
	res, err := t.from.Search(ctx, store.Query{Filter: t.filter, Oldest: !q.Desc, Limit: max(q.Offset+q.Limit, 1), Scan: firstScan})
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	w := &api.Window{Total: len(res.Entries), Offset: q.Offset, Seq: t.log.seq, Unsearched: res.Unsearched}
	t.mu.RUnlock()
	var ids []flow.ID
	for i := q.Offset; i < min(q.Offset+q.Limit, len(res.Entries)); i++ {
		ids = append(ids, res.Entries[i].ID)
	}
	w.Rows, err = l.rows(ctx, t.from, ids, fields)
	return w, err
}

// rows reads rows. One that is gone, of which the list is about to hear, has nothing but
// its number.
func (l *lists) rows(ctx context.Context, from *listedSession, ids []flow.ID, fields []store.HeadField) ([]api.Row, error) {
	rows := make([]api.Row, len(ids))
	var missing []flow.ID
	for i, id := range ids {
		if s := l.recentOf(from, id); s != nil {
			rows[i] = newRow(s)
		}
		if rows[i].ID == 0 || len(fields) > 0 {
			missing = append(missing, id)
		}
	}
	stored, err := from.Rows(ctx, missing)
	if err != nil {
		return nil, err
	}
	values, err := from.HeadValues(ctx, stored, fields)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		if len(missing) == 0 || missing[0] != id {
			continue
		}
		if rows[i].ID == 0 {
			stored[0].ID = id
			rows[i] = newRow(&stored[0].Summary)
		}
		rows[i].Columns = values[0]
		missing, stored, values = missing[1:], stored[1:], values[1:]
	}
	return rows, nil
}

// recentOf is what is known of an entry that the session may have otherwise, or nil.
func (l *lists) recentOf(from *listedSession, id flow.ID) *store.Summary {
	if !from.live {
		return nil
	}
	return l.recent.find(id)
}

func newRow(s *store.Summary) api.Row {
	r := api.Row{Flow: newFlow(s), UpstreamProtocol: s.UpstreamProto.String(), ReplayOf: s.Origin, Columns: []string{}}
	if s.TLS != 0 {
		r.TLS = tls.VersionName(s.TLS)
	}
	if head := s.Timing.ResponseHead; head != 0 && head >= s.Started {
		r.WaitMS = milliseconds(s.Started, head)
		if s.Ended >= head {
			r.ReceiveMS = milliseconds(head, s.Ended)
		}
	}
	return r
}

// headFields reads the names of columns.
func headFields(columns []string) ([]store.HeadField, error) {
	if len(columns) > api.MaxColumns {
		return nil, &api.Error{Status: http.StatusBadRequest, Message: "there are too many columns"}
	}
	fields := make([]store.HeadField, len(columns))
	for i, c := range columns {
		side, name, ok := strings.Cut(c, ".header:")
		switch fields[i].Name = name; {
		case ok && name != "" && (side == "req" || side == "request"):
			fields[i].Dir = flow.Request
		case ok && name != "" && (side == "res" || side == "response"):
			fields[i].Dir = flow.Response
		default:
			return nil, &api.Error{Status: http.StatusBadRequest, Message: "there is no column called " + c, Hint: "columns are header fields such as req.header:user-agent or res.header:server"}
		}
	}
	return fields, nil
}

// position is where an entry is in a list.
func (l *lists) position(ctx context.Context, q api.PositionQuery) (api.Position, error) {
	nowhere := api.Position{Offset: -1}
	t, done, err := l.get(q.ListQuery, false)
	if err != nil {
		return nowhere, err
	}
	defer done()
	if !t.wait(ctx, 0) {
		return nowhere, ctx.Err()
	}
	sum := l.recentOf(t.from, flow.ID(q.ID))
	if sum == nil {
		rows, err := t.from.Rows(ctx, []flow.ID{flow.ID(q.ID)})
		if err != nil || rows[0].ID == 0 {
			return nowhere, err
		}
		sum = &rows[0].Summary
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err != nil {
		return nowhere, t.err
	}
	return api.Position{Offset: t.position(sum, q.Desc)}, nil
}
