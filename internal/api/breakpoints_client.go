package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// Paused lists what waits at breakpoints.
func (c *Client) Paused(ctx context.Context) (l PausedList, err error) {
	return l, c.get(ctx, "/v1/breakpoints", &l)
}

// PausedMessage returns one with what can be edited.
func (c *Client) PausedMessage(ctx context.Context, id uint64) (d PausedDetail, err error) {
	return d, c.get(ctx, fmt.Sprintf("/v1/breakpoints/%d", id), &d)
}

// Decide says what becomes of a paused message, and returns when it does. The error is
// an *Error when that cannot be.
func (c *Client) Decide(ctx context.Context, id uint64, d Decision) error {
	return c.put(ctx, http.MethodPost, fmt.Sprintf("/v1/breakpoints/%d/decide", id), d)
}

// Take stops the clock of a paused message.
func (c *Client) Take(ctx context.Context, id uint64) error {
	return c.put(ctx, http.MethodPost, fmt.Sprintf("/v1/breakpoints/%d/take", id), nil)
}

// Draft keeps an edit that is not sent yet; nil forgets it.
func (c *Client) Draft(ctx context.Context, id uint64, e *Edit) error {
	if e == nil {
		return c.put(ctx, http.MethodDelete, fmt.Sprintf("/v1/breakpoints/%d/draft", id), nil)
	}
	return c.put(ctx, http.MethodPut, fmt.Sprintf("/v1/breakpoints/%d/draft", id), e)
}

// SaveTemplate saves a message under a name.
func (c *Client) SaveTemplate(ctx context.Context, name string, e Edit) error {
	return c.put(ctx, http.MethodPut, "/v1/templates/"+url.PathEscape(name), e)
}

// WatchPaused calls changed with what is paused and each change until ctx or the
// instance ends (nil) or changed returns an error.
func (c *Client) WatchPaused(ctx context.Context, changed func(PausedEvent) error) error {
	resp, err := c.do(ctx, http.MethodGet, "/v1/breakpoints/stream")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	dec := json.NewDecoder(resp.Body)
	for {
		var e PausedEvent
		if err := dec.Decode(&e); err != nil {
			if ctx.Err() != nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return nil
			}
			return err
		}
		if err := changed(e); err != nil {
			return err
		}
	}
}

// put sends a value, nil for none, and wants nothing back.
func (c *Client) put(ctx context.Context, method, path string, v any) error {
	var body io.Reader
	if v != nil {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	resp, err := c.send(ctx, method, path, body)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
