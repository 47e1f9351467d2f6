package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"rockxy/internal/flow"
)

// ErrNotRunning means that no instance serves the data directory.
var ErrNotRunning = errors.New("no instance is running")

// Client talks to a running instance. Close it after use.
type Client struct {
	http http.Client
	tr   *http.Transport
}

// Dial finds the instance of a data directory: ErrNotRunning when there is none
// (on Windows, always).
func Dial(ctx context.Context, data string) (*Client, error) {
	first, err := dial(data)
	if err != nil {
		return nil, ErrNotRunning
	}
	conns := make(chan net.Conn, 1)
	conns <- first
	tr := &http.Transport{
		DisableCompression: true,
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			select {
			case c := <-conns:
				return c, nil
			default:
				return dial(data)
			}
		},
	}
	c := &Client{http: http.Client{Transport: tr}, tr: tr}
	// A socket that accepts and does not answer is an instance on its way out.
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if _, err := c.Status(ctx); err != nil {
		c.Close()
		select {
		case unused := <-conns:
			unused.Close()
		default:
		}
		return nil, fmt.Errorf("%w that answers: %w", ErrNotRunning, err)
	}
	return c, nil
}

// Close ends idle connections and open streams do not end by it.
func (c *Client) Close() { c.tr.CloseIdleConnections() }

// Status asks how the instance is doing.
func (c *Client) Status(ctx context.Context) (Status, error) {
	var s Status
	return s, c.get(ctx, "/v1/status", &s)
}

// RootPEM returns the public certificate of the root.
func (c *Client) RootPEM(ctx context.Context) ([]byte, error) { return c.bytes(ctx, "/v1/root.pem") }

// UpstreamPEM returns the certificates that the instance was given for origins.
func (c *Client) UpstreamPEM(ctx context.Context) ([]byte, error) {
	return c.bytes(ctx, "/v1/upstream.pem")
}

// SamplePEM returns a chain that the root has issued, leaf first, for a name that
// no host has.
func (c *Client) SamplePEM(ctx context.Context) ([]byte, error) {
	return c.bytes(ctx, "/v1/sample.pem")
}

// Sync returns when all that was recorded before can be read from the store.
func (c *Client) Sync(ctx context.Context) error {
	resp, err := c.do(ctx, http.MethodPost, "/v1/sync")
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Policy returns what decides now.
func (c *Client) Policy(ctx context.Context) (Policy, error) {
	var p Policy
	return p, c.get(ctx, "/v1/policy", &p)
}

// ReloadPolicy makes the instance read its policy again and returns when that
// applies. The error is an *Error when the file cannot be read.
func (c *Client) ReloadPolicy(ctx context.Context) error {
	resp, err := c.do(ctx, http.MethodPost, "/v1/policy/reload")
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// List returns the flows that q selects, those that are going on included.
func (c *Client) List(ctx context.Context, q Query) ([]Flow, error) {
	var all []Flow
	v := url.Values{"filter": {q.Filter}, "limit": {strconv.Itoa(q.Limit)}, "sort": {string(q.Sort)}, "oldest": {strconv.FormatBool(q.Oldest)}}
	return all, c.get(ctx, "/v1/flows?"+v.Encode(), &all)
}

// Get returns one entry; the error is ErrNotFound when there is none.
func (c *Client) Get(ctx context.Context, id flow.ID) (*Detail, error) {
	var d Detail
	return &d, c.get(ctx, fmt.Sprintf("/v1/flows/%d", id), &d)
}

// Watch calls started when changes are being watched, then changed for each that
// the filter selects until ctx or the instance ends (nil) or either function
// returns an error.
func (c *Client) Watch(ctx context.Context, filter string, started func() error, changed func(Event) error) error {
	resp, err := c.do(ctx, http.MethodGet, "/v1/flows/stream?"+url.Values{"filter": {filter}}.Encode())
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if err := started(); err != nil {
		return err
	}
	dec := json.NewDecoder(resp.Body)
	for {
		var e Event
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

// Lease keeps a transient instance going until release is called.
func (c *Client) Lease(ctx context.Context) (release func(), err error) {
	resp, err := c.do(ctx, http.MethodGet, "/v1/lease")
	if err != nil {
		return nil, err
	}
	return func() { resp.Body.Close() }, nil
}

func (c *Client) do(ctx context.Context, method, path string) (*http.Response, error) {
	return c.send(ctx, method, path, nil)
}

func (c *Client) send(ctx context.Context, method, path string, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+Host+path, body)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the running instance: %w", err)
	}
	if resp.StatusCode < 300 {
		return resp, nil
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotFound {
		return nil, ErrNotFound
	}
	e := &Error{Status: resp.StatusCode}
	if err := json.NewDecoder(io.LimitReader(resp.Body, 64<<10)).Decode(e); err != nil || e.Message == "" {
		e.Message = "the running instance answered " + resp.Status
	}
	return nil, e
}

func (c *Client) get(ctx context.Context, path string, v any) error {
	resp, err := c.do(ctx, http.MethodGet, path)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(v)
}

func (c *Client) bytes(ctx context.Context, path string) ([]byte, error) {
	resp, err := c.do(ctx, http.MethodGet, path)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(resp.Body)
	return b.Bytes(), err
}
