package cli

import (
	"slices"
	"testing"
)

func TestOpenerOf(t *testing.T) {
	type env map[string]string
	for _, tt := range []struct {
		name, system string
		env          env
		there        []string
		want         []string
		why          string
	}{
		{"macOS", "darwin", nil, nil, []string{"open"}, ""},
		{"Windows", "windows", nil, nil, []string{"rundll32", "url.dll,FileProtocolHandler"}, ""},
		{"X11", "linux", env{"DISPLAY": ":0"}, []string{"xdg-open"}, []string{"xdg-open"}, ""},
		{"Wayland", "linux", env{"WAYLAND_DISPLAY": "wayland-0"}, []string{"xdg-open"}, []string{"xdg-open"}, ""},
		{"X11 over SSH", "linux", env{"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "a"}, []string{"xdg-open"}, []string{"xdg-open"}, ""},
		{"WSL", "linux", env{"WSL_DISTRO_NAME": "Debian"}, []string{"wslview"}, []string{"wslview"}, ""},
		{"SSH", "linux", env{"SSH_CONNECTION": "a"}, []string{"xdg-open"}, nil, "this is a session over SSH, without a desktop"},
		{"a server", "linux", nil, []string{"xdg-open"}, nil, "there is no desktop"},
		{"a bare desktop", "linux", env{"DISPLAY": ":0"}, nil, nil, "there is no xdg-open"},
	} {
		got, why := openerOf(tt.system, func(name string) string { return tt.env[name] }, func(name string) bool { return slices.Contains(tt.there, name) })
		if !slices.Equal(got, tt.want) || why != tt.why {
			t.Errorf("%s: %q, %q", tt.name, got, why)
		}
	}
}
