package api

import "context"

// Replay implements Sender.
func (c *Client) Replay(ctx context.Context, q ReplayRequest) (r *Replayed, err error) {
	return r, c.post(ctx, "/v1/replay", q, &r)
}

// Compose implements Sender.
func (c *Client) Compose(ctx context.Context, q Compose) (r *Composed, err error) {
	return r, c.post(ctx, "/v1/compose", q, &r)
}
