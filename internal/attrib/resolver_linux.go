package attrib

import (
	"log/slog"

	"rockxy/internal/flow"
)

// linuxResolver finds a connection's socket, then the process that has it open.
type linuxResolver struct {
	diag *sockDiag
	proc procfs
	log  *slog.Logger
}

func open(log *slog.Logger) (resolver, error) {
	diag, err := openSockDiag()
	if err != nil {
		return nil, err
	}
	return &linuxResolver{diag: diag, proc: procfs{root: "/proc"}, log: log}, nil
}

func (r *linuxResolver) close() { r.diag.close() }

func (r *linuxResolver) resolve(batch []query) []*flow.Process {
	sockets := make([]socket, len(batch))
	wanted := make(map[uint32]uint32, len(batch)) // inode to uid
	for i, q := range batch {
		s, err := r.diag.lookup(q.client, q.server)
		if err != nil {
			r.log.Debug("socket lookup", "error", err)
			continue
		}
		if s.inode != 0 {
			sockets[i], wanted[s.inode] = s, s.uid
		}
	}
	owners := r.proc.owners(wanted)
	found := make([]*flow.Process, len(batch))
	for i, s := range sockets {
		found[i] = owners[s.inode]
	}
	return found
}
