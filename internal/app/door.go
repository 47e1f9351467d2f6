package app

import (
	"net"
	"net/http"

	"golang.org/x/net/netutil"

	"rockxy/internal/api"
	"rockxy/internal/web"
)

var _ api.DoorKeeper = instance{}

// maxPageConns bounds the connections to the page, all browsers and idle ones included:
// those of the proxy must find descriptors left.
const maxPageConns = 256

// openDoor makes the page's handler. There is a listener for it.
func (a *App) openDoor() http.Handler {
	return api.NewDoorHandler(a.door, instance{a}, web.NewFiles(web.Dist()))
}

func limited(l net.Listener) net.Listener { return netutil.LimitListener(l, maxPageConns) }

// Link is the address of the page with the token that lets in, empty without a page. Who
// has it can read everything captured.
func (a *App) Link() string {
	if a.door == nil {
		return ""
	}
	return a.door.Link()
}

func (i instance) Link() string { return i.a.Link() }

func (i instance) OneTimeLink() (string, error) {
	if i.a.door == nil {
		return "", &api.Error{Status: http.StatusConflict, Message: "this instance has no page: it was started with --no-ui", Hint: "start one with: rockxy serve"}
	}
	return i.a.door.OneTimeLink(), nil
}
