package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var wgetStatus = regexp.MustCompile(`(?m)^ *HTTP/1\.[01] (\d{3})`)

func TestWget(t *testing.T) {
	t.Parallel()
	wget, ok := need(t, "wget")
	if !ok {
		return
	}
	s := theStand(t)
	key, upload := s.key(t), uploadFile(t)
	out, log := filepath.Join(t.TempDir(), "out"), filepath.Join(t.TempDir(), "log")
	env := []string{"https_proxy=" + s.proxy.httpProxy(), "no_proxy="}
	var report strings.Builder
	for _, step := range battery() {
		args := []string{wget, "--no-config", "--server-response", "--no-verbose", "--content-on-error", "--tries=1", "--timeout=60", "--compression=gzip",
			"--ca-certificate=" + s.proxy.RootFile, "--output-document=" + out, "--output-file=" + log}
		if step.name == "post" {
			args = append(args, "--post-file="+upload)
		}
		_, err := tryRun(t.Context(), env, append(args, s.origin.URL(withKey(step.target, key)))...)
		if err != nil && step.status < 400 {
			t.Fatal(err)
		}
		body, berr := os.ReadFile(out)
		said, lerr := os.ReadFile(log)
		if berr != nil || lerr != nil {
			t.Fatal(berr, lerr)
		}
		r := result{Name: step.name, Size: len(body), SHA256: sum(string(body))}
		if all := wgetStatus.FindAllSubmatch(said, -1); len(all) > 0 {
			r.Status, _ = strconv.Atoi(string(all[len(all)-1][1]))
		}
		line, _ := json.Marshal(r)
		report.Write(append(line, '\n'))
	}
	s.judge(t, key, "http/1.1", report.String())
}
