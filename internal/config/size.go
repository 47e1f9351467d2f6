package config

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// MinKeepSize is the least that a session may be limited to.
const MinKeepSize = 16 << 20

// ParseSize reads a number of octets: "2GiB", "500MB", "1.5 GiB", "1048576". KB
// is 1000 and KiB 1024 octets. flag is named in errors.
func ParseSize(flag, s string) (int64, error) {
	bad := invalid(flag, s, "want a size such as 2GiB or 500MB")
	m := regexp.MustCompile(`(?i)^([0-9]+(?:\.[0-9]+)?) ?(?:([KMGT])(I)?)?B?$`).FindStringSubmatch(s)
	if m == nil {
		return 0, bad
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, bad
	}
	base := 1000.0
	if m[3] != "" {
		base = 1024
	}
	if m[2] != "" {
		n *= math.Pow(base, float64(1+strings.Index("KMGT", strings.ToUpper(m[2]))))
	}
	if n >= math.MaxInt64 {
		return 0, bad
	}
	return int64(n), nil
}
