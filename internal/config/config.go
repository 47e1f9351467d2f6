// Package config is what a running Rockxy was told: one value, its defaults in
// one function, checked once, not changed afterwards.
//
// It reads no flags and no environment (that is cli's part) and opens nothing.
// Its errors are sentences for the person who typed the value: what is wrong
// with it and what to type instead.
package config

import (
	"net/netip"
	"path/filepath"
	"strconv"

	"github.com/adrg/xdg"
)

// Config is how one instance runs. Pass it by value.
type Config struct {
	// Proxy is where clients connect (HTTP, CONNECT and SOCKS5). Port 0 lets
	// the system pick one.
	Proxy netip.AddrPort
	// UI is where the browser page listens; always a loopback address.
	UI netip.AddrPort
	// NoUI leaves the UI listener out.
	NoUI bool

	// Data is the directory of this instance: store, socket, lock, public root
	// certificate. It is also how other commands find the instance.
	Data string
	// Session names the session that is captured into; empty is the default one.
	Session string
	// KeepSize and KeepCount bound it: past either, the oldest entries that are
	// not pinned are deleted. 0 is the store's own limit.
	KeepSize, KeepCount int64
	// Custody names who keeps the root's private key.
	Custody Custody
	// UpstreamCAs are PEM or DER files whose certificates are trusted as roots
	// of origins, besides the system's.
	UpstreamCAs []string
	// RuleFiles are files of rules that apply besides those of Data.
	RuleFiles []string
	// KeyLog is a file to which the secrets of all TLS connections are appended,
	// for Wireshark; empty for none, which is the rule.
	KeyLog string
	// ReadyFile is written when the listeners accept; empty for none.
	ReadyFile string
	// Quiet silences everything but errors.
	Quiet bool
	// AutoBypass lets Rockxy bypass, for a while and for one client and host, what
	// a client firmly refuses by pinning.
	AutoBypass bool
}

// Default returns the published defaults.
func Default() Config {
	loopback := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	return Config{
		Proxy:   netip.AddrPortFrom(loopback, 9090),
		UI:      netip.AddrPortFrom(loopback, 9091),
		Data:    filepath.Join(xdg.DataHome, "rockxy"),
		Custody: CustodyAuto,
	}
}

// Validate checks what depends on more than one value, makes paths absolute and
// returns the configuration to run with.
func (c Config) Validate() (Config, error) {
	if err := c.Custody.check(); err != nil {
		return c, err
	}
	if !c.NoUI && !c.UI.Addr().IsLoopback() {
		return c, invalid("--ui", c.UI.String(), "the page is for this machine only; use a loopback address such as 127.0.0.1:9091")
	}
	if !c.NoUI && c.UI == c.Proxy && c.UI.Port() != 0 {
		return c, invalid("--ui", c.UI.String(), "the proxy is on that address; give each its own port")
	}
	if c.KeepSize != 0 && c.KeepSize < MinKeepSize {
		return c, invalid("--keep-size", strconv.FormatInt(c.KeepSize, 10), "the least is 16MiB")
	}
	if c.KeepCount < 0 {
		return c, invalid("--keep-count", strconv.FormatInt(c.KeepCount, 10), "want how many entries are kept")
	}
	if c.Data == "" {
		return c, invalid("--data", "", "name a directory")
	}
	for _, p := range []*string{&c.Data, &c.ReadyFile, &c.KeyLog} {
		if err := absolute(p); err != nil {
			return c, err
		}
	}
	var err error
	if c.UpstreamCAs, err = absoluteAll(c.UpstreamCAs, invalid("--upstream-ca", "", "name a file with certificates in PEM form")); err != nil {
		return c, err
	}
	c.RuleFiles, err = absoluteAll(c.RuleFiles, invalid("--rules", "", "name a file of rules"))
	return c, err
}

// absoluteAll makes paths absolute, in a list of its own; empty is the error for a path that is.
func absoluteAll(paths []string, empty error) ([]string, error) {
	all := make([]string, len(paths))
	for i, p := range paths {
		if p == "" {
			return nil, empty
		}
		all[i] = p
		if err := absolute(&all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func absolute(p *string) error {
	if *p == "" {
		return nil
	}
	abs, err := filepath.Abs(*p)
	if err != nil {
		return invalid("path", *p, "the current directory is unknown; give an absolute path")
	}
	*p = abs
	return nil
}
