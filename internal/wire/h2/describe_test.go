package h2

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"rockxy/internal/flow"
)

// describe tells an event in a line.
func describe(ev *Event) string {
	var b strings.Builder
	names := map[Kind]string{
		SettingsReceived: "settings", HeadReceived: "head", TrailersReceived: "trailers", DataReceived: "data",
		StreamReset: "reset", StreamFailed: "failed", WindowOpened: "window", GoAwayReceived: "goaway",
		PingAcked: "ping acked", ConnFailed: "connection failed",
	}
	b.WriteString(names[ev.Kind])
	if ev.Stream != 0 {
		fmt.Fprintf(&b, " %d", ev.Stream)
	}
	if ev.End {
		b.WriteString(" end")
	}
	if ev.Kind == StreamReset || ev.Kind == GoAwayReceived {
		fmt.Fprintf(&b, " %v", ev.Code)
	}
	if ev.NotProcessed {
		b.WriteString(" not processed")
	}
	if ev.LastStream != 0 {
		fmt.Fprintf(&b, " last %d", ev.LastStream)
	}
	if n := len(ev.Data); n > 20 {
		fmt.Fprintf(&b, " #%d", n)
	} else if n > 0 {
		fmt.Fprintf(&b, " %q", ev.Data)
	}
	for _, s := range ev.Settings {
		fmt.Fprintf(&b, " %d=%d", s.ID, s.Value)
	}
	if ev.Err != nil {
		fmt.Fprintf(&b, ": %v", ev.Err)
	}
	if ev.Head != nil {
		b.WriteString("; " + fieldList(ev.Head.Fields))
	}
	return b.String()
}

func fieldList(fields []flow.Field) string {
	var list []string
	for _, f := range fields {
		s := string(f.Name) + ": " + short(string(f.Value))
		if f.NeverIndex {
			s = "!" + s
		}
		list = append(list, s)
	}
	return strings.Join(list, "; ")
}

func short(v string) string {
	switch {
	case len(v) > 60:
		return fmt.Sprintf("*%d", len(v))
	case strings.ContainsAny(v, "\r\n\x00;") || strings.TrimSpace(v) != v:
		return strconv.Quote(v)
	}
	return v
}

// describeFrames tells our output, a line a frame.
func describeFrames(t testing.TB, out []byte, dec *hpack.Decoder) []string {
	var lines []string
	if rest, ok := bytes.CutPrefix(out, []byte(http2.ClientPreface)); ok {
		lines, out = append(lines, "< preface"), rest
	}
	fr := http2.NewFramer(nil, bytes.NewReader(out))
	var block []byte
	for {
		f, err := fr.ReadFrame()
		if err == io.EOF {
			return lines
		}
		if err != nil {
			t.Fatalf("our own output is wrong: %v", err)
		}
		lines = append(lines, "< "+describeFrame(t, f, dec, &block))
	}
}

func describeFrame(t testing.TB, f http2.Frame, dec *hpack.Decoder, block *[]byte) string {
	end, id := "", f.Header().StreamID
	switch f := f.(type) {
	case *http2.DataFrame:
		if f.StreamEnded() {
			end = " end"
		}
		if n := len(f.Data()); n > 20 {
			return fmt.Sprintf("DATA %d%s #%d", id, end, n)
		}
		return fmt.Sprintf("DATA %d%s %q", id, end, f.Data())
	case *http2.HeadersFrame:
		if f.StreamEnded() {
			end = " end"
		}
		*block = append((*block)[:0], f.HeaderBlockFragment()...)
		if !f.HeadersEnded() {
			return fmt.Sprintf("HEADERS %d%s open", id, end)
		}
		return fmt.Sprintf("HEADERS %d%s; %s", id, end, decodeList(t, dec, *block))
	case *http2.ContinuationFrame:
		*block = append(*block, f.HeaderBlockFragment()...)
		if !f.HeadersEnded() {
			return fmt.Sprintf("CONTINUATION %d open", id)
		}
		return fmt.Sprintf("CONTINUATION %d; %s", id, decodeList(t, dec, *block))
	case *http2.SettingsFrame:
		s := "SETTINGS"
		if f.IsAck() {
			s += " ack"
		}
		for i := range f.NumSettings() {
			s += fmt.Sprintf(" %d=%d", f.Setting(i).ID, f.Setting(i).Val)
		}
		return s
	case *http2.PingFrame:
		if f.IsAck() {
			end = " ack"
		}
		return fmt.Sprintf("PING %s%s", strings.TrimRight(string(f.Data[:]), "\x00"), end)
	case *http2.RSTStreamFrame:
		return fmt.Sprintf("RST_STREAM %d %v", id, f.ErrCode)
	case *http2.WindowUpdateFrame:
		return fmt.Sprintf("WINDOW_UPDATE %d %d", id, f.Increment)
	case *http2.GoAwayFrame:
		return fmt.Sprintf("GOAWAY %d %v %q", f.LastStreamID, f.ErrCode, f.DebugData())
	}
	return fmt.Sprint(f)
}

func decodeList(t testing.TB, dec *hpack.Decoder, block []byte) string {
	fields, err := dec.DecodeFull(block)
	if err != nil {
		t.Fatalf("our own field section is wrong: %v", err)
	}
	var list []flow.Field
	for _, f := range fields {
		list = append(list, flow.Field{Name: []byte(f.Name), Value: []byte(f.Value), NeverIndex: f.Sensitive})
	}
	return fieldList(list)
}
