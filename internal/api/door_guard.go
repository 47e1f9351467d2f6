package api

import (
	"mime"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// guard decides which requests reach the door's listener at all, whoever is signed in.
// It knows nothing but the listener: a name that was made to point here (DNS
// rebinding), a page of another origin or of another port, or a form could have caused
// what is refused.
func guard(r *http.Request, listen netip.AddrPort) *Error {
	for _, check := range []func(*http.Request, netip.AddrPort) *Error{host, method, upgrade, origin, site, leaked, kind} {
		if e := check(r, listen); e != nil {
			return e
		}
	}
	return nil
}

func refused(message string) *Error {
	return &Error{Status: http.StatusForbidden, Message: message}
}

func host(r *http.Request, listen netip.AddrPort) *Error {
	if !ourHost(r.Host, listen) {
		return refused("this page is reached by a loopback address only, http://" + listen.String() + "/")
	}
	return nil
}

// methods are those that a request may have.
func methods(r *http.Request) []string {
	if isAPI(r) {
		return []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete}
	}
	return []string{http.MethodGet, http.MethodHead}
}

func reading(method string) bool { return method == http.MethodGet || method == http.MethodHead }

func method(r *http.Request, _ netip.AddrPort) *Error {
	if slices.Contains(methods(r), r.Method) {
		return nil
	}
	return &Error{Status: http.StatusMethodNotAllowed, Message: "this is asked with " + strings.Join(methods(r), ", ")}
}

func upgrade(r *http.Request, _ netip.AddrPort) *Error {
	_, asked := r.Header["Upgrade"]
	for _, v := range r.Header.Values("Connection") {
		asked = asked || strings.Contains(strings.ToLower(v), "upgrade")
	}
	if asked || r.ProtoMajor != 1 {
		return refused("there is nothing here to upgrade to")
	}
	return nil
}

// origin is that of the page, exactly, wherever something may change; browsers send it
// then. Where nothing does it may be missing.
func origin(r *http.Request, _ netip.AddrPort) *Error {
	sent := r.Header["Origin"]
	switch {
	case len(sent) == 0 && reading(r.Method):
		return nil
	case len(sent) == 0:
		return &Error{Status: http.StatusForbidden, Message: "changes come from the page alone", Hint: "programs use the control socket, DATA/rockxy.sock"}
	case len(sent) > 1 || sent[0] != "http://"+r.Host:
		return refused("requests from other origins are refused")
	}
	return nil
}

// site checks what browsers say of where a request comes from (Fetch Metadata). The
// page itself may be opened from anywhere.
func site(r *http.Request, _ netip.AddrPort) *Error {
	sent, from := r.Header["Sec-Fetch-Site"], r.Header.Get("Sec-Fetch-Site")
	dest := r.Header.Get("Sec-Fetch-Dest")
	switch {
	case len(sent) == 0, len(sent) == 1 && from == "same-origin":
	case len(sent) == 1 && !isAPI(r) && from == "none":
	case len(sent) == 1 && r.URL.Path == "/" && r.Header.Get("Sec-Fetch-Mode") == "navigate" && dest == "document":
	default:
		return refused("requests from other sites are refused")
	}
	// What the API answers is never a script, a style, a worker or a plug-in.
	if isAPI(r) && !slices.Contains([]string{"", "empty", "document", "iframe", "image"}, dest) {
		return refused("this is not served as " + dest)
	}
	return nil
}

// leaked refuses a token where it could have come from a link, and would go on to logs
// and other sites.
func leaked(r *http.Request, _ netip.AddrPort) *Error {
	_, in := r.URL.Query()["token"]
	if in || strings.Contains(r.Referer(), "token=") {
		return &Error{Status: http.StatusForbidden, Message: "a token does not belong there", Hint: "open the link as it was printed, with the token behind the #"}
	}
	return nil
}

// kind refuses the bodies that a form can send without asking.
func kind(r *http.Request, _ netip.AddrPort) *Error {
	sent := r.Header["Content-Type"]
	if len(sent) == 0 {
		return nil
	}
	t, _, err := mime.ParseMediaType(sent[0])
	if err != nil || len(sent) > 1 || !slices.Contains([]string{"application/json", octetStream}, t) {
		return &Error{Status: http.StatusUnsupportedMediaType, Message: "the body of a request is application/json"}
	}
	return nil
}

// isAPI reports whether a request is for the API, and not for the page.
func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/v1/") }

// ourHost accepts a loopback name with exactly our port; the port may be
// missing only where it is HTTP's own.
func ourHost(host string, listen netip.AddrPort) bool {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		if listen.Port() != 80 {
			return false
		}
		name, port = strings.Trim(host, "[]"), "80"
	}
	if port != strconv.Itoa(int(listen.Port())) {
		return false
	}
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip == listen.Addr()
}
