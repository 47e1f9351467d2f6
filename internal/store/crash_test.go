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
//
// Meanwhile it pins entries and comments on them, records a large body again and
// again, and deletes others; the session is so small that retention copies what
// is pinned. What it has marked, and what it is about to delete, it prints in
// lines of their own.
func crashChild(dir string) {
	s, err := Open(dir, Options{MaxBytes: crashBytes, MaxEntries: 1 << 30})
	if err != nil {
		fmt.Println("open:", err)
		return
	}
	smp := newSample()
	long := s.Open(smp.exchange()) // goes on until the end
	long.Head(flow.Request, smp.request)
	ended, work := make(chan flow.ID), make(chan struct{}, 1000)
	for range crashRecorders - 1 {
		go func() {
			for range work {
				ended <- smp.record(s)
			}
		}()
	}
	chunk, said := noise(10_000), make(chan string)
	go crashMarks(s, said, ended)
	tick := time.NewTicker(20 * time.Millisecond) // with 600 exchanges each
	open := map[flow.ID]bool{}                    // ended, but not all before have
	next := long.id + 1
	for {
		select {
		case id := <-ended:
			for open[id] = true; open[next]; next++ {
				delete(open, next)
			}
		case text := <-said:
			fmt.Println(text)
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

// crashRecorders is how many record at once, the one that marks included.
const crashRecorders = 3

// crashBytes makes retention delete now and then.
const crashBytes = 64 << 20

// crashMarks pins one entry after the other, some with a large body that all
// share, and deletes the one after it.
func crashMarks(s *Store, say chan<- string, ended chan<- flow.ID) {
	body := noise(300 << 10)
	for {
		id := recordBody(s, flow.Response, body)
		gone := recordBody(s, flow.Request, body)
		ended <- id
		ended <- gone
		on, text := true, fmt.Sprint("mark ", id)
		if _, err := s.Mark(context.Background(), []flow.ID{id}, MarkChange{Pinned: &on, Comment: &text}); err != nil {
			fmt.Println("mark:", err)
			return
		}
		say <- fmt.Sprint("marked ", id)
		say <- fmt.Sprint("deleting ", gone)
		if _, err := s.Delete(context.Background(), []flow.ID{gone}); err != nil {
			fmt.Println("delete:", err)
			return
		}
	}
}

// TestKilledUnderLoad kills a recording process and wants everything that
// ended more than a second before to be there, whole, in a session that opens
// by itself.
func TestKilledUnderLoad(t *testing.T) {
	rounds := 3
	if n, err := strconv.Atoi(os.Getenv("ROCKXY_CRASH_ROUNDS")); err == nil {
		rounds = n
	}
	for round := range rounds {
		dir := t.TempDir()
		noted := crashNotes{deleted: map[flow.ID]bool{}, long: map[flow.ID]bool{}}
		for i := range 2 { // the second time the session was left by a crash
			lines, killed := runAndKill(t, dir, 60+(round*37+i*11)%60, &noted)
			checkKilled(t, dir, lines, &noted, killed)
		}
	}
}

// crashNotes are what the child says of single entries.
type crashNotes struct {
	marked  []flow.ID
	deleted map[flow.ID]bool // or about to be
	// long go on until the kill: retention may take their beginning.
	long map[flow.ID]bool
}

func (n *crashNotes) read(line string) bool {
	what, number, _ := strings.Cut(line, " ")
	id, err := strconv.ParseUint(number, 10, 64)
	switch {
	case err != nil:
		return false
	case what == "marked":
		n.marked = append(n.marked, flow.ID(id))
	case what == "deleting":
		n.deleted[flow.ID(id)] = true
	default:
		return false
	}
	return true
}

// report is a line of the child's.
type report struct {
	first, ended flow.ID
	at           time.Time
}

// runAndKill kills the child after it has reported so often.
func runAndKill(t *testing.T, dir string, reports int, noted *crashNotes) (all []report, killed time.Time) {
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
		if noted.read(lines.Text()) {
			continue
		}
		var r report
		var at int64
		if _, err := fmt.Sscan(lines.Text(), &r.first, &r.ended, &at); err != nil {
			t.Fatalf("the child says %q", lines.Text())
		}
		r.at = time.Unix(0, at)
		noted.long[r.first] = true
		all = append(all, r)
	}
	killed = time.Now()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // what it had said before that
		noted.read(lines.Text())
	}
	_ = cmd.Wait()
	return all, killed
}

func checkKilled(t *testing.T, dir string, reports []report, noted *crashNotes, killed time.Time) {
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
	s, err := Open(dir, Options{MaxBytes: 1 << 40, MaxEntries: 1 << 40})
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
	mustHave(t, s, have, must, noted.deleted)
	// Of the last second before the kill some are lost, and their numbers are not given out again.
	for id := must + 1; id <= flow.ID(s.nextID.Load()); id++ {
		if have[id] == nil {
			noted.deleted[id] = true
		}
	}
	for _, id := range noted.marked {
		if e := have[id]; e == nil || !e.Mark.Pinned || e.Mark.Comment != fmt.Sprint("mark ", id) {
			t.Fatalf("%d was marked and is %+v; recovery %+v", id, e, s.Status().Recovery)
		}
		if rec := mustGet(t, s, id); !bytes.Equal(bodyOf(t, rec, flow.Response), noise(300<<10)) {
			t.Fatalf("the body of %d is damaged", id)
		}
	}
	smp := newSample()
	step := max(len(all)/500, 1)
	for i := 0; i < len(all); i += step {
		rec, err := s.Get(t.Context(), all[i].ID)
		if err != nil || rec.Incomplete != "" && !noted.long[all[i].ID] {
			t.Fatalf("entry %d: %+v, %v", all[i].ID, rec, err)
		}
		if rec.Summary.State == flow.Complete && !rec.files[0].on && !rec.files[1].on && !bytes.Equal(bodyOf(t, rec, flow.Response), smp.body) {
			t.Fatalf("entry %d is damaged", all[i].ID)
		}
	}
	checkIndex(t, s)
	checkBodies(t, s)
}

// mustHave wants all entries from the oldest that retention has left to must, but those
// that were deleted. Retention goes by when an entry ended: of those that had begun before
// the newest that is gone, only what was going on at its end may be left.
func mustHave(t *testing.T, s *Store, have map[flow.ID]*Summary, must flow.ID, deleted map[flow.ID]bool) {
	t.Helper()
	if s.recovery.Lost > 0 || len(s.recovery.Damaged) > 0 {
		t.Fatalf("recovery %+v", s.recovery)
	}
	gone := must
	for gone > 0 && (have[gone] != nil || deleted[gone]) {
		gone--
	}
	var left []flow.ID
	for id, e := range have {
		if id < gone && !e.Mark.Pinned && e.State == flow.Complete {
			left = append(left, id)
		}
	}
	first, err := listSegments(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	if gone > 0 && first[0] == 1 || len(left) > crashRecorders {
		t.Fatalf("%d of %d is lost, %v before it are there; segments from %d, recovery %+v", gone, must, left, first[0], s.recovery)
	}
	t.Logf("%d to %d are there", gone+1, must)
}

// checkBodies wants no file of a body that nobody has.
func checkBodies(t *testing.T, s *Store) {
	t.Helper()
	folded(t, s)
	size, err := bodiesSize(s.dir, func(k bodyKey, _ int64, _ uint64) {
		if ok, err := s.Reader.has(k.id); err != nil || !ok {
			t.Errorf("the body of %d is left, %v", k.id, err)
		}
	})
	if err != nil || size > 4<<20 {
		t.Errorf("%d octets of bodies, where all are the same: %v", size, err)
	}
}

func (r *Reader) has(id flow.ID) (ok bool, err error) {
	err = r.db.QueryRow("SELECT count(*) FROM entry WHERE id = ?", int64(id)).Scan(&ok)
	return ok, err
}
