package api

import (
	"context"
	"fmt"
	"net/url"

	"rockxy/internal/flow"
)

// Replay implements Sender.
func (c *Client) Replay(ctx context.Context, q ReplayRequest) (r *Replayed, err error) {
	return r, c.post(ctx, "/v1/replay", q, &r)
}

// Compose implements Sender.
func (c *Client) Compose(ctx context.Context, q Compose) (r *Composed, err error) {
	return r, c.post(ctx, "/v1/compose", q, &r)
}

// ComposeOf is a captured request as it can be edited and sent; the error is ErrNotFound
// when there is none.
func (c *Client) ComposeOf(ctx context.Context, id flow.ID, session string) (*Compose, error) {
	q := &Compose{}
	return q, c.get(ctx, fmt.Sprintf("/v1/exchanges/%d/compose?%s", id, url.Values{"session": {session}}.Encode()), q)
}
