package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"

	"rockxy/internal/api"
	"rockxy/internal/cli/render"
	"rockxy/internal/flow"
)

// follow prints what there is, oldest first, and then what comes: for a person
// each entry once, when it has ended; with --json every change.
func (c *flowsCommand) follow(ctx context.Context) error {
	client, err := api.Dial(ctx, c.dir)
	if err != nil {
		return &hintError{errors.New("no instance is running with the data directory " + c.dir), "start one with rockxy serve, or leave --follow out"}
	}
	defer client.Close()
	if c.json {
		return c.followJSON(ctx, client)
	}
	list := newLiveList(c.out, c.err)
	<-list.watch(func(_ context.Context, started func() error, changed func([]api.Event) error) error {
		var all []api.Flow
		err = client.Watch(ctx, c.q.Filter, func() (err error) {
			if all, err = client.List(ctx, c.q); err != nil {
				return err
			}
			if err := started(); err != nil {
				return err
			}
			return changed(backwards(all))
		}, func(e api.Event) error {
			return changed([]api.Event{e})
		})
		return err
	})
	return err
}

// backwards makes events of a list, oldest first.
func backwards(flows []api.Flow) []api.Event {
	events := make([]api.Event, 0, len(flows))
	for i := len(flows) - 1; i >= 0; i-- {
		events = append(events, api.Event{Flow: &flows[i]})
	}
	return events
}

func (c *flowsCommand) followJSON(ctx context.Context, client *api.Client) error {
	w := bufio.NewWriter(c.out)
	listed := map[flow.ID]api.Flow{} // what was printed by started, as it was
	started := func() error {
		flows, err := client.List(ctx, c.q)
		if err != nil {
			return err
		}
		for i := len(flows) - 1; i >= 0; i-- {
			listed[flows[i].ID] = flows[i]
			if err := c.print(w, &flows[i]); err != nil {
				return err
			}
		}
		return w.Flush()
	}
	return client.Watch(ctx, c.q.Filter, started, func(e api.Event) error {
		if e.Skipped > 0 {
			fmt.Fprintf(c.err, "rockxy: %s left out: they came faster than they were read\n", render.Plural(int64(e.Skipped), "change"))
		}
		f := e.Flow
		if f == nil {
			return nil
		}
		if old, ok := listed[f.ID]; ok && old.State == f.State && old.Process == f.Process && old.Status == f.Status {
			return nil
		}
		delete(listed, f.ID)
		if err := c.print(w, f); err != nil {
			return err
		}
		return w.Flush()
	})
}
