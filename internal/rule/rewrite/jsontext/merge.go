package jsontext

import "encoding/json"

// Merge applies a merge patch (RFC 7396).
func Merge(doc, patch []byte) ([]byte, error) {
	t := over(doc)
	at := t.blank(0)
	end := t.end(at)
	merged := merge(doc[at:end], patch, t.work)
	if *t.work < 0 {
		return nil, errWork
	}
	return join(doc[:at], merged, doc[end:]), nil
}

// merge returns what a value becomes, nil for one that is not there.
func merge(value, patch []byte, work *int64) []byte {
	p := text{patch, work}
	top := p.blank(0)
	if patch[top] != '{' {
		return patch[top:p.end(top)]
	}
	if len(value) == 0 || value[0] != '{' {
		value = []byte("{}")
	}
	for k := range p.kids(top) {
		if *work < 0 {
			break
		}
		var name string
		_ = json.Unmarshal(patch[k.key:k.sep], &name) // it is a string
		value = mergeMember(value, name, patch[k.from:k.to], work)
	}
	return value
}

func mergeMember(object []byte, name string, patch []byte, work *int64) []byte {
	t := text{object, work}
	if string(patch) == "null" {
		splices, _ := t.cut(0, func(k kid) bool { return t.named(k, name) })
		out, _ := apply(object, splices)
		return out
	}
	var splices []splice
	for k := range t.kids(0) {
		if t.named(k, name) {
			splices = append(splices, splice{k.from, k.to, merge(object[k.from:k.to], patch, work)})
		}
	}
	if splices == nil {
		splices = []splice{t.insert(0, name, merge(nil, patch, work))}
	}
	out, _ := apply(object, splices)
	return out
}
