package app

import (
	"bufio"
	"slices"
	"strings"
	"testing"
)

func TestListeningInodes(t *testing.T) {
	const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:2382 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0
   1: 0100007F:2382 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 20 4 30 10 -1
   2: 00000000:2383 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100 0 0 10 0
   3: broken
`
	if got := listeningInodes(bufio.NewScanner(strings.NewReader(table)), 9090); !slices.Equal(got, []string{"111"}) {
		t.Error(got)
	}
}
