package api

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// maxSignIn bounds the body of a request to sign in.
const maxSignIn = 1 << 10

// SignIn is what the page shows at the door.
type SignIn struct {
	Token string `json:"token"` // out of the fragment of the link
}

// NewDoorHandler serves inst to browsers that have come through the door, and to all of
// this machine the page and the public certificate of the root, which have no
// secret.
func NewDoorHandler(door *Door, inst Instance, page http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", page)
	mux.Handle("GET /assets/", page)
	mux.HandleFunc("GET /root.pem", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="rockxy-root.pem"`)
		servePEM(w, inst.RootPEM())
	})
	mux.HandleFunc("POST /v1/door", door.enter)
	mux.HandleFunc("GET /v1/door", func(w http.ResponseWriter, r *http.Request) { door.only(http.HandlerFunc(done)).ServeHTTP(w, r) })
	mux.HandleFunc("DELETE /v1/door", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, door.signOut(r))
		done(w, r)
	})
	mux.HandleFunc("/v1/door/", func(w http.ResponseWriter, _ *http.Request) { fail(w, nothingThere()) })
	mux.Handle("/v1/", door.only(newMux(inst)))
	return door.guarded(withErrors(mux))
}

// guarded gives every answer its header fields and refuses what cannot be the page.
func (d *Door) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.defend(w.Header(), r)
		if e := guard(r, d.listen); e != nil {
			if e.Status == http.StatusMethodNotAllowed {
				w.Header().Set("Allow", strings.Join(methods(r), ", "))
			}
			fail(w, e)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// defend sets what holds for every answer. Scripts come from our files alone: a
// captured one that is served as octets must not become the page's.
func (d *Door) defend(h http.Header, r *http.Request) {
	policy := "default-src 'none'; "
	if ourHost(r.Host, d.listen) {
		files := "http://" + r.Host + "/assets/"
		policy += "script-src " + files + "; worker-src " + files +
			"; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
	}
	policy += "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-DNS-Prefetch-Control", "off")
	h.Set("Cache-Control", "no-store") // but for the page's files, which say otherwise
}

// only lets in who is signed in.
func (d *Door) only(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !d.signedIn(r) {
			fail(w, &Error{Status: http.StatusUnauthorized, Message: "this browser is not signed in to Rockxy, or Rockxy was started anew", Hint: "open the link that rockxy serve printed, or run: rockxy ui"})
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), throughDoor{}, true)))
	})
}

// throughDoor marks the context of requests of browsers.
type throughDoor struct{}

func ofBrowser(ctx context.Context) bool { return ctx.Value(throughDoor{}) != nil }

func (d *Door) enter(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	_ = out.SetReadDeadline(time.Now().Add(bodyTime)) // not every connection has one
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxSignIn))
	_ = out.SetReadDeadline(time.Time{})
	var s SignIn
	if err != nil || decode(text, &s) != nil {
		fail(w, &Error{Status: http.StatusBadRequest, Message: `the request is {"token": "…"}`})
		return
	}
	cookie := d.signIn(s.Token)
	if cookie == nil {
		fail(w, &Error{Status: http.StatusForbidden, Message: "this link is not good (any more)", Hint: "open the one that rockxy serve printed last, or run: rockxy ui"})
		return
	}
	http.SetCookie(w, cookie)
	done(w, r)
}

func done(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

// registerDoor describes what the door itself answers.
func registerDoor(api huma.API) {
	nothing := func(context.Context, *struct{}) error { return nil }
	act(api, "POST /v1/door", "Sign in with the token of the link", func(context.Context, *bodyOf[SignIn]) error { return nil }, more("On loopback only."))
	act(api, "GET /v1/door", "Whether this browser is signed in", nothing, more("On loopback only."))
	act(api, "DELETE /v1/door", "Sign out", nothing, more("On loopback only."))
}

// DoorKeeper has a door that it can make links for.
type DoorKeeper interface {
	// Link is the address of the page with its token, empty when there is no page.
	Link() string
	// OneTimeLink is the address of the page for one use; the error is an *Error when there is
	// no page.
	OneTimeLink() (string, error)
}

// PageLink is where the page is.
type PageLink struct {
	URL string `json:"url"` // with a token for one use
}

func registerDoorKeeper(api huma.API, k DoorKeeper) {
	answer(api, "POST /v1/door/link", "A link to the page, for one use", func(context.Context, *struct{}) (PageLink, error) {
		url, err := k.OneTimeLink()
		return PageLink{url}, err
	}, more("On the socket only."))
}

// PageLink asks for a link to the page that is good for one use, within a minute.
func (c *Client) PageLink(ctx context.Context) (string, error) {
	var l PageLink
	err := c.post(ctx, "/v1/door/link", nil, &l)
	return l.URL, err
}
