package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
)

//go:embed page.html
var pageSource string

// PageInfo is what the page shows. None of it is secret, none was captured.
type PageInfo struct {
	Listen      netip.AddrPort // the page's own listener
	Proxy       string         // "ip:port"
	ProxyHost   string
	ProxyPort   string
	Fingerprint string // SHA-256 of the root, in pairs
	Custody     string
	Version     string
	RootPEM     []byte
}

// NewPageHandler serves the status page: two paths, GET and HEAD only, and only
// to requests that name this listener by a loopback name.
func NewPageHandler(info PageInfo) (http.Handler, error) {
	t, err := template.New("page").Parse(pageSource)
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	if err := t.Execute(&page, info); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page.Bytes()) // the client is gone
	})
	mux.HandleFunc("GET /root.pem", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="rockxy-root.pem"`)
		servePEM(w, info.RootPEM)
	})
	return loopbackOnly(info.Listen, mux), nil
}

// loopbackOnly refuses requests that a name which was made to point here
// (DNS rebinding) or a page of another origin could have caused.
func loopbackOnly(listen netip.AddrPort, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch origin := r.Header.Get("Origin"); {
		case !ourHost(r.Host, listen):
			http.Error(w, "This page is reached by a loopback address only.", http.StatusForbidden)
		case len(r.Header.Values("Origin")) > 1, origin != "" && !ourOrigin(origin, listen):
			http.Error(w, "Requests from other origins are refused.", http.StatusForbidden)
		case r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate":
			http.Error(w, "Requests from other sites are refused.", http.StatusForbidden)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			h.Set("Allow", "GET, HEAD")
			http.Error(w, "Only GET and HEAD.", http.StatusMethodNotAllowed)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func ourOrigin(origin string, listen netip.AddrPort) bool {
	host, ok := strings.CutPrefix(origin, "http://")
	return ok && ourHost(host, listen)
}

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
