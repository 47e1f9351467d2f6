package render

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"rockxy/internal/quantity"
)

// Bytes writes a size with three digits or less: "0 B", "999 B", "1.2 kB",
// "34 MB". Units are decimal.
func Bytes(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	v, unit := float64(n), ""
	for _, unit = range []string{"kB", "MB", "GB", "TB", "PB", "EB"} {
		if v /= 1000; v < 999.5 {
			break
		}
	}
	return digits(v) + " " + unit
}

// Duration writes a time with three digits or less: "42 µs", "0.4 ms", "12 ms",
// "1.5 s", "2m03s", "5h07m".
func Duration(d time.Duration) string {
	switch {
	case d < 0:
		return "?"
	case d < 99500*time.Nanosecond:
		return digits(float64(d)/float64(time.Microsecond)) + " µs"
	case d < 999500*time.Microsecond:
		return digits(float64(d)/float64(time.Millisecond)) + " ms"
	case d < 100*time.Second:
		return digits(d.Seconds()) + " s"
	case d < time.Hour:
		d = d.Round(time.Second)
		return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
	}
	d = d.Round(time.Minute)
	return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
}

func digits(v float64) string {
	if v < 9.95 {
		return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

// Count writes a number with its digits in groups: "1,234,567".
func Count(n int64) string { return quantity.Count(n) }

// Plural is "1 exchange", "3 exchanges", "3 entries", "3 days".
func Plural(n int64, what string) string { return quantity.Plural(n, what) }
