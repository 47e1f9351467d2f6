package rulefile

import (
	"slices"
	"strings"

	"rockxy/internal/rule/node"
)

// actions changes the list of actions where it is written: those that stay keep their
// lines, and others that take the place of one keep the comments above it. It reports
// whether it could.
func (s *sheet) actions(was, want []Shown) bool {
	i := s.find("actions")
	if i < 0 || len(want) == 0 {
		return false
	}
	k := s.keys[i]
	items := k.value.Items()
	if !k.value.Is(node.List) || k.value.Flow || len(items) == 0 || len(items) != len(was) {
		return false
	}
	starts, left, ok := s.dashes(k, items)
	if !ok {
		return false
	}
	blocks := s.blocks(k, starts, left)
	lines := slices.Clone(s.lines[k.from:blocks[0].from])
	for _, p := range paired(was, want) {
		if p.old >= 0 { // what is between two goes with the one behind
			b := blocks[p.old]
			lines = append(lines, s.lines[b.from:b.dash]...)
			if p.same {
				lines = append(lines, s.lines[b.dash:b.to]...)
				continue
			}
		}
		lines = append(lines, indented(want[p.new].lines(), left)...)
	}
	lines = append(lines, s.lines[blocks[len(blocks)-1].to:k.to]...)
	s.replace(k.from, k.to, lines)
	s.keys[i].to = k.from + len(lines)
	return true
}

// dashes are the lines with the dash of each action, and what is in front of it.
func (s *sheet) dashes(k span, items []*node.Node) (starts []int, left int, ok bool) {
	left = k.value.Column - 1
	for n, item := range items {
		at := -1
		for i := min(item.Line, len(s.lines)) - 1; i > k.from; i-- {
			line := s.lines[i]
			if len(line) > left && line[left] == '-' && strings.TrimLeft(line[:left], " ") == "" && (len(line) == left+1 || line[left+1] == ' ') {
				at = i
				break
			}
			if i < item.Line-1 && !blank(line) && !comment(line) {
				break
			}
		}
		if at < 0 || n > 0 && at <= starts[n-1] || at >= k.to {
			return nil, 0, false
		}
		starts = append(starts, at)
	}
	return starts, left, true
}

// block is the lines of an action: from the comments above it.
type block struct{ from, dash, to int }

func (s *sheet) blocks(k span, starts []int, left int) []block {
	all := make([]block, len(starts))
	low := k.from + 1
	for n, at := range starts {
		end := k.to
		if n+1 < len(starts) {
			end = starts[n+1]
		}
		outside := func(line string) bool {
			return blank(line) || comment(line) && len(line)-len(strings.TrimLeft(line, " ")) <= left
		}
		for end > at+1 && outside(s.lines[end-1]) {
			end--
		}
		all[n] = block{low, at, end}
		low = end
	}
	return all
}

// pair is an action that is wanted, and the one that is there in its place.
type pair struct {
	old, new int // old is -1 for none
	same     bool
}

// paired finds for each wanted action the one that is the same, in order, and for others
// between those one that they take the place of.
func paired(was, want []Shown) []pair {
	all := make([]pair, len(want))
	length := make([][]int, len(was)+1)
	for i := range length {
		length[i] = make([]int, len(want)+1)
	}
	for i := len(was) - 1; i >= 0; i-- {
		for j := len(want) - 1; j >= 0; j-- {
			if length[i][j] = max(length[i+1][j], length[i][j+1]); was[i].same(want[j]) {
				length[i][j] = length[i+1][j+1] + 1
			}
		}
	}
	for j := range all {
		all[j] = pair{-1, j, false}
	}
	for i, j := 0, 0; i < len(was) && j < len(want); {
		switch {
		case was[i].same(want[j]):
			all[j] = pair{i, j, true}
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	next := 0
	for j := range all {
		if all[j].same {
			next = all[j].old + 1
			continue
		}
		taken := slices.ContainsFunc(all, func(p pair) bool { return p.same && p.old == next })
		if next < len(was) && !taken && was[next].Kind == want[j].Kind {
			all[j].old = next
			next++
		}
	}
	return all
}
