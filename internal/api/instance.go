package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rockxy/internal/flow"
)

// byNumber names an entry.
type byNumber struct {
	ID flow.ID `path:"id" minimum:"1" doc:"an entry is named by its number"`
}

// listInput is the query of a list.
type listInput struct {
	Filter string `query:"filter"`
	Limit  int    `query:"limit" default:"100" minimum:"0" doc:"limit is a number, 0 for all"`
	Sort   Sort   `query:"sort" enum:"id,time,took,size,status,host,method,app,type,url,proto" doc:"sort is one of id, time, took, size, status, host, method, app, type, url and proto"`
	Oldest bool   `query:"oldest" doc:"oldest is true or false"`
}

func registerInstance(api huma.API, inst Instance) {
	answer(api, "GET /v1/status", "How the instance is doing", func(ctx context.Context, _ *struct{}) (Status, error) {
		s := inst.Status()
		if k, ok := inst.(DoorKeeper); ok && !ofBrowser(ctx) {
			s.UI = k.Link() // a page has no need of the token
		}
		return s, nil
	})
	pemFile(api, "GET /v1/root.pem", "The public certificate of the root", func() ([]byte, error) { return inst.RootPEM(), nil })
	pemFile(api, "GET /v1/upstream.pem", "The certificates of --upstream-ca", func() ([]byte, error) { return inst.UpstreamPEM(), nil })
	pemFile(api, "GET /v1/sample.pem", "A chain that the root has issued, for a name that no host has", func() ([]byte, error) { return inst.SamplePEM() })
	act(api, "POST /v1/sync", "Wait until all that was recorded can be read", func(ctx context.Context, _ *struct{}) error { return inst.Sync(ctx) })
	answer(api, "GET /v1/flows", "The entries that a filter selects", func(ctx context.Context, in *listInput) ([]Flow, error) {
		flows, err := inst.List(ctx, Query{Filter: in.Filter, Limit: in.Limit, Sort: in.Sort, Oldest: in.Oldest})
		if flows == nil {
			flows = []Flow{}
		}
		return flows, err
	})
	answer(api, "GET /v1/flows/{id}", "One entry", func(ctx context.Context, in *byNumber) (*Detail, error) { return inst.Get(ctx, in.ID) })
	type watched struct {
		Filter string `query:"filter"`
	}
	lines(api, "GET /v1/flows/stream", "Entries as they begin and change", func(ctx context.Context, in *watched, out *Lines[Event]) error {
		return inst.Watch(ctx, in.Filter, out.Begin, func(e []Event) error { return out.Send(e...) })
	})
	raw(api, "GET /v1/lease", "Keep a transient instance going, until the request is ended", nil, func(w http.ResponseWriter, r *http.Request, _ *struct{}) {
		release := inst.Lease()
		defer release()
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush() // the client is gone
		<-r.Context().Done()
	})
}

// pemFile adds an operation that answers with certificates.
func pemFile(api huma.API, where, summary string, f func() ([]byte, error)) {
	raw(api, where, summary, octetTypes([]string{pemType}), func(w http.ResponseWriter, _ *http.Request, _ *struct{}) {
		pem, err := f()
		if err != nil {
			fail(w, err)
			return
		}
		servePEM(w, pem)
	})
}
