package launch

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// Input is what a plan is made from.
type Input struct {
	ProxyHost string // how the program reaches the proxy: an IP address
	ProxyPort uint16

	RootPEM     []byte // our root
	UpstreamPEM []byte // further roots of origins, may be empty

	// Env is the environment that the program would have had.
	Env []string
	// Dir is where the plan's files will be; it exists when Write is called.
	Dir string
	// Home is the user's home directory, empty when unknown.
	Home string

	// SystemRoots returns the system's roots in PEM form, empty if there are none.
	SystemRoots func() []byte
	// ReadFile reads a file that the environment names.
	ReadFile func(name string) ([]byte, error)
}

// Plan is what a program is given.
type Plan struct {
	Dir   string
	Vars  []Var
	Files []File
	// Notes are things that a person should know, one sentence each.
	Notes []string
}

// Var is one environment variable and the reason for it.
type Var struct{ Name, Value, Why string }

// File is one temporary file, its path relative to Plan.Dir.
type File struct {
	Name    string
	Content []byte
	Why     string
}

// NewPlan decides what the program is given. It fails only when the Java trust
// store cannot be encoded.
func NewPlan(in Input) (Plan, error) {
	p := &planner{in: in, env: environ(in.Env), plan: Plan{Dir: in.Dir}, bundles: map[string]string{}}
	p.proxies()
	p.trust()
	p.node()
	p.python()
	p.php()
	p.wget()
	if err := p.java(); err != nil {
		return Plan{}, err
	}
	return p.plan, nil
}

// planner collects a plan.
type planner struct {
	in      Input
	env     map[string]string
	plan    Plan
	bundles map[string]string // base file ("" for the system roots) → path of the bundle made of it
}

func (p *planner) set(name, value, why string) {
	p.plan.Vars = append(p.plan.Vars, Var{name, value, why})
}

func (p *planner) file(name string, content []byte, why string) (path string) {
	p.plan.Files = append(p.plan.Files, File{name, content, why})
	return filepath.Join(p.in.Dir, filepath.FromSlash(name))
}

func (p *planner) note(format string, args ...any) {
	p.plan.Notes = append(p.plan.Notes, fmt.Sprintf(format, args...))
}

func (p *planner) proxyURL() string {
	host := p.in.ProxyHost
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return fmt.Sprintf("http://%s:%d", host, p.in.ProxyPort)
}

// Environ returns base with the plan's variables in place of older values.
func (p Plan) Environ(base []string) []string {
	set := make(map[string]bool, len(p.Vars))
	for _, v := range p.Vars {
		set[v.Name] = true
	}
	env := slices.DeleteFunc(slices.Clone(base), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		return set[name]
	})
	for _, v := range p.Vars {
		env = append(env, v.Name+"="+v.Value)
	}
	return env
}

// Print writes the plan for a person.
func (p Plan) Print(w io.Writer) {
	for _, v := range p.Vars {
		fmt.Fprintf(w, "set   %s=%s\n      %s\n", v.Name, v.Value, v.Why)
	}
	for _, f := range p.Files {
		fmt.Fprintf(w, "write %s (%d bytes)\n      %s\n", filepath.Join(p.Dir, f.Name), len(f.Content), f.Why)
	}
	for _, n := range p.Notes {
		fmt.Fprintf(w, "note  %s\n", n)
	}
}

func environ(env []string) map[string]string {
	m := make(map[string]string, len(env))
	for _, kv := range env {
		name, value, _ := strings.Cut(kv, "=")
		m[name] = value
	}
	return m
}
