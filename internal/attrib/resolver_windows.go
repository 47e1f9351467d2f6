package attrib

import (
	"log/slog"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"

	"rockxy/internal/flow"
)

// windowsResolver reads the TCP tables of the system. Experimental.
type windowsResolver struct {
	table *windows.LazyProc // GetExtendedTcpTable
	log   *slog.Logger
	buf   []byte
}

func open(log *slog.Logger) (resolver, error) {
	table := windows.NewLazySystemDLL("iphlpapi.dll").NewProc("GetExtendedTcpTable")
	if err := table.Find(); err != nil {
		return nil, err
	}
	return &windowsResolver{table: table, log: log, buf: make([]byte, 64<<10)}, nil
}

func (r *windowsResolver) close() {}

func (r *windowsResolver) resolve(batch []query) []*flow.Process {
	owners := make(map[connection]uint32, len(batch))
	for _, q := range batch {
		owners[connection{q.client, q.server}] = 0
	}
	note := func(c connection, pid uint32) {
		if _, wanted := owners[c]; wanted {
			owners[c] = pid
		}
	}
	parseTable4(r.read(windows.AF_INET), note)
	parseTable6(r.read(windows.AF_INET6), note)

	found := make([]*flow.Process, len(batch))
	for i, q := range batch {
		if pid := owners[connection{q.client, q.server}]; pid != 0 {
			found[i] = describe(pid)
		}
	}
	return found
}

// read returns the table of a family's connections, with a buffer that grows
// until the table fits.
func (r *windowsResolver) read(family uint32) []byte {
	const (
		ownerPIDConnections = 4 // TCP_TABLE_OWNER_PID_CONNECTIONS
		tries               = 4
	)
	for range tries {
		size := uint32(len(r.buf))
		status, _, _ := r.table.Call(uintptr(unsafe.Pointer(&r.buf[0])), uintptr(unsafe.Pointer(&size)), 0,
			uintptr(family), ownerPIDConnections, 0)
		switch windows.Errno(status) {
		case windows.ERROR_SUCCESS:
			return r.buf
		case windows.ERROR_INSUFFICIENT_BUFFER:
			r.buf = make([]byte, size+size/4)
		default:
			r.log.Debug("TCP table", "error", windows.Errno(status))
			return nil
		}
	}
	return nil
}

// describe names a process; one that cannot be opened has its number only.
func describe(pid uint32) *flow.Process {
	p := &flow.Process{PID: int(pid)}
	h, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if err != nil {
		return p
	}
	defer windows.CloseHandle(h)
	name := make([]uint16, windows.MAX_LONG_PATH)
	size := uint32(len(name))
	if windows.QueryFullProcessImageName(h, 0, &name[0], &size) == nil {
		p.Path = windows.UTF16ToString(name[:size])
		p.Name = filepath.Base(p.Path)
	}
	return p
}
