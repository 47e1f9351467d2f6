package api

// FacetQuery asks for the values of fields among what a filter selects.
type FacetQuery struct {
	Session string   `query:"session" doc:"session names another session than the one that is captured into"`
	Filter  string   `query:"filter" doc:"filter is an expression of the filter language, empty for everything"`
	Fields  []string `query:"fields" required:"true" doc:"fields are some of host, app, type, status, method, fault, verdict and proto, separated by commas"`
	Limit   int      `query:"limit" minimum:"0" default:"100" doc:"limit is a number, 0 for all values"`
}

// Facets are the values of each field, the most frequent first.
type Facets struct {
	Facets map[string][]Facet `json:"facets"`
}

// Facet is a value and how many entries have it.
type Facet struct {
	Value string `json:"value"` // empty: there is none
	Count int    `json:"count"`
}

// SidebarQuery asks for the sidebar, of what a filter selects.
type SidebarQuery struct {
	Session string `query:"session" doc:"session names another session than the one that is captured into"`
	Filter  string `query:"filter" doc:"filter is an expression of the filter language, empty for everything"`
}

// Sidebar is what was captured, by application and by host.
type Sidebar struct {
	Total     int           `json:"total"`
	Pinned    int           `json:"pinned"` // by a person, so that they stay
	Commented int           `json:"commented"`
	Apps      []Group       `json:"apps"` // by name
	MoreApps  int           `json:"more_apps"`
	Hosts     []Group       `json:"hosts"` // by name; of more than 500 those with the most entries
	MoreHosts int           `json:"more_hosts"`
	Sessions  []SessionInfo `json:"sessions"`
}

// MaxGroups is how many applications, hosts, or nodes of a tree are told at most.
const MaxGroups = 500

// Group is the entries of one application or host.
type Group struct {
	Name   string `json:"name"`   // empty: it is not known
	Filter string `json:"filter"` // that selects them
	Count  int    `json:"count"`
	Errors int    `json:"errors"` // those that is:error selects
	// ClientPinned are those whose client pins certificates, Invalid those whose
	// origin's certificate did not verify.
	ClientPinned int `json:"client_pinned"`
	Invalid      int `json:"invalid"`
}

// TreeQuery asks for one level of the paths of a host.
type TreeQuery struct {
	Session string `query:"session" doc:"session names another session than the one that is captured into"`
	Host    string `query:"host" required:"true" doc:"host is the name of a host"`
	Path    string `query:"path" doc:"path is that of a node, empty for the first level"`
	Filter  string `query:"filter" doc:"filter is an expression of the filter language, empty for everything"`
}

// Tree is one level of the paths of a host.
type Tree struct {
	Nodes []Node `json:"nodes"` // by name; of more than 500 those with the most entries
	More  int    `json:"more"`
}

// Node is the entries whose paths begin alike.
type Node struct {
	Name   string `json:"name"`   // the next segment of the path, such as "users"; "/" for none
	Path   string `json:"path"`   // of the node, such as "/api/users"
	Filter string `json:"filter"` // that selects them
	Count  int    `json:"count"`
	Errors int    `json:"errors"`
	Leaf   bool   `json:"leaf"` // there is nothing below
}
