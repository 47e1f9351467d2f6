package config

import (
	"errors"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
)

func TestDefaultIsValid(t *testing.T) {
	c, err := Default().Validate()
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Proxy.String(); got != "127.0.0.1:9090" {
		t.Errorf("proxy %s", got)
	}
	if got := c.UI.String(); got != "127.0.0.1:9091" {
		t.Errorf("ui %s", got)
	}
	if !filepath.IsAbs(c.Data) || filepath.Base(c.Data) != "rockxy" {
		t.Errorf("data %s", c.Data)
	}
}

func TestValidate(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Config)
		want   string // part of the error, empty for none
	}{
		{"memory", func(c *Config) { c.Custody = CustodyMemory }, ""},
		{"hardware", func(c *Config) { c.Custody = "tpm" }, ""},
		{"no such keeper", func(c *Config) { c.Custody = "pocket" }, "no key store has that name; use one of auto, tpm"},
		{"page on all interfaces", func(c *Config) { c.UI = netip.MustParseAddrPort("0.0.0.0:9091") }, "this machine only"},
		{"no page, so its address is not looked at", func(c *Config) {
			c.UI, c.NoUI = netip.MustParseAddrPort("0.0.0.0:9091"), true
		}, ""},
		{"same port twice", func(c *Config) { c.UI = c.Proxy }, "give each its own port"},
		{"both on any port", func(c *Config) {
			c.UI = netip.MustParseAddrPort("127.0.0.1:0")
			c.Proxy = c.UI
		}, ""},
		{"proxy for the network", func(c *Config) { c.Proxy = netip.MustParseAddrPort("0.0.0.0:9090") }, ""},
		{"too little to keep", func(c *Config) { c.KeepSize = 1 << 20 }, "the least is 16MiB"},
		{"less than nothing to keep", func(c *Config) { c.KeepCount = -1 }, "how many"},
		{"no directory", func(c *Config) { c.Data = "" }, "name a directory"},
		{"empty certificate file", func(c *Config) { c.UpstreamCAs = []string{""} }, "name a file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Default()
			tt.change(&c)
			_, err := c.Validate()
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var ie *InvalidError
			if !errors.As(err, &ie) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an InvalidError with %q", err, tt.want)
			}
		})
	}
}

func TestValidateLeavesTheArgumentAlone(t *testing.T) {
	c := Default()
	c.UpstreamCAs = []string{"a.pem"}
	v, err := c.Validate()
	if err != nil {
		t.Fatal(err)
	}
	if c.UpstreamCAs[0] != "a.pem" || !filepath.IsAbs(v.UpstreamCAs[0]) {
		t.Errorf("argument %q, result %q", c.UpstreamCAs[0], v.UpstreamCAs[0])
	}
}
