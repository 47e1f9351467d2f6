package demo

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// visits is the demo's story.
func visits() []visit {
	return []visit{
		{"a page and what belongs to it, over HTTP/2", page},
		{"a redirect", redirect},
		{"an API", shop},
		{"things that go wrong", wrong},
		{"an older client, over HTTP/1.1", legacy},
		{"an upload", uploadFile},
		{"a slow answer", slow},
		{"server-sent events", events},
		{"a WebSocket", talk},
		{"gRPC", grpc},
		{"plain HTTP", plainHTTP},
		{"origins whose certificate is not right", invalid},
		{"a name that does not exist", nowhere},
	}
}

func page(ctx context.Context, v *visitors) error {
	c, done := v.client(true)
	defer done()
	html := []string{"Accept", "text/html", "Accept-Encoding", "gzip, br"}
	return send(ctx, c,
		request{method: "GET", url: v.d.URL("shop", "/"), header: html, status: 200},
		request{method: "GET", url: v.d.URL("shop", "/style.css"), header: []string{"Accept-Encoding", "gzip, br"}, status: 200},
		request{method: "GET", url: v.d.URL("shop", "/logo.png"), status: 200},
		request{method: "GET", url: v.d.URL("shop", "/style.css"), header: []string{"If-None-Match", `"s-1"`}, status: 304},
	)
}

func redirect(ctx context.Context, v *visitors) error {
	c, done := v.client(true)
	defer done()
	return send(ctx, c, request{method: "GET", url: v.d.URL("shop", "/old-catalogue"), status: 200})
}

func shop(ctx context.Context, v *visitors) error {
	c, done := v.client(true)
	defer done()
	json := []string{"Content-Type", "application/json", "Authorization", "Bearer demo-token"}
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	return send(ctx, c,
		request{method: "POST", url: v.d.URL("api", "/api/login"), body: "user=ada&password=open+sesame", header: form, status: 200},
		request{method: "GET", url: v.d.URL("api", "/api/products?page=1&sort=price"), header: json, status: 200},
		request{method: "GET", url: v.d.URL("api", "/api/products/mug-4"), header: json, status: 200},
		request{method: "POST", url: v.d.URL("api", "/api/orders"), body: `{"product":"mug-4","count":2}`, header: json, status: 201},
	)
}

func wrong(ctx context.Context, v *visitors) error {
	c, done := v.client(true)
	defer done()
	return send(ctx, c,
		request{method: "POST", url: v.d.URL("api", "/api/login"), body: "user=ada&password=guess", header: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 401},
		request{method: "GET", url: v.d.URL("api", "/api/products/sofa-9"), status: 404},
		request{method: "POST", url: v.d.URL("api", "/api/orders"), body: `{"product":"mug-4","count":0}`, header: []string{"Content-Type", "application/json"}, status: 422},
		request{method: "GET", url: v.d.URL("api", "/api/broken"), status: 500},
	)
}

func legacy(ctx context.Context, v *visitors) error {
	c, done := v.client(false)
	defer done()
	resp, _, err := fetch(ctx, c, request{method: "GET", url: v.d.URL("legacy", "/export.csv"), status: 200})
	if err != nil {
		return err
	}
	if got := resp.Trailer.Get("X-Rows"); got != fmt.Sprint(len(shelf())) {
		return fmt.Errorf("the trailer says %q rows", got)
	}
	return send(ctx, c, request{method: "HEAD", url: v.d.URL("legacy", "/"), status: 200})
}

// uploadSize is big enough to be seen on its way.
const uploadSize = 3 << 20

func uploadFile(ctx context.Context, v *visitors) error {
	c, done := v.client(true)
	defer done()
	body := &slowReader{left: uploadSize, pause: func() { v.d.pause(ctx, 60*time.Millisecond) }}
	_, answer, err := fetch(ctx, c, request{method: "PUT", url: v.d.URL("files", "/files/holiday.mov"), reader: body, status: 201})
	if err == nil && !strings.Contains(string(answer), fmt.Sprint(uploadSize)) {
		err = fmt.Errorf("the origin got something else: %s", answer)
	}
	return err
}

// slowReader gives octets with pauses.
type slowReader struct {
	left  int
	pause func()
}

func (r *slowReader) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	const step = 256 << 10
	if r.left%step == 0 {
		r.pause()
	}
	n := min(len(p), r.left, (r.left-1)%step+1)
	for i := range p[:n] {
		p[i] = byte('a' + (r.left-i)%26)
	}
	r.left -= n
	return n, nil
}

func slow(ctx context.Context, v *visitors) error {
	c, done := v.client(true)
	defer done()
	return send(ctx, c, request{method: "GET", url: v.d.URL("api", "/api/report"), status: 200})
}

func events(ctx context.Context, v *visitors) error {
	c, done := v.client(true)
	defer done()
	_, text, err := fetch(ctx, c, request{method: "GET", url: v.d.URL("api", "/api/prices"), header: []string{"Accept", "text/event-stream"}, status: 200})
	if n := strings.Count(string(text), "event: price"); err == nil && n != 5 {
		err = fmt.Errorf("%d events came", n)
	}
	return err
}

func talk(ctx context.Context, v *visitors) error {
	dialer := ws.Dialer{NetDial: v.tunnel, TLSConfig: &tls.Config{RootCAs: v.roots}}
	conn, _, _, err := dialer.Dial(ctx, strings.Replace(v.d.URL("chat", "/chat"), "https://", "wss://", 1))
	if err != nil {
		return err
	}
	defer conn.Close()
	for _, text := range []string{"Is the oak desk back?", "And the mug?", "Thank you."} {
		if err := wsutil.WriteClientText(conn, []byte(text)); err != nil {
			return err
		}
		answer, err := wsutil.ReadServerText(conn)
		if err != nil || !strings.Contains(string(answer), text) {
			return fmt.Errorf("the answer is %q, %w", answer, err)
		}
		v.d.pause(ctx, 200*time.Millisecond)
	}
	if err := wsutil.WriteClientMessage(conn, ws.OpClose, ws.NewCloseFrameBody(ws.StatusNormalClosure, "bye")); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, conn)
	return err
}

func grpc(ctx context.Context, v *visitors) error {
	c, done := v.client(true)
	defer done()
	resp, data, err := fetch(ctx, c, request{
		method: "POST", url: v.d.URL("grpc", "/demo.Inventory/Watch"), body: string(grpcMessage(nil)),
		header: []string{"Content-Type", "application/grpc", "TE", "trailers"}, status: 200,
	})
	switch {
	case err != nil:
		return err
	case resp.Trailer.Get("Grpc-Status") != "0":
		return fmt.Errorf("the call's status is %q", resp.Trailer.Get("Grpc-Status"))
	case resp.ProtoMajor != 2 || len(data) == 0:
		return fmt.Errorf("%d octets over %s", len(data), resp.Proto)
	}
	return nil
}

func plainHTTP(ctx context.Context, v *visitors) error {
	c, done := v.client(false)
	defer done()
	return send(ctx, c, request{method: "GET", url: v.d.plainURL("/status.txt"), status: 200})
}

func invalid(ctx context.Context, v *visitors) error {
	c, done := v.client(true)
	defer done()
	for _, host := range []string{"expired", "stranger", "wrong-name"} {
		if err := faulty(ctx, c, v.d.URL(host, "/")); err != nil {
			return err
		}
	}
	return nil
}

func nowhere(ctx context.Context, v *visitors) error {
	c, done := v.client(true)
	defer done()
	return faulty(ctx, c, v.d.URL("nowhere", "/"))
}

// faulty wants the proxy's error page.
func faulty(ctx context.Context, c *http.Client, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.Header.Get("Rockxy-Fault") == "" {
		return fmt.Errorf("%s: status %d and no fault", url, resp.StatusCode)
	}
	return nil
}
