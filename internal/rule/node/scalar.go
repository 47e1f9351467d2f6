package node

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
)

// String is a text. Numbers, true and the like are texts too; null is not.
func (n *Node) String(unless string) string {
	switch {
	case n == nil:
		return unless
	case n.Kind == Scalar:
		return n.text
	case n.Kind == Null && n.text == "":
		return ""
	}
	_ = n.Expected("text")
	return unless
}

// Bool is true or false.
func (n *Node) Bool(unless bool) bool {
	if n == nil {
		return unless
	}
	if n.Kind == Scalar && n.Style == Plain {
		switch n.text {
		case "true", "True", "TRUE":
			return true
		case "false", "False", "FALSE":
			return false
		}
	}
	_ = n.Expected("true or false")
	return unless
}

// Int is a whole number from least to most.
func (n *Node) Int(unless, least, most int) int {
	if n == nil {
		return unless
	}
	if i, err := strconv.Atoi(n.number()); err == nil && i >= least && i <= most {
		return i
	}
	_ = n.Expected(fmt.Sprintf("a whole number from %d to %d", least, most))
	return unless
}

// Float is a number from least to most.
func (n *Node) Float(unless, least, most float64) float64 {
	if n == nil {
		return unless
	}
	if f, err := strconv.ParseFloat(n.number(), 64); err == nil && f >= least && f <= most && !math.IsNaN(f) {
		return f
	}
	_ = n.Expected(fmt.Sprintf("a number from %g to %g", least, most))
	return unless
}

// Share is a part of one, written as "5%" or 0.05.
func (n *Node) Share(unless float64) float64 {
	if n == nil {
		return unless
	}
	text, percent := strings.CutSuffix(n.number(), "%")
	if f, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil {
		if percent {
			f /= 100
		}
		if f >= 0 && f <= 1 {
			return f
		}
	}
	_ = n.Expected("a share such as 5% or 0.05")
	return unless
}

// number is what may be one, else "".
func (n *Node) number() string {
	if n.Kind != Scalar {
		return ""
	}
	return n.text
}

// OneOf is one of some words.
func (n *Node) OneOf(unless string, words ...string) string {
	if n == nil {
		return unless
	}
	if n.Kind == Scalar {
		for _, w := range words {
			if w == n.text {
				return w
			}
		}
	}
	_ = n.Errorf("%s; expected %s%s", n.found(), oneOf(words), nearest(n.text, words))
	return unless
}

// Regexp is a regular expression of RE2, or nil.
func (n *Node) Regexp() *regexp.Regexp {
	if n == nil {
		return nil
	}
	if n.Kind != Scalar {
		_ = n.Expected("a regular expression")
		return nil
	}
	if len(n.text) > maxRegexp {
		_ = n.Errorf("a regular expression of %d octets; expected at most %d", len(n.text), maxRegexp)
		return nil
	}
	re, err := regexp.Compile(n.text)
	var bad *syntax.Error
	switch {
	case errors.As(err, &bad):
		at := max(strings.Index(n.text, bad.Expr), 0)
		_ = n.ErrorAt(at, "%s: %s; expected a regular expression of RE2", quoted(bad.Expr), bad.Code)
		return nil
	case err != nil:
		_ = n.Expected("a regular expression of RE2")
		return nil
	}
	return re
}

const maxRegexp = 4 << 10
