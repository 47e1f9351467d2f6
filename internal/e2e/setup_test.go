package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"rockxy/internal/api"
	"rockxy/internal/setup"
	"rockxy/internal/testkit"
)

// The texts that the set-up page offers are run as they are, but for what they ask for:
// each sends one request, and its check selects that.

// copied is a text of the set-up page and where its request goes.
type copied struct {
	*stand
	api.Snippet
	key, url, dir string
}

// copySnippet is the snippet with an id, for a URL of this test's own.
func copySnippet(t *testing.T, id string) *copied {
	t.Helper()
	s := theStand(t)
	client, err := api.Dial(t.Context(), s.proxy.data)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	all, err := client.Setup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all.Snippets, func(s api.Snippet) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("there is no snippet %s", id)
	}
	c := &copied{stand: s, Snippet: all.Snippets[i], key: s.key(t), dir: scratchDir(t)}
	c.url = s.origin.URL("/bytes/10?k=" + c.key)
	c.Text = strings.ReplaceAll(c.Text, setup.Example, c.url)
	return c
}

// file writes a file beside the text.
func (c *copied) file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(c.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// shell has a shell run a text.
func (c *copied) shell(t *testing.T, shell, text string) string {
	t.Helper()
	return run(t, []string{"HOME=" + c.dir, "PYTHONDONTWRITEBYTECODE=1", "GIT_TERMINAL_PROMPT=0", "GIT_CONFIG_GLOBAL=" + os.DevNull}, shell, c.file(t, "text", "cd "+c.dir+"\n"+text+"\n"))
}

// wantSeen wants n exchanges that were intercepted, and that the check selects.
func (c *copied) wantSeen(t *testing.T, n int) {
	t.Helper()
	got := c.settled(t, c.key, n)
	if len(got) != n {
		t.Fatalf("%d exchanges, want %d:\n%s", len(got), n, c.Text)
	}
	for _, f := range got {
		if f.Status != 200 || f.Verdict != "intercept" {
			t.Errorf("%+v", f)
		}
	}
	client, err := api.Dial(t.Context(), c.proxy.data)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	selected, _ := testkit.Settle(func() ([]api.Flow, bool) { // the process may become known late
		found, err := client.List(t.Context(), api.Query{Filter: "(" + c.Check + ") url:" + c.key})
		if err != nil {
			t.Fatal(err)
		}
		return found, len(found) == n
	})
	if len(selected) != n {
		t.Errorf("the check %q selects %d of %d: %+v", c.Check, len(selected), n, got)
	}
}

// In a terminal that was set up, programs of all kinds go through the proxy and trust the
// root, without a change of theirs.
func TestSetupOfTerminals(t *testing.T) {
	if blind() {
		return
	}
	for id, shells := range map[string][]string{"bash": {"bash", "zsh"}, "fish": {"fish"}} {
		for _, shell := range shells {
			t.Run(shell, func(t *testing.T) {
				t.Parallel()
				path, ok := need(t, shell)
				if !ok {
					return
				}
				c := copySnippet(t, id)
				text := c.Text + "\ncurl -sS -o out --fail '" + c.url + "'\n"
				n := 1
				for _, program := range []struct{ name, line string }{
					{"wget", "wget -q -O out '" + c.url + "'"},
					{"node", `node -e "fetch('` + c.url + `').then(r => process.exit(r.status === 200 ? 0 : 1))"`},
				} {
					if _, ok := need(t, program.name); ok {
						text += program.line + "\n"
						n++
					}
				}
				if python, ok := needPython(t, "requests"); ok {
					text += python + ` -c "import requests; requests.get('` + c.url + `').raise_for_status()"` + "\n"
					n++
				}
				c.shell(t, path, text)
				c.wantSeen(t, n)
			})
		}
	}
}

// Commands are run by a shell as they are.
func TestSetupOfCommands(t *testing.T) {
	if blind() {
		return
	}
	for _, tt := range []struct{ id, program, name, app string }{
		{"run", "curl", "", ""},
		{"curl", "curl", "", ""},
		{"wget", "wget", "", ""},
		{"node", "node", "app.js", "fetch('URL').then(r => r.text()).then(text => process.exit(text.length === 10 ? 0 : 1));\n"},
		{"python", "python3", "app.py", "import urllib.request\nassert len(urllib.request.urlopen('URL').read()) == 10\n"},
	} {
		t.Run(tt.id, func(t *testing.T) {
			t.Parallel()
			if _, ok := need(t, tt.program); !ok {
				return
			}
			c := copySnippet(t, tt.id)
			if tt.name != "" {
				c.file(t, tt.name, strings.ReplaceAll(tt.app, "URL", c.url))
			}
			if tt.id == "run" {
				bin, err := binary()
				if err != nil {
					t.Fatal(err)
				}
				c.Text = strings.Replace(c.Text, "rockxy ", bin+" ", 1)
			}
			c.shell(t, "sh", c.Text)
			c.wantSeen(t, 1)
		})
	}
}

func TestSetupOfGit(t *testing.T) {
	t.Parallel()
	git, ok := need(t, "git")
	if !ok || blind() {
		return
	}
	c := copySnippet(t, "git")
	c.serveGit(t, git, c.key, t.TempDir())
	c.Text = strings.Replace(c.Text, c.url, c.origin.URL("/"+c.key+"/repo.git"), 1)
	c.shell(t, "sh", c.Text)
	c.wantSeen(t, 2) // of an empty repository it asks for what can be asked, and for its branches
}

func TestSetupOfJava(t *testing.T) {
	t.Parallel()
	if _, ok := needJava(t); !ok || blind() {
		return
	}
	c := copySnippet(t, "java")
	// The answer is long: who owns a connection is looked up beside it, and a program that
	// ends with its first octets may be gone by then.
	c.file(t, "App.java", `public class App {
    public static void main(String[] args) throws Exception {
        byte[] all = new java.net.URL("`+strings.Replace(c.url, "/bytes/10?", "/bytes/40000000?", 1)+`").openStream().readAllBytes();
        System.exit(all.length == 40000000 ? 0 : 1);
    }
}
`)
	c.shell(t, "sh", strings.Replace(c.Text, "-jar app.jar", "App.java", 1))
	c.wantSeen(t, 1)
}

// Programs are run as they are.
func TestSetupOfPrograms(t *testing.T) {
	if blind() {
		return
	}
	python := func(module string) func(t *testing.T) []string {
		return func(t *testing.T) []string {
			if path, ok := needPython(t, module); ok {
				return []string{path, "app.py"}
			}
			return nil
		}
	}
	program := func(argv ...string) func(t *testing.T) []string {
		return func(t *testing.T) []string {
			if _, ok := need(t, argv[0]); ok {
				return argv
			}
			return nil
		}
	}
	for _, tt := range []struct {
		id   string
		argv func(t *testing.T) []string
	}{
		{"python-requests", python("requests")},
		{"python-httpx", python("httpx")},
		{"python-aiohttp", python("aiohttp")},
		{"go-code", program("go", "run", "app.go")},
		{"ruby-code", program("ruby", "app.rb")},
		{"php-code", func(t *testing.T) []string {
			if exec.Command("php", "-r", "exit(function_exists('curl_init') ? 0 : 1);").Run() != nil {
				missing(t, "PHP with curl")
				return nil
			}
			return []string{"php", "app.php"}
		}},
		{"java-code", func(t *testing.T) []string {
			if _, ok := needJava(t); ok {
				return []string{"java", "app.java"}
			}
			return nil
		}},
	} {
		t.Run(tt.id, func(t *testing.T) {
			t.Parallel()
			argv := tt.argv(t)
			if argv == nil {
				return
			}
			c := copySnippet(t, tt.id)
			last := len(argv) - 1
			argv[last] = c.file(t, argv[last], c.Text)
			if out := run(t, []string{"PYTHONDONTWRITEBYTECODE=1", "GOFLAGS=-mod=mod", "GO111MODULE=off"}, argv...); strings.TrimSpace(out) != "200" {
				t.Errorf("it says %q", out)
			}
			c.wantSeen(t, 1)
		})
	}
}

// Browsers get a window of their own, which goes nowhere else and trusts the root.
func TestSetupOfBrowsers(t *testing.T) {
	if blind() {
		return
	}
	t.Run("chromium", func(t *testing.T) {
		t.Parallel()
		if _, ok := need(t, "chromium"); !ok {
			return
		}
		c := copySnippet(t, "chromium")
		text := strings.Replace(c.Text, "chromium ", "exec chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage ", 1)
		stop := startBrowser(t, os.Interrupt, []string{"HOME=" + c.dir, "TMPDIR=" + c.dir}, "sh", c.file(t, "text", text))
		c.wantSeen(t, 1)
		stop()
	})
	t.Run("firefox", func(t *testing.T) {
		t.Parallel()
		_, ok := need(t, "certutil")
		path, found := need(t, "firefox")
		if !ok || !found {
			return
		}
		c := copySnippet(t, "firefox")
		text := strings.Replace(c.Text, "user_pref(", strings.TrimSpace(firefoxPrefs)+"\nuser_pref(", 1)
		text = strings.Replace(text, "firefox --no-remote", "exec "+path+" --headless --no-remote", 1)
		stop := startBrowser(t, syscall.SIGTERM, []string{"HOME=" + c.dir, "TMPDIR=" + c.dir, "MOZ_CRASHREPORTER_DISABLE=1", "MOZ_REMOTE_SETTINGS_DEVTOOLS=1"}, "sh", c.file(t, "text", text))
		c.wantSeen(t, 1)
		stop()
	})
}
