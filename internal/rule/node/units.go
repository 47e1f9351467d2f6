package node

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"rockxy/internal/config"
)

// Duration is a time such as 400ms, 2s or 1m30s, from least to most.
func (n *Node) Duration(unless, least, most time.Duration) time.Duration {
	if n == nil {
		return unless
	}
	d, err := time.ParseDuration(n.number())
	switch {
	case err != nil:
		_ = n.Expected("a time such as 400ms or 2s")
	case d < least || d > most:
		_ = n.Expected(fmt.Sprintf("a time from %s to %s", least, most))
	default:
		return d
	}
	return unless
}

// Size is a number of octets such as 1MiB, 500kB or 4096, from least to most.
func (n *Node) Size(unless, least, most int64) int64 {
	if n == nil {
		return unless
	}
	size, err := config.ParseSize("", n.number())
	switch {
	case err != nil:
		_ = n.Expected("a size such as 64KiB or 1MiB")
	case size < least || size > most:
		_ = n.Expected(fmt.Sprintf("a size from %d to %d octets", least, most))
	default:
		return size
	}
	return unless
}

// Rate is a number of bits a second, written as 780kbit, 2mbit or 1.5gbit; or, in
// octets a second, as 100kB or 1MiB. It is more than nothing and at most
// [MaxRate].
func (n *Node) Rate(unless int64) int64 {
	if n == nil {
		return unless
	}
	if bits, ok := parseRate(n.number()); ok && bits >= 1 && bits <= MaxRate {
		return int64(bits)
	}
	_ = n.Expected("a rate such as 780kbit or 2mbit, or 100kB for octets a second")
	return unless
}

// MaxRate is the highest rate, in bits a second.
const MaxRate = 1e12

func parseRate(s string) (bits float64, ok bool) {
	m := regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?) ?(?:([kKmMgG])(i)?)?([bB]it|B)(?:/s)?$`).FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	bits, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, false
	}
	base := 1000.0
	if m[3] != "" {
		base = 1024
	}
	if m[2] != "" {
		bits *= math.Pow(base, float64(1+strings.Index("KMG", strings.ToUpper(m[2]))))
	}
	if m[4] == "B" {
		bits *= 8
	}
	return bits, true
}
