package mitm

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// record is a TLS record of type typ.
func record(typ byte, body ...byte) []byte {
	return append([]byte{typ, 3, 3, byte(len(body) >> 8), byte(len(body))}, body...)
}

// alertsIn feeds stream in pieces of at most step octets.
func alertsIn(stream []byte, step int) (alerts []uint8) {
	var r records
	for len(stream) > 0 {
		piece := stream[:min(step, len(stream))]
		stream = stream[len(piece):]
		for len(piece) > 0 {
			piece = r.next(piece)
			if a, ok := r.plainAlert(); ok {
				alerts = append(alerts, a)
			}
		}
	}
	return alerts
}

func TestPlainAlerts(t *testing.T) {
	unknownCA := record(recordAlert, 2, 48)
	for _, c := range []struct {
		name   string
		stream [][]byte
		want   []uint8
	}{
		{"nothing", nil, nil},
		{"alone", [][]byte{unknownCA}, []uint8{48}},
		{"two", [][]byte{unknownCA, record(recordAlert, 1, 0)}, []uint8{48, 0}},
		{"behind others", [][]byte{record(recordHandshake, make([]byte, 517)...), record(20, 1), unknownCA}, []uint8{48}},
		{"not whole", [][]byte{unknownCA[:6]}, nil},
		{"inside a record", [][]byte{record(23, unknownCA...)}, nil},
		{"inside the largest record", [][]byte{record(23, bytes.Repeat(unknownCA, 9362)...), unknownCA}, []uint8{48}},
		{"behind an empty record", [][]byte{record(23), unknownCA}, []uint8{48}},
		{"encrypted", [][]byte{record(recordAlert, make([]byte, 26)...), unknownCA}, []uint8{48}},
		{"one octet long", [][]byte{record(recordAlert, 2), unknownCA}, []uint8{48}},
	} {
		stream := bytes.Join(c.stream, nil)
		for _, step := range []int{1, 2, 3, 4, 5, 6, 7, 8, 100, 1 << 20} {
			if got := alertsIn(stream, step); !bytes.Equal(got, c.want) {
				t.Errorf("%s, in steps of %d: alerts %v, want %v", c.name, step, got, c.want)
			}
		}
	}
}

// TestRecordsInAnyPieces: how a stream arrives changes nothing, and what is
// found is what was put there.
func TestRecordsInAnyPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var stream []byte
		var want []uint8
		for range rapid.IntRange(0, 8).Draw(t, "records") {
			typ, body := rapid.SampledFrom([]byte{20, 21, 22, 23}).Draw(t, "type"), rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "body")
			if rapid.Bool().Draw(t, "alert") {
				typ, body = recordAlert, body[:min(len(body), 2)]
			}
			if typ == recordAlert && len(body) == 2 {
				want = append(want, body[1])
			}
			stream = append(stream, record(typ, body...)...)
		}
		if got := alertsIn(stream, rapid.IntRange(1, 50).Draw(t, "step")); !bytes.Equal(got, want) {
			t.Fatalf("alerts %v in %x, want %v", got, stream, want)
		}
	})
}

// FuzzRecords: what is no TLS at all must do no harm.
func FuzzRecords(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"), 3)
	f.Add(record(recordAlert, 2, 48), 1)
	f.Fuzz(func(t *testing.T, stream []byte, step int) {
		step = max(step, 1)
		if got, whole := alertsIn(stream, step), alertsIn(stream, len(stream)+1); !bytes.Equal(got, whole) {
			t.Fatalf("in steps of %d %v, at once %v", step, got, whole)
		}
	})
}

func TestRefusalComesAfterTheAnswer(t *testing.T) {
	alert := record(recordAlert, 2, 48)
	w := &wire{}
	w.note(alert)
	if w.refusal.sent {
		t.Error("an alert before our answer is taken for one about it")
	}
	w.answered = true
	w.note(alert)
	w.note(record(recordAlert, 1, 0))
	if w.refusal != (refusal{true, 48}) {
		t.Errorf("refusal is %+v, want the first alert, unknown_ca", w.refusal)
	}
}

func TestNotingDoesNotAllocate(t *testing.T) {
	stream := bytes.Join([][]byte{record(recordHandshake, make([]byte, 517)...), record(20, 1), record(recordAlert, 2, 48)}, nil)
	if n := testing.AllocsPerRun(100, func() { (&wire{answered: true}).note(stream) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkNote(b *testing.B) {
	stream := bytes.Join([][]byte{record(recordHandshake, make([]byte, 517)...), record(20, 1), record(23, make([]byte, 53)...)}, nil)
	for b.Loop() {
		w := wire{answered: true}
		w.note(stream)
	}
}
