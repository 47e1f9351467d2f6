package app

import (
	"context"

	"rockxy/internal/api"
	"rockxy/internal/store"
)

var (
	_ api.Lists         = instance{}
	_ api.ChangeWatcher = instance{}
)

// openLists makes the lists of the instance.
func (a *App) openLists() {
	a.lists = newLists(a.store, a.session, func(name string) (*store.Reader, error) {
		dir, err := sessionDir(a.cfg.Data, name)
		if err != nil {
			return nil, err
		}
		return store.OpenReader(dir)
	}, a.log)
}

// Window implements api.Lists, like those that follow.
func (i instance) Window(ctx context.Context, q api.WindowQuery) (*api.Window, error) {
	return i.a.lists.window(ctx, q)
}

// Position is where an entry is in a list.
func (i instance) Position(ctx context.Context, q api.PositionQuery) (api.Position, error) {
	return i.a.lists.position(ctx, q)
}

// Count is how many entries a filter selects.
func (i instance) Count(ctx context.Context, q api.CountQuery) (api.Count, error) {
	return i.a.lists.count(ctx, q)
}

// Facets are the values of fields.
func (i instance) Facets(ctx context.Context, q api.FacetQuery) (api.Facets, error) {
	return i.a.lists.facets(ctx, q)
}

// Sidebar is what was captured, by application and by host.
func (i instance) Sidebar(ctx context.Context, q api.SidebarQuery) (*api.Sidebar, error) {
	return i.a.lists.sidebar(ctx, q, func() ([]api.SessionInfo, error) { return Sessions(ctx, i.a.cfg.Data) })
}

// Tree is one level of the paths of a host.
func (i instance) Tree(ctx context.Context, q api.TreeQuery) (*api.Tree, error) {
	return i.a.lists.tree(ctx, q)
}
