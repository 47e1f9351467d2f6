package store

import (
	"context"
	"errors"
	"strings"

	"rockxy/internal/flow"
)

// Row is an entry of a list, and where it is.
type Row struct {
	Summary
	at place
}

// Rows returns entries by their numbers, in the same order, as they were last recorded. One
// that is not there has the number 0.
func (r *Reader) Rows(ctx context.Context, ids []flow.ID) ([]Row, error) {
	x, err := r.raw.take()
	if err != nil {
		return nil, err
	}
	defer r.raw.give(x)
	s := &search{r: r, q: &Query{}, x: x, tail: &tail{}}
	rows := make([]Row, len(ids))
	late := false
	for i, id := range ids {
		if err := s.take(&rows[i], id); err != nil {
			return nil, err
		}
		late = late || rows[i].ID == 0 || rows[i].State == flow.Active
	}
	if !late {
		return rows, ctx.Err()
	}
	if s.tail, err = r.tail(ctx); err != nil {
		return nil, err
	}
	for i, id := range ids {
		if rows[i].ID == 0 || rows[i].State == flow.Active || s.tail.deleted(uint64(id)) {
			if err := s.take(&rows[i], id); err != nil {
				return nil, err
			}
		}
	}
	return rows, ctx.Err()
}

// take reads one row.
func (s *search) take(row *Row, id flow.ID) error {
	h, err := s.row(uint64(id))
	if err != nil || h == nil {
		*row = Row{}
		return err
	}
	row.Summary, row.at = h.sum, h.at
	return nil
}

// HeadField names a field of the heads of an entry.
type HeadField struct {
	Dir  flow.Direction
	Name string
}

// HeadValues returns the values of fields of the request's head and the final response's:
// for each row one text a field, several values with commas between them. It reads no
// bodies. What is not there, or cannot be read, is empty.
func (r *Reader) HeadValues(ctx context.Context, rows []Row, fields []HeadField) ([][]string, error) {
	f := segmentFiles{dir: r.dir}
	defer f.close()
	all := make([][]string, len(rows))
	for i := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		all[i] = make([]string, len(fields))
		if rows[i].at.none() || rows[i].Kind != KindExchange {
			continue
		}
		heads, err := f.heads(rows[i].at)
		if err != nil && !errors.Is(err, errTorn) {
			continue
		}
		for k, field := range fields {
			if h := heads[field.Dir]; h != nil {
				all[i][k] = joined(h, field.Name)
			}
		}
	}
	return all, nil
}

// joined is all values of a field.
func joined(h *flow.Head, name string) string {
	var b []byte
	first := true
	for _, f := range h.Fields {
		if !strings.EqualFold(string(f.Name), name) {
			continue
		}
		if !first {
			b = append(b, ", "...)
		}
		b, first = append(b, f.Value...), false
	}
	return string(b)
}
