package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// needJava finds a Java 17 or newer that can run a source file.
func needJava(t *testing.T) (path string, ok bool) {
	t.Helper()
	if exec.Command("java", "--list-modules").Run() != nil || exec.Command("javac", "--version").Run() != nil {
		return "", missing(t, "a Java development kit")
	}
	return need(t, "java")
}

func TestJava(t *testing.T) {
	for version, proto := range map[string]string{"h1": "http/1.1", "h2": "h2"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			java, ok := needJava(t)
			if !ok {
				return
			}
			s := theStand(t)
			key := s.key(t)
			out := run(t, s.batteryEnv(t, key), java, "-XX:TieredStopAtLevel=1", filepath.Join("testdata", "java", "Battery.java"), version)
			s.judge(t, key, proto, out)
		})
	}
}
