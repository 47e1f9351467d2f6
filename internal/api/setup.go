package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

// Setup is how clients are sent through the proxy, ready to be copied.
type Setup struct {
	Proxy string `json:"proxy"` // "ip:port", for clients on this machine
	// Addresses are where other machines reach the proxy; empty when it listens on loopback
	// alone, and then Hint says how to change that.
	Addresses  []string `json:"addresses"`
	Hint       string   `json:"hint,omitempty"`
	RootSHA256 string   `json:"root_sha256"`
	RootFile   string   `json:"root_file"` // the public certificate
	// Local is the page that a device opens, once it uses the proxy, to get the
	// certificate.
	Local    string    `json:"local"`
	Snippets []Snippet `json:"snippets"`
}

// Snippet is one way.
type Snippet struct {
	ID    string `json:"id"`
	Group string `json:"group" enum:"terminal,language,browser,phone,container"` // "terminal", "language", "browser", "phone" or "container"
	Title string `json:"title"`
	// Language is what Text is written in, for colours: "sh", "powershell", "python"; or
	// "steps" for a list of steps, one a line.
	Language string `json:"language"`
	Text     string `json:"text"`
	Note     string `json:"note,omitempty"`
	// Check is a filter that selects what comes in by it.
	Check string `json:"check"`
}

// Setups has them. The error is one of writing the files that the snippets name.
type Setups interface{ Setup() (Setup, error) }

func registerSetups(api huma.API, s Setups) {
	answer(api, "GET /v1/setup", "How clients are sent through the proxy", func(context.Context, *struct{}) (Setup, error) { return s.Setup() })
}

// Setup returns how clients are sent through the proxy.
func (c *Client) Setup(ctx context.Context) (s Setup, err error) {
	return s, c.get(ctx, "/v1/setup", &s)
}
