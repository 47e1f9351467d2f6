package store

import (
	"cmp"
	"context"
	"errors"
	"slices"

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
	all := make([]int, len(ids)) // in the order in which they are in the index
	for i := range all {
		all[i] = i
	}
	slices.SortFunc(all, func(a, b int) int { return cmp.Compare(ids[a], ids[b]) })
	if err := s.takeAll(rows, ids, all); err != nil {
		return nil, err
	}
	late := slices.DeleteFunc(all, func(i int) bool { return rows[i].ID != 0 && rows[i].State != flow.Active })
	if len(late) == 0 {
		return rows, ctx.Err()
	}
	if s.tail, err = r.tail(ctx); err != nil {
		return nil, err
	}
	if err := s.takeAll(rows, ids, late); err != nil {
		return nil, err
	}
	return rows, ctx.Err()
}

// takeAll reads rows in one transaction, so that what was read for one serves the next.
func (s *search) takeAll(rows []Row, ids []flow.ID, which []int) error {
	return s.x.view(func() error {
		for _, i := range which {
			if err := s.take(&rows[i], ids[i]); err != nil {
				return err
			}
		}
		return nil
	})
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
		if len(fields) == 0 || rows[i].at.none() || rows[i].Kind != KindExchange {
			continue
		}
		heads, err := f.heads(rows[i].at)
		if err != nil && !errors.Is(err, errTorn) {
			continue
		}
		for k, field := range fields {
			if h := heads[field.Dir]; h != nil {
				all[i][k] = h.List(field.Name)
			}
		}
	}
	return all, nil
}
