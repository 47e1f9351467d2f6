package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"net/url"
)

// known are the secrets that were replaced, to be replaced where nothing but
// themselves gives them away.
type known struct {
	entries []knownEntry
	heads   map[uint64][]int // first eight octets → entries
	filter  [1 << 13]uint64  // of the first four octets
}

type knownEntry struct{ secret, standin []byte }

const (
	shortestKnown = 12
	maxKnown      = 1 << 13
)

// learn notes a secret, in the forms in which it may stand elsewhere.
func (k *known) learn(secret, standin []byte) {
	if len(secret) < shortestKnown || bytes.Equal(secret, standin) || !telling(secret) {
		return
	}
	if k.add(secret, standin) {
		k.variant(base64.StdEncoding.AppendEncode(nil, secret), base64.StdEncoding.AppendEncode(nil, standin))
		k.variant([]byte(url.QueryEscape(string(secret))), []byte(url.QueryEscape(string(standin))))
		k.variant([]byte(url.PathEscape(string(secret))), []byte(url.PathEscape(string(standin))))
	}
}

func (k *known) variant(secret, standin []byte) {
	if len(secret) == len(standin) {
		k.add(secret, standin)
	}
}

func (k *known) add(secret, standin []byte) bool {
	head := binary.LittleEndian.Uint64(secret)
	for _, i := range k.heads[head] {
		if bytes.Equal(k.entries[i].secret, secret) {
			return false
		}
	}
	if len(k.entries) >= maxKnown {
		k.forget()
	}
	k.link(knownEntry{bytes.Clone(secret), bytes.Clone(standin)})
	return true
}

func (k *known) link(e knownEntry) {
	if k.heads == nil {
		k.heads = map[uint64][]int{}
	}
	head := binary.LittleEndian.Uint64(e.secret)
	k.heads[head] = append(k.heads[head], len(k.entries))
	k.entries = append(k.entries, e)
	h := hash4(e.secret)
	k.filter[h>>6] |= 1 << (h & 63)
}

// forget drops the older half.
func (k *known) forget() {
	rest := k.entries[len(k.entries)/2:]
	*k = known{}
	for _, e := range rest {
		k.link(e)
	}
}

func hash4(b []byte) uint32 { return binary.LittleEndian.Uint32(b) * 2654435761 >> 13 }

// replace replaces in place all that is known in b.
func (k *known) replace(b []byte) {
	if len(k.entries) == 0 {
		return
	}
	for i := 0; i+shortestKnown <= len(b); i++ {
		if h := hash4(b[i:]); k.filter[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		for _, n := range k.heads[binary.LittleEndian.Uint64(b[i:])] {
			if e := &k.entries[n]; bytes.HasPrefix(b[i:], e.secret) {
				i += copy(b[i:], e.standin) - 1
				break
			}
		}
	}
}

// telling reports whether a text is so peculiar that it is hardly there by
// chance: not a word, not a phrase.
func telling(b []byte) bool {
	classes, distinct := 0, 0
	var seen [256]bool
	var digit, lower, upper bool
	for _, c := range b {
		if !seen[c] {
			seen[c], distinct = true, distinct+1
		}
		digit, lower, upper = digit || isDigit(c), lower || isLower(c), upper || isUpper(c)
	}
	for _, has := range []bool{digit, lower, upper} {
		if has {
			classes++
		}
	}
	return distinct >= 6 && (classes >= 2 || len(b) >= 20)
}
