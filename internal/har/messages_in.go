package har

import (
	"iter"
	"slices"
	"strings"

	"rockxy/internal/flow"
)

// messagesIn reads a WebSocket's messages as Chrome writes them, and others as
// we do; nil if there are none.
func messagesIn(v, ours *value) iter.Seq2[*flow.Message, error] {
	var all []*flow.Message
	frames, others := v.get("_webSocketMessages"), ours.get("messages")
	for i := range frames.items {
		all = append(all, frameIn(&frames.items[i]))
	}
	for i := range others.items {
		if m := messageIn(&others.items[i]); m != nil {
			all = append(all, m)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return func(yield func(*flow.Message, error) bool) {
		for _, m := range all {
			if !yield(m, nil) {
				return
			}
		}
	}
}

func frameIn(v *value) *flow.Message {
	m := &flow.Message{Kind: flow.MessageText, Dir: flow.Response, Time: secondsIn(v.get("time"))}
	switch strings.ToLower(v.get("type").string()) {
	case "send", "sent", "request", "outgoing", "client":
		m.Dir = flow.Request
	}
	opcode := v.get("opcode").int(1)
	if i := slices.Index(opcodes[1:], opcode); i >= 0 {
		m.Kind = flow.MessageKind(i + 1)
	} else if opcode != 1 {
		m.Kind = flow.MessageBinary
	}
	data, ours := v.get("data").bytes(), v.get("_rockxy")
	if m.Kind != flow.MessageText || ours.get("base64").is() {
		if plain, ok := base64Any(data); ok {
			data = plain
		}
	}
	m.Data = slices.Clone(data)
	factsIn(m, ours)
	return m
}

// secondsIn reads seconds since 1970, or milliseconds as some tools have it,
// or a date.
func secondsIn(v *value) flow.Nanos {
	f, ok := v.number()
	switch {
	case !ok:
		return v.moment()
	case f >= 1e11 && f < 9e12:
		n, _ := v.fixed(6)
		return flow.Nanos(n)
	case f < 0 || f >= 9e9:
		return 0
	}
	n, _ := v.fixed(9)
	return flow.Nanos(n)
}

func messageIn(v *value) *flow.Message {
	i := slices.Index(kindNames[1:], v.get("kind").string())
	if i < 0 {
		return nil
	}
	m := &flow.Message{Kind: flow.MessageKind(i + 1), Dir: flow.Response, Time: v.get("time").stamp()}
	if v.get("direction").string() == "request" {
		m.Dir = flow.Request
	}
	if t := v.get("text"); t.kind == text {
		m.Data = slices.Clone(t.bytes())
	} else {
		m.Data = base64In(v.get("base64").bytes())
	}
	factsIn(m, v)
	return m
}

func factsIn(m *flow.Message, v *value) {
	m.Size = v.get("size").int(int64(len(m.Data)))
	m.Wire = v.get("wire").int(0)
	m.Fragments = int(v.get("fragments").int(0))
	if v.kind != object {
		m.Wire, m.Fragments = m.Size, 1
	}
	m.Encoded = v.get("encoded").is()
	m.Note = v.get("note").string()
}
