package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"rockxy/internal/api"
	"rockxy/internal/config"
	"rockxy/internal/durable"
	"rockxy/internal/launch"
	"rockxy/internal/setup"
)

// setupDir is where the files are that set-up texts name: certificates, settings, and what
// runtimes load first. They are made anew at each start.
func setupDir(data string) string { return filepath.Join(data, "setup") }

// localPage is where a device that uses the proxy gets the certificate.
const localPage = "http://rockxy.local/"

// Setup implements api.Setups.
func (i instance) Setup() (api.Setup, error) {
	a := i.a
	in, err := a.setupInput()
	if err != nil {
		return api.Setup{}, err
	}
	out := api.Setup{Proxy: in.Proxy.String(), Addresses: []string{}, RootSHA256: a.ready.RootSHA256, RootFile: a.ready.RootCertificate, Local: localPage, Snippets: []api.Snippet{}}
	for _, at := range in.Addresses {
		out.Addresses = append(out.Addresses, at.String())
	}
	if len(out.Addresses) == 0 {
		out.Hint = fmt.Sprintf("other machines do not reach the proxy: rockxy serve --proxy 0.0.0.0:%d listens on every interface", in.Proxy.Port())
	}
	for _, s := range setup.Snippets(in) {
		out.Snippets = append(out.Snippets, newSnippet(s))
	}
	return out, nil
}

// setupInput writes the files and says where they are.
func (a *App) setupInput() (in setup.Input, err error) {
	at := addrPort(a.proxyListener)
	host := at.Addr()
	if host.IsUnspecified() {
		if host = netip.AddrFrom4([4]byte{127, 0, 0, 1}); at.Addr().Is6() && !at.Addr().Is4In6() {
			host = netip.IPv6Loopback()
		}
	}
	key := sha256.Sum256(a.root.Certificate().RawSubjectPublicKeyInfo)
	in = setup.Input{Proxy: netip.AddrPortFrom(host, at.Port()), Addresses: reachable(at, interfaces()), Windows: runtime.GOOS == "windows",
		Root: a.ready.RootCertificate, SPKI: base64.StdEncoding.EncodeToString(key[:]), Name: a.root.Certificate().Subject.CommonName, Local: localPage}
	if a.cfg.Data != config.Default().Data {
		in.Data = " --data " + ShellWord(a.cfg.Data)
	}
	plan, err := a.setupFiles(in.Proxy)
	if err != nil {
		return in, fmt.Errorf("write the files for setting up: %w", err)
	}
	in.Bundle, in.TrustStore, in.NodeScript = filepath.Join(plan.Dir, "bundle.pem"), filepath.Join(plan.Dir, "truststore.p12"), filepath.Join(plan.Dir, "node.cjs")
	in.Env = map[string]string{}
	for _, name := range setup.Shells() {
		in.Env[name] = filepath.Join(plan.Dir, name)
	}
	return in, nil
}

// setupFiles writes what `rockxy run` gives a program, for those that are started otherwise.
func (a *App) setupFiles(proxy netip.AddrPort) (launch.Plan, error) {
	home, _ := os.UserHomeDir() // without one, nothing of it is read
	plan, err := launch.NewPlan(launch.Input{
		ProxyHost: proxy.Addr().String(), ProxyPort: proxy.Port(), RootPEM: a.RootPEM(), UpstreamPEM: a.upstreamPEM, Dir: setupDir(a.cfg.Data), Home: home,
		SystemRoots: launch.SystemRoots, ReadFile: os.ReadFile,
	})
	if err != nil {
		return plan, err
	}
	for _, name := range setup.Shells() {
		plan.Files = append(plan.Files, launch.File{Name: name, Content: []byte(setup.EnvFile(name, plan.Vars))})
	}
	for _, f := range plan.Files {
		err = errors.Join(err, writeSetup(filepath.Join(plan.Dir, filepath.FromSlash(f.Name)), f.Content))
	}
	return plan, err
}

// writeSetup writes a file that has changed, for this user alone; but programs in containers,
// which are other users there, read certificates too.
func writeSetup(path string, content []byte) error {
	if was, err := os.ReadFile(path); err == nil && bytes.Equal(was, content) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := durable.Write(path, content); err != nil || filepath.Ext(path) != ".pem" {
		return err
	}
	return os.Chmod(path, 0o644)
}

// refreshSetup makes the files say what is so now, if there are any: shells that were
// told to read them go on with this instance.
func (a *App) refreshSetup() {
	if _, err := os.Stat(setupDir(a.cfg.Data)); err != nil {
		return
	}
	if _, err := a.setupInput(); err != nil {
		a.log.Warn("the files for setting up are not those of this instance", "error", err)
	}
}

// interfaces are the addresses of this machine.
func interfaces() (all []netip.Addr) {
	addrs, _ := net.InterfaceAddrs() // none, then
	for _, one := range addrs {
		if p, err := netip.ParsePrefix(one.String()); err == nil {
			all = append(all, p.Addr().Unmap())
		}
	}
	return all
}

// reachable are the addresses under which other machines reach a listener, those of local
// networks first.
func reachable(listens netip.AddrPort, here []netip.Addr) (all []netip.AddrPort) {
	own := listens.Addr().Unmap()
	if own.IsLoopback() {
		return nil
	}
	if !own.IsUnspecified() {
		here = []netip.Addr{own}
	}
	for _, a := range here {
		if a.IsGlobalUnicast() && (a.Is4() || own.Is6()) {
			all = append(all, netip.AddrPortFrom(a, listens.Port()))
		}
	}
	rank := func(a netip.AddrPort) int {
		switch {
		case a.Addr().Is4() && a.Addr().IsPrivate():
			return 0
		case a.Addr().Is4():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(all, func(a, b netip.AddrPort) int { return rank(a) - rank(b) })
	return all
}

func newSnippet(s setup.Snippet) api.Snippet {
	return api.Snippet{ID: s.ID, Group: s.Group, Title: s.Title, Language: s.Language, Text: s.Text, Note: s.Note, Check: s.Check}
}
