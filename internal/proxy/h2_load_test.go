package proxy

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

func TestH2ManyStreams(t *testing.T) {
	f := newH2Fixture(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.Header().Set("Trailer", "X-Sum")
		fmt.Fprintf(w, "%s %d ", r.URL.Path, len(b))
		w.Write(bytes.Repeat([]byte("z"), len(b)))
		w.Header().Set("X-Sum", fmt.Sprint(len(b)))
	}))
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() {
			size := i * 31 % 20_000
			resp, err := f.client.Post(fmt.Sprintf("http://origin/%d", i), "text/plain", strings.NewReader(strings.Repeat("a", size)))
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			b, err := io.ReadAll(resp.Body)
			want := fmt.Sprintf("/%d %d ", i, size)
			if err != nil || !strings.HasPrefix(string(b), want) || len(b) != len(want)+size || resp.Trailer.Get("X-Sum") != fmt.Sprint(size) {
				t.Errorf("stream %d: %.20q, %d octets, trailer %v, %v", i, b, len(b), resp.Trailer, err)
			}
		})
	}
	wg.Wait()
	if n, _ := f.server.Idle(); n != 0 {
		t.Errorf("%d streams left at the client's side", n)
	}
	if n, _ := f.origin.Idle(); n != 0 {
		t.Errorf("%d streams left at the origin's side", n)
	}
}

func TestH2LargeBodiesBothWays(t *testing.T) {
	f := newH2Fixture(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.NewResponseController(w).EnableFullDuplex()
		w.WriteHeader(200)
		io.Copy(w, r.Body)
	}))
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			body := bytes.Repeat([]byte{byte(i), 1, 2, 3, 5, 7, 11}, 700_000)
			resp, err := f.client.Post("http://origin/", "", bytes.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			got, err := io.ReadAll(resp.Body)
			if err != nil || !bytes.Equal(got, body) {
				t.Errorf("got %d of %d octets, %v", len(got), len(body), err)
			}
		})
	}
	wg.Wait()
}
