package store

import "slices"

// A chunk of a body goes to a file of its own. It is queued with the others, so
// that the file has its octets before a record that speaks of them is written.

// bodyChunk is the room of such a chunk: bodies that arrive at the same time take
// turns, and so much waits of each.
const bodyChunk = 64 << 10

// appendFile queues octets of a body. It does not wait, as append does not.
func (j *journal) appendFile(k bodyKey, off int64, p []byte) {
	j.mu.Lock()
	for len(p) > 0 {
		c := j.fileChunkLocked(k, off)
		n := min(len(p), cap(c.buf)-len(c.buf))
		c.buf = append(c.buf, p[:n]...)
		p, off = p[n:], off+int64(n)
		j.beside += int64(n)
	}
	j.mu.Unlock()
	j.poke()
}

// fileChunkLocked is the chunk that the octets of k at off go to.
func (j *journal) fileChunkLocked(k bodyKey, off int64) *chunk {
	const back = 8 // how many chunks are looked at for one that is not full
	for i := range min(len(j.full), back) {
		c := j.full[len(j.full)-1-i]
		if c.body == k && c.at.Off+int64(len(c.buf)) == off && len(c.buf) < cap(c.buf) && !c.last {
			return c
		}
	}
	c := &chunk{body: k, at: mark{Off: off}}
	if n := len(j.spare); n > 0 {
		c.buf, j.spare = j.spare[n-1], j.spare[:n-1]
	} else {
		c.buf = make([]byte, 0, bodyChunk)
	}
	j.full = append(j.full, c)
	j.queued.Add(bodyChunk)
	return c
}

// endFile says that a body is complete.
func (j *journal) endFile(k bodyKey) {
	j.mu.Lock()
	j.full = append(j.full, &chunk{body: k, last: true})
	j.mu.Unlock()
}

// charge is how much of the budget a chunk takes.
func (c *chunk) charge() int {
	switch {
	case c.last:
		return 0
	case c.body.id != 0:
		return bodyChunk
	}
	return len(c.buf)
}

// recycleFile takes the buffer of such a chunk back.
func (j *journal) recycleFile(c *chunk) {
	if cap(c.buf) != bodyChunk {
		return
	}
	j.mu.Lock()
	if len(j.spare) < 32 {
		j.spare = append(j.spare, c.buf[:0])
	}
	j.mu.Unlock()
}

// bodyFiles are the files of bodies that the writer has open.
type bodyFiles struct {
	open []openBody // the one used last comes last
}

type openBody struct {
	key  bodyKey
	file segmentFile
	used bool // since the last tick
}

const openBodies = 16

// get returns an open file, nil for none.
func (b *bodyFiles) get(k bodyKey) segmentFile {
	i := slices.IndexFunc(b.open, func(o openBody) bool { return o.key == k })
	if i < 0 {
		return nil
	}
	o := b.open[i]
	o.used = true
	b.open = append(slices.Delete(b.open, i, i+1), o)
	return o.file
}

// put adds a file and returns the one that it takes the place of, nil for none.
func (b *bodyFiles) put(k bodyKey, f segmentFile) (old segmentFile) {
	if len(b.open) >= openBodies {
		old = b.open[0].file
		b.open = slices.Delete(b.open, 0, 1)
	}
	b.open = append(b.open, openBody{k, f, true})
	return old
}

// take removes a file, nil if it is not open.
func (b *bodyFiles) take(k bodyKey) (f segmentFile) {
	if f = b.get(k); f != nil {
		b.open = b.open[:len(b.open)-1]
	}
	return f
}

// idle removes those that were not used since it was last called.
func (b *bodyFiles) idle() (files []segmentFile) {
	keep := b.open[:0]
	for _, o := range b.open {
		if o.used {
			o.used = false
			keep = append(keep, o)
		} else {
			files = append(files, o.file)
		}
	}
	clear(b.open[len(keep):])
	b.open = keep
	return files
}
