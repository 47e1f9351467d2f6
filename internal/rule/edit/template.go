package edit

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rockxy/internal/rule"
)

// template is a value, with what {{id}}, {{now}}, {{uuid}} and {{host}} stand for.
// Other braces are text.
type template string

// variables are those that a template may have.
var variables = [...]string{"{{id}}", "{{now}}", "{{uuid}}", "{{host}}"}

func (t template) varies() bool {
	return slices.ContainsFunc(variables[:], func(v string) bool { return strings.Contains(string(t), v) })
}

// values are what variables stand for in one turn.
type values struct{ fillIn *strings.Replacer }

// valuesOf finds them out when one of verbs has need of them.
func valuesOf(t *rule.Turn, verbs []verb) values {
	if !slices.ContainsFunc(verbs, verb.templated) {
		return values{}
	}
	var id [16]byte
	_, _ = rand.Read(id[:]) // it never fails
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return values{strings.NewReplacer(
		variables[0], strconv.FormatUint(uint64(t.Exchange.ID), 10),
		variables[1], t.Clock().Now().UTC().Format("2006-01-02T15:04:05.000Z"),
		variables[2], fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]),
		variables[3], t.Exchange.Host)}
}

func (v values) fill(t template) []byte {
	if v.fillIn == nil {
		return []byte(t)
	}
	return []byte(v.fillIn.Replace(string(t)))
}
