package e2e

import (
	"net/http/cgi"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGit clones over HTTPS, commits, pushes, and clones again.
func TestGit(t *testing.T) {
	t.Parallel()
	git, ok := need(t, "git")
	if !ok {
		return
	}
	s := theStand(t)
	key, dir := s.key(t), t.TempDir()
	s.serveGit(t, git, key, dir)

	env := []string{"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_TERMINAL_PROMPT=0", "HOME=" + dir, "NO_PROXY="}
	client := func(args ...string) string {
		return run(t, env, append([]string{git, "-c", "http.proxy=" + s.proxy.httpProxy(), "-c", "http.sslCAInfo=" + s.proxy.RootFile,
			"-c", "user.name=e2e", "-c", "user.email=e2e@example.com"}, args...)...)
	}
	url, first, second := s.origin.URL("/"+key+"/repo.git"), filepath.Join(dir, "first"), filepath.Join(dir, "second")
	client("clone", "--quiet", url, first)
	big := strings.Repeat("all work and no play\n", 100_000) + sum(key)
	if err := os.WriteFile(filepath.Join(first, "big.txt"), []byte(big), 0o600); err != nil {
		t.Fatal(err)
	}
	client("-C", first, "add", "big.txt")
	client("-C", first, "commit", "--quiet", "-m", "big")
	client("-C", first, "push", "--quiet", "origin", "HEAD:main")
	client("clone", "--quiet", "--branch", "main", url, second)
	if got, err := os.ReadFile(filepath.Join(second, "big.txt")); err != nil || string(got) != big {
		t.Errorf("the second clone has %d bytes, %v", len(got), err)
	}
	s.wantGit(t, key)
}

// serveGit puts a repository with one commit behind the origin.
func (s *stand) serveGit(t *testing.T, git, key, dir string) {
	t.Helper()
	repo := filepath.Join(dir, "served", "repo.git")
	run(t, nil, git, "init", "--quiet", "--bare", "--initial-branch=main", repo)
	run(t, nil, git, "-C", repo, "config", "http.receivepack", "true")
	execPath, err := exec.Command(git, "--exec-path").Output()
	if err != nil {
		t.Fatal(err)
	}
	s.sites.Store(key, &cgi.Handler{
		Path: filepath.Join(strings.TrimSpace(string(execPath)), "git-http-backend"),
		Root: "/" + key,
		Env:  []string{"GIT_PROJECT_ROOT=" + filepath.Dir(repo), "GIT_HTTP_EXPORT_ALL=1"},
	})
}

// wantGit wants the five kinds of request that clone and push consist of.
func (s *stand) wantGit(t *testing.T, key string) {
	t.Helper()
	if blind() {
		return
	}
	seen := map[string]bool{}
	for _, f := range s.settled(t, key, 5) {
		s.checkFlow(t, f)
		if f.Status != 200 {
			t.Errorf("%s %s: status %d", f.Method, f.URL, f.Status)
		}
		_, tail, _ := strings.Cut(f.URL, "repo.git")
		seen[f.Method+" "+tail] = true
	}
	for _, want := range []string{
		"GET /info/refs?service=git-upload-pack", "POST /git-upload-pack",
		"GET /info/refs?service=git-receive-pack", "POST /git-receive-pack",
	} {
		if !seen[want] {
			t.Errorf("no exchange %q", want)
		}
	}
}
