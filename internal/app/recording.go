package app

import (
	"sync"
	"sync/atomic"

	"rockxy/internal/api"
	"rockxy/internal/flow"
)

// recording says whether what begins is recorded. The zero value says that it is.
type recording struct {
	off atomic.Bool

	mu      sync.Mutex
	passing map[*flow.Tunnel]struct{} // that began while it was off, and go on
}

// leavesOut reports whether an exchange is not recorded that begins now. What a person
// had sent is, whatever the switch says.
func (r *recording) leavesOut(x *flow.Exchange) bool {
	return r.off.Load() && (x.Client == nil || x.Client.Entry != flow.EntryOrder)
}

// leavesOutTunnel is that for a tunnel, which is asked about when it begins, when something
// is to be told of it, and at its end.
func (r *recording) leavesOutTunnel(t *flow.Tunnel) bool {
	if t.ID != 0 {
		return false // its beginning is recorded
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	_, out := r.passing[t]
	switch {
	case t.State != flow.Active:
		out = out || r.off.Load()
		delete(r.passing, t)
	case !out && r.off.Load():
		if r.passing == nil {
			r.passing = map[*flow.Tunnel]struct{}{}
		}
		r.passing[t], out = struct{}{}, true
	}
	return out
}

// Recording implements api.Recorder.
func (i instance) Recording() api.RecordingSwitch {
	return api.RecordingSwitch{On: !i.a.recording.off.Load()}
}

// SetRecording implements api.Recorder.
func (i instance) SetRecording(s api.RecordingSwitch) api.RecordingSwitch {
	if i.a.recording.off.Swap(!s.On) == s.On {
		i.a.log.Info("recording was switched", "on", s.On)
	}
	return i.Recording()
}
