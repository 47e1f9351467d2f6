package api

import (
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// FuzzGuard holds the guard to what it promises, whatever is sent: what may come in
// names this listener, comes from its page, and changes nothing unless it says so.
func FuzzGuard(f *testing.F) {
	f.Add("GET", "/v1/status", "127.0.0.1:9091", "", "same-origin", "empty", "")
	f.Add("POST", "/v1/sync", "localhost:9091", "http://localhost:9091", "same-origin", "empty", "application/json")
	f.Add("GET", "/", "LOCALHOST:9091", "", "cross-site", "document", "")
	f.Add("POST", "/v1/../v1/sync", "127.0.0.1:9091", "null", "", "script", "text/plain")
	f.Add("PUT", "/V1/x", "[::1]:9091", "http://[::1]:9091", "none", "", "application/json, text/plain")
	listen := netip.MustParseAddrPort(doorHost)
	f.Fuzz(func(t *testing.T, method, path, name, origin, site, dest, kind string) {
		r := &http.Request{Method: method, URL: &url.URL{Path: path}, Host: name, Header: http.Header{}, ProtoMajor: 1, ProtoMinor: 1}
		for field, value := range map[string]string{"Origin": origin, "Sec-Fetch-Site": site, "Sec-Fetch-Dest": dest, "Content-Type": kind} {
			if value != "" {
				r.Header.Set(field, value)
			}
		}
		if guard(r, listen) != nil {
			return
		}
		if lower := strings.ToLower(name); lower != doorHost && lower != "localhost:9091" {
			t.Errorf("host %q", name)
		}
		if origin != "" && origin != "http://"+name {
			t.Errorf("origin %q at %q", origin, name)
		}
		changes := method != "GET" && method != "HEAD"
		if changes && (origin == "" || !strings.HasPrefix(path, "/v1/")) {
			t.Errorf("%s %s of origin %q", method, path, origin)
		}
		if strings.HasPrefix(path, "/v1/") && (site != "" && site != "same-origin" || slices.Contains([]string{"script", "style", "worker", "object", "embed"}, dest)) {
			t.Errorf("%s from %q as %q", path, site, dest)
		}
		if form := strings.ToLower(strings.TrimSpace(strings.Split(kind, ";")[0])); changes && slices.Contains([]string{"text/plain", "multipart/form-data", "application/x-www-form-urlencoded"}, form) {
			t.Errorf("a form's %q", kind)
		}
	})
}
