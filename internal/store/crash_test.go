//go:build unix

package store

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"rockxy/internal/flow"
)

// crashDir, in the environment, makes the test binary the child of
// TestKilledUnderLoad.
const crashDir = "ROCKXY_STORE_CRASH_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		crashChild(dir)
		return
	}
	os.Exit(m.Run())
}

// crashChild records until it is killed. Every 20 ms it prints the number of
// its first exchange, the number up to which all others have ended, and the time.
func crashChild(dir string) {
	s, err := Open(dir, Options{})
	if err != nil {
		fmt.Println("open:", err)
		return
	}
	smp := newSample()
	long := s.Open(smp.exchange()) // goes on until the end
	long.Head(flow.Request, smp.request)
	ended, work := make(chan flow.ID), make(chan struct{}, 1000)
	for range 2 {
		go func() {
			for range work {
				ended <- smp.record(s)
			}
		}()
	}
	chunk := noise(10_000)
	tick := time.NewTicker(20 * time.Millisecond) // with 600 exchanges each
	open := map[flow.ID]bool{}                    // ended, but not all before have
	next := long.id + 1
	for {
		select {
		case id := <-ended:
			for open[id] = true; open[next]; next++ {
				delete(open, next)
			}
		case now := <-tick.C:
			long.Body(flow.Response, chunk)
			fmt.Println(long.id, next-1, now.UnixNano())
			for range 600 {
				select {
				case work <- struct{}{}:
				default:
				}
			}
		}
	}
}

// TestKilledUnderLoad kills a recording process and wants everything that
// ended more than a second before to be there, whole, in a session that opens
// by itself.
func TestKilledUnderLoad(t *testing.T) {
	rounds := 1
	if n, err := strconv.Atoi(os.Getenv("ROCKXY_CRASH_ROUNDS")); err == nil {
		rounds = n
	}
	for round := range rounds {
		dir := t.TempDir()
		for i := range 2 { // the second time the session was left by a crash
			lines, killed := runAndKill(t, dir, 60+(round*37+i*11)%60)
			checkKilled(t, dir, lines, killed)
		}
	}
}

// report is a line of the child's.
type report struct {
	first, ended flow.ID
	at           time.Time
}

// runAndKill kills the child after it has reported so often.
func runAndKill(t *testing.T, dir string, reports int) (all []report, killed time.Time) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), crashDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for len(all) < reports && lines.Scan() {
		var r report
		var at int64
		if _, err := fmt.Sscan(lines.Text(), &r.first, &r.ended, &at); err != nil {
			t.Fatalf("the child says %q", lines.Text())
		}
		r.at = time.Unix(0, at)
		all = append(all, r)
	}
	killed = time.Now()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	return all, killed
}

func checkKilled(t *testing.T, dir string, reports []report, killed time.Time) {
	t.Helper()
	r, err := OpenReader(dir) // as it lies there
	if err != nil {
		t.Fatal(err)
	}
	before, err := r.List(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all, err := s.List(t.Context(), Query{})
	if err != nil || len(all) != len(before) {
		t.Fatalf("%d entries, a reader saw %d, %v", len(all), len(before), err)
	}
	have := map[flow.ID]*Summary{}
	for i := range all {
		have[all[i].ID] = &all[i]
	}
	var must flow.ID
	for _, rep := range reports {
		if killed.Sub(rep.at) > time.Second {
			must = rep.ended
		}
	}
	for id := reports[0].first; id <= must; id++ {
		if have[id] == nil {
			t.Fatalf("%d of %d is lost; recovery %+v", id, must, s.Status().Recovery)
		}
	}
	smp := newSample()
	step := max(len(all)/500, 1)
	for i := 0; i < len(all); i += step {
		rec, err := s.Get(t.Context(), all[i].ID)
		if err != nil || rec.Incomplete != "" {
			t.Fatalf("entry %d: %+v, %v", all[i].ID, rec, err)
		}
		if rec.Summary.State == flow.Complete && !bytes.Equal(bodyOf(t, rec, flow.Response), smp.body) {
			t.Fatalf("entry %d is damaged", all[i].ID)
		}
	}
	checkIndex(t, s)
}

func checkIndex(t *testing.T, s *Store) {
	t.Helper()
	var verdict string
	if err := s.Reader.db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || !strings.EqualFold(verdict, "ok") {
		t.Errorf("index: %q, %v", verdict, err)
	}
	var active int
	if err := s.Reader.db.QueryRow("SELECT count(*) FROM entry WHERE active IS NOT NULL").Scan(&active); err != nil || active != 0 && s.Status().Unindexed == 0 {
		t.Errorf("%d entries are still active, %v", active, err)
	}
}
