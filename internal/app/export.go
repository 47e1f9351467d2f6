package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"

	"rockxy/internal/api"
	"rockxy/internal/export"
	"rockxy/internal/export/command"
	"rockxy/internal/export/redact"
	"rockxy/internal/flow"
	"rockxy/internal/store"
)

// Export says what leaves the store, and how.
type Export struct {
	Format ExportFormat
	// IDs are the entries, or Filter selects them when there are none. They are
	// written oldest first.
	IDs    []flow.ID
	Filter string
	// WithSecrets leaves secrets as they are; otherwise stand-ins take their place.
	WithSecrets bool
	Wire        bool             // har: encoded bodies also as on the wire
	Sides       []flow.Direction // raw: which; both when empty
	Version     string           // of Rockxy
	// Progress, if given, is told how far it is, in exchanges that are looked at.
	Progress func(done, total int64)
}

// Exported tells what was written. Its JSON form is a published interface.
type Exported struct {
	Format    string `json:"format"`
	Exchanges int    `json:"exchanges"`
	// Others are tunnels and handshake failures, which have no exchange to write,
	// Unsupported the exchanges that the format cannot express.
	Others      int      `json:"others"`
	Unsupported []string `json:"unsupported"`
	Redacted    bool     `json:"redacted"`
	Secrets     int      `json:"secrets"`    // different ones that were replaced
	Incomplete  int      `json:"incomplete"` // exchanges of which something is missing
}

// maxUnsupported is how many are named.
const maxUnsupported = 100

// exporting is an export that is going on.
type exporting struct {
	o      *Export
	s      *Session
	sink   sink
	redact *redact.Redactor // nil with secrets
	conns  numbering
	first  flow.ID
	total  int64
	report Exported
}

// Export writes entries to w as they are read, in memory that does not depend
// on how many there are. What was written before an error is of no use. The
// error is an *api.Error when what was asked for cannot be had.
func (s *Session) Export(ctx context.Context, w io.Writer, o Export) (Exported, error) {
	x := exporting{o: &o, s: s, report: Exported{Format: o.Format.Name, Redacted: !o.WithSecrets, Unsupported: []string{}}}
	if len(o.Sides) == 0 {
		o.Sides = []flow.Direction{flow.Request, flow.Response}
	}
	query, err := whole(api.Query{Filter: o.Filter, Oldest: true})
	if err != nil {
		return x.report, err
	}
	if err := x.oneOnly(ctx, query); err != nil {
		return x.report, err
	}
	notice := redact.WithSecrets
	if !o.WithSecrets {
		notice, x.redact = redact.Notice, redact.New()
	}
	if x.sink, err = o.Format.sink(w, &o, notice); err != nil {
		return x.report, err
	}
	if len(o.IDs) > 0 {
		err = x.named(ctx)
	} else {
		err = x.selected(ctx, query)
	}
	if err == nil {
		err = x.sink.close()
	}
	if x.redact != nil {
		x.report.Secrets = x.redact.Secrets()
	}
	return x.report, err
}

// oneOnly refuses what a format for one exchange cannot hold.
func (x *exporting) oneOnly(ctx context.Context, query store.Query) error {
	if x.o.Format.Many {
		return nil
	}
	n := len(x.o.IDs)
	if n == 0 {
		query.Kind = store.KindExchange
		c, err := x.s.r.Count(ctx, query)
		if err != nil {
			return err
		}
		n = c.Entries
	}
	switch n {
	case 1:
		return nil
	case 0:
		return cannotExport("nothing captured matches that", "rockxy flows lists what there is")
	}
	return cannotExport(fmt.Sprintf("%s is a format for one exchange, and these are %d", x.o.Format.Name, n), "name one by its number, or \"last\"")
}

func cannotExport(message, hint string) error {
	return &api.Error{Status: http.StatusBadRequest, Message: message, Hint: hint}
}

// named writes the entries that were named.
func (x *exporting) named(ctx context.Context) error {
	ids := slices.Clone(x.o.IDs)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for i, id := range ids {
		rec, err := x.s.r.Get(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return cannotExport(fmt.Sprintf("there is no entry %d (any more)", id), "rockxy flows lists what there is")
		}
		if err != nil {
			return err
		}
		if rec.Summary.Kind != store.KindExchange {
			return cannotExport(fmt.Sprintf("entry %d is a %s: only exchanges can be exported", id, rec.Summary.Kind), "")
		}
		if err := x.add(rec); err != nil {
			return err
		}
		x.progress(int64(i+1), int64(len(ids)))
	}
	return nil
}

// selected writes the exchanges that the filter selects.
func (x *exporting) selected(ctx context.Context, query store.Query) error {
	if err := x.measure(ctx); err != nil {
		return err
	}
	return x.s.r.Each(ctx, query, func(sum *store.Summary) error {
		if sum.Kind != store.KindExchange {
			x.report.Others++
			return nil
		}
		id := sum.ID
		rec, err := x.s.r.Get(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return nil // retention was faster
		}
		if err == nil {
			err = x.add(rec)
		}
		x.progress(int64(id-x.first)+1, x.total)
		return err
	})
}

// measure finds out over which numbers the session goes.
func (x *exporting) measure(ctx context.Context) error {
	for _, oldest := range []bool{true, false} {
		one, err := x.s.r.List(ctx, store.Query{Limit: 1, Oldest: oldest})
		if err != nil || len(one) == 0 {
			return err
		}
		if oldest {
			x.first = one[0].ID
		} else {
			x.total = int64(one[0].ID-x.first) + 1
		}
	}
	return nil
}

func (x *exporting) progress(done, total int64) {
	if x.o.Progress != nil {
		x.o.Progress(min(done, total), total)
	}
}

func (x *exporting) add(rec *store.Record) (err error) {
	e := archived(rec)
	x.conns.renumber(e.Exchange)
	if x.redact != nil {
		if e, err = x.redact.Entry(e); err != nil {
			return fmt.Errorf("read entry %d: %w", rec.Summary.ID, err)
		}
	}
	if err := x.sink.add(e); err != nil {
		return x.failed(rec.Summary.ID, err)
	}
	x.report.Exchanges++
	if e.Incomplete != "" {
		x.report.Incomplete++
	}
	return nil
}

// failed passes over an exchange that the format cannot express, where there
// are others.
func (x *exporting) failed(id flow.ID, err error) error {
	var unsupported *command.UnsupportedError
	var missing *export.MissingError
	if !errors.As(err, &unsupported) && !errors.As(err, &missing) {
		return err
	}
	if !x.o.Format.Many || len(x.o.IDs) > 0 {
		return cannotExport(fmt.Sprintf("entry %d: %v", id, err), "")
	}
	if len(x.report.Unsupported) < maxUnsupported {
		x.report.Unsupported = append(x.report.Unsupported, fmt.Sprintf("entry %d: %v", id, err))
	}
	return nil
}
