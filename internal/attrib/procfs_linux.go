package attrib

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"rockxy/internal/flow"
)

// maxRecent is how many programs are looked at before all others.
const maxRecent = 8

// procfs finds the processes that have sockets open. The worker owns it.
type procfs struct {
	root   string          // "/proc"
	recent []*flow.Process // that owned sockets, latest first
	buf    [4096]byte
}

// owners returns the owners of sockets, by inode. wanted has the inodes, and
// the user of each.
func (p *procfs) owners(wanted map[uint32]uint32) map[uint32]*flow.Process {
	found := make(map[uint32]*flow.Process, len(wanted))
	left := make(map[uint32]bool, len(wanted))
	users := make(map[uint32]bool)
	for inode, uid := range wanted {
		left[inode] = true
		users[uid] = true
	}
	tried := make([]int, 0, maxRecent)
	for _, r := range slices.Clone(p.recent) {
		if len(left) == 0 {
			return found
		}
		tried = append(tried, r.PID)
		p.look(r.PID, left, found)
	}
	if len(left) == 0 {
		return found
	}
	for _, pid := range p.candidates(users) {
		if len(left) == 0 {
			break
		}
		if !slices.Contains(tried, pid) {
			p.look(pid, left, found)
		}
	}
	return found
}

// look takes from left, and puts into found, what pid has open.
func (p *procfs) look(pid int, left map[uint32]bool, found map[uint32]*flow.Process) {
	var mine []uint32
	readable := p.eachSocket(pid, func(inode uint32) bool {
		if left[inode] {
			mine = append(mine, inode)
			delete(left, inode)
		}
		return len(left) > 0
	})
	switch {
	case len(mine) > 0:
		owner := p.remember(pid)
		for _, inode := range mine {
			found[inode] = owner
		}
	case !readable:
		p.recent = slices.DeleteFunc(p.recent, func(r *flow.Process) bool { return r.PID == pid })
	}
}

// remember puts pid in front of the recent ones. It describes the process
// anew, because the program may be another one since (execve, or a pid used
// again), and keeps the old value when nothing has changed.
func (p *procfs) remember(pid int) *flow.Process {
	owner := p.describe(pid)
	if i := slices.IndexFunc(p.recent, func(r *flow.Process) bool { return r.PID == pid }); i >= 0 {
		if *p.recent[i] == *owner {
			owner = p.recent[i]
		}
		p.recent = slices.Delete(p.recent, i, i+1)
	}
	p.recent = slices.Insert(p.recent, 0, owner)
	p.recent = p.recent[:min(len(p.recent), maxRecent)]
	return owner
}

// candidates lists all processes: those of the users first, and the youngest
// first among them, because a client that asks now has often just begun.
func (p *procfs) candidates(users map[uint32]bool) []int {
	dir, err := os.Open(p.root)
	if err != nil {
		return nil
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	type process struct {
		pid  int
		ours bool
	}
	list := make([]process, 0, len(names))
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil {
			continue
		}
		var st unix.Stat_t
		if unix.Fstatat(int(dir.Fd()), name, &st, 0) == nil {
			list = append(list, process{pid, users[st.Uid]})
		}
	}
	slices.SortFunc(list, func(a, b process) int {
		if a.ours != b.ours {
			if a.ours {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.pid, a.pid)
	})
	pids := make([]int, len(list))
	for i := range list {
		pids[i] = list[i].pid
	}
	return pids
}

// eachSocket calls yield with the inode of each socket that pid has open, until
// it returns false. It reports whether the process could be looked into.
func (p *procfs) eachSocket(pid int, yield func(inode uint32) bool) bool {
	dir, err := os.Open(p.path(pid, "fd"))
	if err != nil {
		return false
	}
	defer dir.Close()
	for {
		names, err := dir.Readdirnames(256)
		for _, name := range names {
			n, err := unix.Readlinkat(int(dir.Fd()), name, p.buf[:])
			if err != nil {
				continue
			}
			if inode, ok := socketInode(string(p.buf[:n])); ok && !yield(inode) {
				return true
			}
		}
		if err != nil || len(names) == 0 {
			return true
		}
	}
}

// socketInode reads "socket:[12345]".
func socketInode(link string) (uint32, bool) {
	s, ok := strings.CutPrefix(link, "socket:[")
	if !ok {
		return 0, false
	}
	s, ok = strings.CutSuffix(s, "]")
	inode, err := strconv.ParseUint(s, 10, 32)
	return uint32(inode), ok && err == nil
}

func (p *procfs) path(pid int, file string) string {
	return filepath.Join(p.root, strconv.Itoa(pid), file)
}

// describe names a process.
func (p *procfs) describe(pid int) *flow.Process {
	exe, _ := os.Readlink(p.path(pid, "exe"))
	exe = strings.TrimSuffix(exe, " (deleted)")
	comm, _ := os.ReadFile(p.path(pid, "comm"))
	cmdline, _ := os.ReadFile(p.path(pid, "cmdline"))
	return &flow.Process{PID: pid, Path: exe, Name: programName(exe, string(comm), string(cmdline))}
}

// programName chooses the name that a person would call a program by. comm is
// cut to 15 bytes, and set at will by programs ("MainThread" of node); the
// executable may be one for many commands ("busybox"). So the name that it was
// called by counts when comm agrees, else that of the executable, else comm.
func programName(exe, comm, cmdline string) string {
	comm = strings.TrimSuffix(comm, "\n")
	called, _, _ := strings.Cut(cmdline, "\x00")
	called = filepath.Base(called)
	const maxComm = 15
	switch {
	case comm != "" && called[:min(len(called), maxComm)] == comm:
		return called
	case exe != "":
		return filepath.Base(exe)
	}
	return comm
}
