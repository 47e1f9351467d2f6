package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"rockxy/internal/durable"
	"rockxy/internal/store/grams"
)

// textShard is a file of the text index: what the records between two marks
// hold. The shards of a session follow each other without gaps.
type textShard struct {
	*grams.Shard
	number   uint32
	from, to mark
	full     bool // it is not going to be replaced
	size     int64
}

func textPath(dir string, number uint32) string {
	return filepath.Join(dir, fmt.Sprintf("text-%06d.rkg", number))
}

func textNote(from, to mark, full bool) (n [grams.NoteSize]byte) {
	binary.LittleEndian.PutUint32(n[0:], from.Seg)
	binary.LittleEndian.PutUint32(n[4:], to.Seg)
	binary.LittleEndian.PutUint64(n[8:], uint64(from.Off))
	binary.LittleEndian.PutUint64(n[16:], uint64(to.Off))
	n[24] = byte(one(full))
	return n
}

// openTextShard opens a shard's file, which the caller closes.
func openTextShard(dir string, number uint32) (*os.File, *textShard, error) {
	f, err := os.Open(textPath(dir, number))
	if err != nil {
		return nil, nil, err
	}
	fi, err := f.Stat()
	var s *grams.Shard
	if err == nil {
		s, err = grams.Open(f, fi.Size())
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	n := s.Note[:]
	return f, &textShard{
		Shard: s, number: number, size: fi.Size(), full: n[24] != 0,
		from: mark{binary.LittleEndian.Uint32(n[0:]), int64(binary.LittleEndian.Uint64(n[8:]))},
		to:   mark{binary.LittleEndian.Uint32(n[4:]), int64(binary.LittleEndian.Uint64(n[16:]))},
	}, nil
}

// listText returns the numbers of the shards in dir, ascending.
func listText(dir string) ([]uint32, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var all []uint32
	for _, e := range entries {
		name, ok := strings.CutPrefix(e.Name(), "text-")
		name, ok2 := strings.CutSuffix(name, ".rkg")
		if n, err := strconv.ParseUint(name, 10, 32); ok && ok2 && err == nil {
			all = append(all, uint32(n))
		}
	}
	slices.Sort(all)
	return all, nil
}

// eachTextShard calls yield with the shards that follow each other, oldest
// first, and returns the mark up to which they go: zero when there is none. A
// shard that cannot be used ends them.
func eachTextShard(dir string, yield func(f *os.File, s *textShard) error) (to mark, err error) {
	numbers, err := listText(dir)
	if err != nil {
		return to, err
	}
	segs, err := listSegments(dir)
	if err != nil || len(segs) == 0 {
		return to, err
	}
	for _, n := range numbers {
		f, s, err := openTextShard(dir, n)
		if errors.Is(err, fs.ErrNotExist) && to == (mark{}) {
			continue // retention took it
		}
		if err != nil || to == (mark{}) && (mark{segs[0], segmentHeader}).before(s.from) || to != (mark{}) && s.from != to {
			if f != nil {
				f.Close()
			}
			return to, nil
		}
		err = yield(f, s)
		f.Close()
		if err != nil {
			return to, err
		}
		to = s.to
	}
	return to, nil
}

// removeTextAfter removes the shards that begin at a mark or after it, and
// those that cannot be read.
func removeTextAfter(dir string, to mark) error {
	numbers, err := listText(dir)
	for _, n := range numbers {
		f, s, openErr := openTextShard(dir, n)
		if f != nil {
			f.Close()
		}
		if openErr != nil || !s.from.before(to) {
			err = errors.Join(err, durable.Remove(textPath(dir, n)))
		}
	}
	return err
}

// sweepText removes what is of no use: drafts, and what follows a mark.
func sweepText(dir string, to mark) error {
	numbers, err := listText(dir)
	next := uint32(1)
	for _, n := range numbers {
		err, next = errors.Join(err, durable.Sweep(textPath(dir, n))), n+1
	}
	err = errors.Join(err, durable.Sweep(textPath(dir, next)))
	return errors.Join(err, removeTextAfter(dir, to))
}

// textSize is how many octets the text index has on disk.
func textSize(dir string) (n int64) {
	numbers, _ := listText(dir)
	for _, number := range numbers {
		n += fileSize(textPath(dir, number))
	}
	return n
}
