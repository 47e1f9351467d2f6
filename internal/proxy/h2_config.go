package proxy

import (
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/http2"

	"rockxy/internal/flow"
	"rockxy/internal/wire/h2"
)

// h2Config is what HTTP/2 connections are told. The zero value is usable.
type h2Config struct {
	Limits h2.Limits        // zero: h2.DefaultLimits
	Now    func() time.Time // zero: time.Now
	// Mirror is the peer's counterpart whose order of SETTINGS ours follow, or
	// nil.
	Mirror []flow.Setting
	Shared *h2Shared // zero: one for this connection alone
	// SlotFreed is called after a stream of an h2Client has ended, so that who
	// waits for one can try again. It must not block.
	SlotFreed func()
}

const (
	// Every stream has a receive window of its own: h2RequestWindow, a whole
	// frame, or h2FirstWindow for responses. A response is given up to
	// h2OpenWindow at once, so that a distant origin need not wait for us, and
	// the window of a stream whose reader keeps up doubles up to h2LastWindow.
	// What is added is taken from a budget that all connections share, so that
	// many streams that nobody reads cost little.
	h2RequestWindow = 16 << 10
	h2FirstWindow   = 8 << 10
	h2OpenWindow    = 256 << 10
	h2LastWindow    = 4 << 20

	h2GrowthBudget = 48 << 20

	// h2ProtocolWindow is what a client may send on a stream that it opens before
	// it knows better.
	h2ProtocolWindow = 65535

	// h2OutputHigh is how much output waits for the writer of a connection
	// before those who write have to wait.
	h2OutputHigh = 64 << 10
)

// h2Shared is what all HTTP/2 connections of a proxy have in common: their
// pooled memory, and the budget that bounds it.
type h2Shared struct {
	growth        atomic.Int64 // octets of window that may still be added
	chunks        [len(h2ChunkSizes)]sync.Pool
	outputBuffers sync.Pool // *[]byte
	workers       h2workers
}

func newH2Shared() *h2Shared {
	sh := &h2Shared{}
	sh.growth.Store(h2GrowthBudget)
	return sh
}

func (sh *h2Shared) take(n int) bool {
	if sh.growth.Add(-int64(n)) >= 0 {
		return true
	}
	sh.growth.Add(int64(n))
	return false
}

// share takes up to n octets, less when little is left, and returns how much
// it took.
func (sh *h2Shared) share(n int) int {
	n = min(n, int(sh.growth.Load()/16))
	if n < h2FirstWindow || !sh.take(n) {
		return 0
	}
	return n
}

func (sh *h2Shared) give(n int) { sh.growth.Add(int64(n)) }

func (sh *h2Shared) output() []byte {
	if b, ok := sh.outputBuffers.Get().(*[]byte); ok {
		return (*b)[:0]
	}
	return make([]byte, 0, h2OutputHigh+h2PieceMax)
}

func (sh *h2Shared) freeOutput(b []byte) {
	if cap(b) >= h2OutputHigh && cap(b) <= 4*h2OutputHigh {
		sh.outputBuffers.Put(&b)
	}
}

func (cfg h2Config) withDefaults() h2Config {
	if cfg.Limits == (h2.Limits{}) {
		cfg.Limits = h2.DefaultLimits()
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Shared == nil {
		cfg.Shared = newH2Shared()
	}
	return cfg
}

// wire returns the configuration of the state machine.
func (cfg *h2Config) wire(role h2.Role) h2.Config {
	ours := []flow.Setting{
		{ID: uint16(http2.SettingMaxConcurrentStreams), Value: uint32(cfg.Limits.Streams)},
		{ID: uint16(http2.SettingInitialWindowSize), Value: h2RequestWindow},
		{ID: uint16(http2.SettingMaxHeaderListSize), Value: uint32(cfg.Limits.HeadBytes)},
	}
	if role == h2.Client {
		ours[0] = flow.Setting{ID: uint16(http2.SettingEnablePush), Value: 0}
		ours[1].Value = h2FirstWindow
	}
	return h2.Config{
		Role:     role,
		Settings: h2.Mirror(cfg.Mirror, ours),
		// As much as all its streams may be granted: one that nobody reads never
		// takes the window away from another.
		ConnWindow: cfg.Limits.Streams*h2ProtocolWindow + h2GrowthBudget,
		Limits:     cfg.Limits,
	}
}
