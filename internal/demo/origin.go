package demo

import (
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// product is what the shop sells.
type product struct {
	ID    string  `json:"id"`
	Name  string  `json:"name"`
	Price float64 `json:"price"`
	Stock int     `json:"stock"`
}

// shelf is a function because nobody may change what it returns.
func shelf() []product {
	return []product{
		{"lamp-1", "Reading lamp", 49.90, 12},
		{"chair-7", "Folding chair", 119, 3},
		{"desk-2", "Standing desk, oak", 640.50, 0},
		{"mug-4", "Mug „Grüße“", 14.95, 240},
	}
}

func (d *Demo) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", home)
	mux.HandleFunc("GET /style.css", style)
	mux.HandleFunc("GET /logo.png", logo)
	mux.HandleFunc("GET /old-catalogue", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/api/products?page=1&sort=price", http.StatusMovedPermanently)
	})
	mux.HandleFunc("GET /api/products", products)
	mux.HandleFunc("GET /api/products/{id}", oneProduct)
	mux.HandleFunc("POST /api/login", login)
	mux.HandleFunc("POST /api/orders", order)
	mux.HandleFunc("GET /api/report", func(w http.ResponseWriter, r *http.Request) {
		d.pause(r.Context(), 1200*time.Millisecond)
		reply(w, http.StatusOK, map[string]any{"orders": 1832, "took": "a while"})
	})
	mux.HandleFunc("GET /api/broken", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusInternalServerError, map[string]string{"error": "inventory service is down", "trace": "4bf92f3577b34da6"})
	})
	mux.HandleFunc("PUT /files/{name}", upload)
	mux.HandleFunc("GET /api/prices", d.prices)
	mux.HandleFunc("GET /export.csv", export)
	mux.HandleFunc("GET /chat", chat)
	mux.HandleFunc("POST /demo.Inventory/Watch", d.inventory)
	mux.HandleFunc("GET /status.txt", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "all systems are plain") })
	return mux
}

// pause waits a part of the demo's pace.
func (d *Demo) pause(ctx context.Context, t time.Duration) {
	wait := time.NewTimer(time.Duration(float64(t) * d.pace.Seconds()))
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
	}
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client is gone
}

func home(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Add("Set-Cookie", "session=d3m0; Path=/; Secure; HttpOnly")
	w.Header().Add("Set-Cookie", "theme=dark; Path=/")
	z := gzip.NewWriter(w)
	defer z.Close()
	fmt.Fprint(z, "<!doctype html>\n<title>Demo shop</title>\n<link rel=stylesheet href=/style.css>\n<img src=/logo.png alt=logo>\n<ul>\n")
	for _, p := range shelf() {
		fmt.Fprintf(z, "  <li><a href=/api/products/%s>%s</a> %.2f\n", p.ID, p.Name, p.Price)
	}
	fmt.Fprint(z, "</ul>\n")
}

func style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("ETag", `"s-1"`)
	if r.Header.Get("If-None-Match") == `"s-1"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "text/css")
	w.Header().Set("Content-Encoding", "br")
	z := brotli.NewWriter(w)
	defer z.Close()
	fmt.Fprint(z, "body { font: 16px/1.5 system-ui; margin: 3rem auto; max-width: 40rem }\nli { margin: .5rem 0 }\n")
}

// logo is one pixel.
func logo(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/png")
	io.WriteString(w, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"+
		"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82")
}

func products(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string]any{"page": 1, "products": shelf()})
}

func oneProduct(w http.ResponseWriter, r *http.Request) {
	for _, p := range shelf() {
		if p.ID == r.PathValue("id") {
			reply(w, http.StatusOK, p)
			return
		}
	}
	reply(w, http.StatusNotFound, map[string]string{"error": "no such product"})
}

func login(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("password") != "open sesame" {
		w.Header().Set("WWW-Authenticate", `Bearer realm="shop"`)
		reply(w, http.StatusUnauthorized, map[string]string{"error": "wrong password"})
		return
	}
	reply(w, http.StatusOK, map[string]any{"token": "demo-token", "expires_in": 3600})
}

func order(w http.ResponseWriter, r *http.Request) {
	var o struct {
		Product string `json:"product"`
		Count   int    `json:"count"`
	}
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil || o.Count < 1 {
		reply(w, http.StatusUnprocessableEntity, map[string]string{"error": "count must be at least 1"})
		return
	}
	w.Header().Set("Location", "/api/orders/1042")
	reply(w, http.StatusCreated, map[string]any{"order": 1042, "product": o.Product, "count": o.Count})
}

func upload(w http.ResponseWriter, r *http.Request) {
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		return // the client is gone
	}
	reply(w, http.StatusCreated, map[string]any{"name": r.PathValue("name"), "bytes": n})
}

// prices is a stream of server-sent events.
func (d *Demo) prices(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	for i := range 5 {
		fmt.Fprintf(w, "id: %d\nevent: price\ndata: {\"product\":\"lamp-1\",\"price\":%.2f}\n\n", i+1, 49.90-float64(i)*0.75)
		if out.Flush() != nil {
			return
		}
		d.pause(r.Context(), 250*time.Millisecond)
	}
}

// export ends with a checksum in a trailer.
func export(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/csv")
	w.Header().Set("Trailer", "X-Rows")
	fmt.Fprintln(w, "id,name,price,stock")
	for _, p := range shelf() {
		fmt.Fprintf(w, "%s,%q,%.2f,%d\n", p.ID, p.Name, p.Price, p.Stock)
	}
	w.Header().Set("X-Rows", fmt.Sprint(len(shelf())))
}

// chat answers each message until the client closes.
func chat(w http.ResponseWriter, r *http.Request) {
	conn, _, _, err := ws.UpgradeHTTP(r, w)
	if err != nil {
		return // it has answered
	}
	defer conn.Close()
	for {
		text, err := wsutil.ReadClientText(conn)
		if err != nil {
			return
		}
		if err := wsutil.WriteServerText(conn, []byte(`{"from":"shop","text":"You said: `+string(text)+`"}`)); err != nil {
			return
		}
	}
}

// inventory is a gRPC call whose server streams: messages of a length and a
// protobuf value (one field, a number), and the status in the trailers.
func (d *Demo) inventory(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/grpc")
	w.Header().Set("Trailer", "Grpc-Status, Grpc-Message")
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return
	}
	out := http.NewResponseController(w)
	for _, p := range shelf() {
		_, _ = w.Write(grpcMessage(append([]byte{0x08}, binary.AppendUvarint(nil, uint64(p.Stock))...))) // the client is gone
		if out.Flush() != nil {
			return
		}
		d.pause(r.Context(), 120*time.Millisecond)
	}
	w.Header().Set("Grpc-Status", "0")
	w.Header().Set("Grpc-Message", "")
}

// grpcMessage frames one message, not compressed.
func grpcMessage(data []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(data))), data...)
}
