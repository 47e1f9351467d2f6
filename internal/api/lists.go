package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"rockxy/internal/flow"
)

// ListQuery names a list: the entries of a session that a filter selects, in an order.
// Lists are kept up to date while somebody asks for them.
type ListQuery struct {
	Session string `query:"session" doc:"session names another session than the one that is captured into"`
	Filter  string `query:"filter" doc:"filter is an expression of the filter language, empty for everything"`
	Sort    Sort   `query:"sort" enum:"id,time,took,status,size,host,method,app,type,url,proto" doc:"sort is one of id, time, took, status, size, host, method, app, type, url and proto"`
	Desc    bool   `query:"desc" doc:"desc is true or false: the newest or largest first; what has no value comes last either way"`
}

// WindowQuery asks for some rows of a list.
type WindowQuery struct {
	ListQuery
	Offset int `query:"offset" minimum:"0" doc:"offset is a number, 0 for the first row"`
	Limit  int `query:"limit" minimum:"0" maximum:"500" default:"100" doc:"limit is a number up to 500"`
	// Columns are values of header fields that rows are to have.
	Columns []string `query:"columns" doc:"columns are header fields to add to each row, such as req.header:user-agent or res.header:server, separated by commas"`
}

// MaxRows is how many rows a window has at most, and MaxColumns how many header fields.
const (
	MaxRows    = 500
	MaxColumns = 16
)

// Window is a part of a list as it is now.
type Window struct {
	Total  int `json:"total"` // rows of the list, as far as they are known
	Offset int `json:"offset"`
	// Seq is the number of the newest change that the window has: a change of the
	// stream with a greater one came later.
	Seq uint64 `json:"seq"`
	// Complete is false while the list is still being made: Total grows, and a change
	// follows when it is done.
	Complete bool `json:"complete"`
	// Unsearched counts entries that were not looked into yet. It falls to 0 by itself,
	// and what is found meanwhile joins the list.
	Unsearched int   `json:"unsearched"`
	Rows       []Row `json:"rows"`
}

// Row is one row of a list.
type Row struct {
	Flow
	// WaitMS is how long it took from the start to the head of the response, ReceiveMS
	// the rest; null when that was not measured (yet). Together they are DurationMS.
	WaitMS           *float64 `json:"wait_ms"`
	ReceiveMS        *float64 `json:"receive_ms"`
	UpstreamProtocol string   `json:"upstream_protocol"` // "http/1.1", "h2", …; empty when there was none
	TLS              string   `json:"tls"`               // version towards the client, such as "TLS 1.3"; empty when there was none
	ReplayOf         flow.ID  `json:"replay_of"`         // the entry that this one repeats, 0 for none
	Columns          []string `json:"columns"`           // values of the header fields that were asked for, in their order
}

// PositionQuery asks where an entry is in a list.
type PositionQuery struct {
	ListQuery
	ID uint64 `query:"id" required:"true" minimum:"1" doc:"id is the number of an entry"`
}

// Position is where an entry is in a list, -1 when it is not in it.
type Position struct {
	Offset int `json:"offset"`
}

// CountQuery asks how many entries a filter selects.
type CountQuery struct {
	Session string `query:"session" doc:"session names another session than the one that is captured into"`
	Filter  string `query:"filter" doc:"filter is an expression of the filter language, empty for everything"`
}

// Count is how many entries a filter selects; Unsearched were not looked into.
type Count struct {
	Count      int `json:"count"`
	Unsearched int `json:"unsearched"`
}

// Lists shows what was captured, a window at a time. Errors are an *Error when the
// request is at fault.
type Lists interface {
	Window(context.Context, WindowQuery) (*Window, error)
	Position(context.Context, PositionQuery) (Position, error)
	Count(context.Context, CountQuery) (Count, error)
	Facets(context.Context, FacetQuery) (Facets, error)
	Sidebar(context.Context, SidebarQuery) (*Sidebar, error)
	Tree(context.Context, TreeQuery) (*Tree, error)
}

func registerLists(api huma.API, l Lists) {
	answer(api, "GET /v1/exchanges", "A window of a list", func(ctx context.Context, in *WindowQuery) (*Window, error) { return l.Window(ctx, *in) },
		more("Exchanges, tunnels and handshake failures. The first window of a list begins to keep it up to date; a minute after the last one, without a stream of its changes, it is forgotten."))
	answer(api, "GET /v1/exchanges/position", "Where an entry is in a list", func(ctx context.Context, in *PositionQuery) (Position, error) { return l.Position(ctx, *in) })
	answer(api, "GET /v1/count", "How many entries a filter selects", func(ctx context.Context, in *CountQuery) (Count, error) { return l.Count(ctx, *in) })
	answer(api, "GET /v1/facets", "The values of fields, and how many entries have each", func(ctx context.Context, in *FacetQuery) (Facets, error) { return l.Facets(ctx, *in) })
	answer(api, "GET /v1/sidebar", "What was captured, by application and host", func(ctx context.Context, in *SidebarQuery) (*Sidebar, error) { return l.Sidebar(ctx, *in) })
	answer(api, "GET /v1/tree", "One level of the paths of a host", func(ctx context.Context, in *TreeQuery) (*Tree, error) { return l.Tree(ctx, *in) })
}
