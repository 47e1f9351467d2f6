package h2

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// TestAnyChunkingGivesTheSameEvents feeds generated connections, good and bad,
// in pieces of any sizes.
func TestAnyChunkingGivesTheSameEvents(t *testing.T) {
	for role, name := range map[Role]string{Server: "server", Client: "client"} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				p := seed(t, role, frameLines(rt, role)...)
				sizes := rapid.SliceOfN(rapid.IntRange(1, 3000), 1, 20).Draw(rt, "sizes")
				whole, parts := newDriven(t, role), newDriven(t, role)
				whole.feed(p, []int{len(p)})
				parts.feed(p, sizes)
				if a, b := whole.record(), parts.record(); a != b {
					rt.Fatalf("chunking matters:\n%s\n---\n%s", a, b)
				}
			})
		})
	}
}

// frameLines draws a connection: mostly valid frames for streams near the one
// opened last.
func frameLines(rt *rapid.T, role Role) []string {
	lines := []string{"SETTINGS 4=70000"}
	next := 1
	for range rapid.IntRange(1, 40).Draw(rt, "frames") {
		id := max(1, next-2*rapid.IntRange(0, 4).Draw(rt, "back"))
		n := rapid.IntRange(1, 16000).Draw(rt, "n")
		end := rapid.SampledFrom([]string{"", " end"}).Draw(rt, "end")
		head := ":status: 200"
		if role == Server {
			head = ":method: GET; :scheme: https; :path: /; :authority: a"
		}
		switch rapid.IntRange(0, 11).Draw(rt, "kind") {
		case 0, 1, 2, 3:
			lines = append(lines, fmt.Sprintf("HEADERS %d%s; %s; x: *%d", next, end, head, n%300))
			next += 2
		case 4:
			lines = append(lines, fmt.Sprintf("HEADERS %d%s open; %s", next, end, head), fmt.Sprintf("CONTINUATION %d; x: *%d", next, n))
			next += 2
		case 5, 6, 7:
			lines = append(lines, fmt.Sprintf("DATA %d%s #%d", id, end, n))
		case 8:
			lines = append(lines, fmt.Sprintf("HEADERS %d end; trailer: x", id))
		case 9:
			lines = append(lines, fmt.Sprintf("WINDOW %d %d", rapid.SampledFrom([]int{0, id}).Draw(rt, "of"), n))
		case 10:
			lines = append(lines, fmt.Sprintf("RST %d 8", id))
		case 11:
			lines = append(lines, rapid.SampledFrom([]string{
				"PING 12345678", "SETTINGS 4=100", "SETTINGS 1=0", "SETTINGS ack", "GOAWAY 3 0", "PRIORITY 5 5", "RAW 000003 7f ff 00000001 000000", "WINDOW 0 0",
			}).Draw(rt, "other"))
		}
	}
	return lines
}

// TestHeadsArriveAsTheyWereSent sends generated heads from a client to a server
// and back: order, duplicates, values and the never-indexed mark stay.
func TestHeadsArriveAsTheyWereSent(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		client, server := newPair(t)
		for range rapid.IntRange(1, 8).Draw(rt, "requests") {
			h := drawHead(rt, true)
			id, err := client.c.SendRequest(h, "https", true, nil)
			if err != nil {
				rt.Fatal(err)
			}
			got := server.want(client, HeadReceived)
			compareHeads(rt, got.Head, h)
			r := drawHead(rt, false)
			if err := server.c.SendResponse(id, r, true); err != nil {
				rt.Fatal(err)
			}
			got = client.want(server, HeadReceived)
			compareHeads(rt, got.Head, r)
			server.c.FreeHead(got.Head)
		}
	})
}
