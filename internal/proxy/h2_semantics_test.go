package proxy

import (
	"fmt"
	"testing"
	"testing/synctest"

	"golang.org/x/net/http2"
)

// bubble runs f where time stands still unless everything waits.
func bubble(t *testing.T, name string, f func(t *testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}

func TestH2MessagesPassUnchanged(t *testing.T) {
	bubble(t, "order and duplicates", func(t *testing.T) {
		p := newRawPair(t)
		p.client.headers(1, true, ":path", "/p?q", ":method", "GET", ":authority", "a.test", ":scheme", "https", "cookie", "a", "x", "1", "cookie", "b")
		p.origin.want("HEADERS 1 end :path=/p?q :method=GET :authority=a.test :scheme=https cookie=a x=1 cookie=b")
		p.origin.headers(1, true, ":status", "204", "b", "1", "a", "2", "b", "3")
		p.client.want("HEADERS 1 end :status=204 b=1 a=2 b=3")
	})
	bubble(t, "trailers both ways", func(t *testing.T) {
		p := newRawPair(t)
		p.client.post(1, "te", "trailers")
		p.client.fr.WriteData(1, false, []byte("ping"))
		p.client.headers(1, true, "x-digest", "1")
		p.origin.want("HEADERS 1 "+rawPost+" te=trailers", "DATA 1 ping", "HEADERS 1 end x-digest=1")
		p.origin.headers(1, false, ":status", "200")
		p.origin.fr.WriteData(1, false, []byte("pong"))
		p.origin.headers(1, true, "grpc-status", "0", "grpc-message", "fine")
		p.client.want("HEADERS 1 :status=200", "DATA 1 pong", "HEADERS 1 end grpc-status=0 grpc-message=fine")
	})
	bubble(t, "interim responses", func(t *testing.T) {
		p := newRawPair(t)
		p.client.post(1, "expect", "100-continue")
		p.origin.want("HEADERS 1 " + rawPost + " expect=100-continue")
		p.origin.headers(1, false, ":status", "103", "link", "</a>")
		p.client.want("HEADERS 1 :status=103 link=</a>")
		p.origin.headers(1, false, ":status", "100")
		p.client.want("HEADERS 1 :status=100")
		p.client.fr.WriteData(1, true, []byte("body"))
		p.origin.want("DATA 1 end body")
		p.origin.headers(1, true, ":status", "200")
		p.client.want("HEADERS 1 end :status=200")
	})
	bubble(t, "both directions at once", func(t *testing.T) {
		p := newRawPair(t)
		p.client.post(1)
		p.origin.want("HEADERS 1 " + rawPost)
		p.origin.headers(1, false, ":status", "200")
		p.client.want("HEADERS 1 :status=200")
		for i := range 5 {
			p.client.fr.WriteData(1, false, fmt.Append(nil, "ping", i))
			p.origin.want(fmt.Sprint("DATA 1 ping", i))
			p.origin.fr.WriteData(1, false, fmt.Append(nil, "pong", i))
			p.client.want(fmt.Sprint("DATA 1 pong", i))
		}
		p.client.fr.WriteData(1, true, nil)
		p.origin.want("DATA 1 end ")
		p.origin.fr.WriteData(1, true, nil)
		p.client.want("DATA 1 end ")
	})
}

func TestH2ResetsPassWithTheirCode(t *testing.T) {
	for _, code := range []http2.ErrCode{http2.ErrCodeCancel, http2.ErrCodeNo, http2.ErrCodeEnhanceYourCalm, http2.ErrCodeHTTP11Required, 0x1234} {
		bubble(t, fmt.Sprint("from the client ", code), func(t *testing.T) {
			p := newRawPair(t)
			p.client.get(1)
			p.origin.want("HEADERS 1 end " + rawGet)
			p.client.fr.WriteRSTStream(1, code)
			p.origin.want(fmt.Sprint("RST_STREAM 1 ", code))
			p.client.get(3)
			p.origin.want("HEADERS 3 end " + rawGet)
		})
		bubble(t, fmt.Sprint("from the origin, before a head ", code), func(t *testing.T) {
			p := newRawPair(t)
			p.client.get(1)
			p.origin.want("HEADERS 1 end " + rawGet)
			p.origin.fr.WriteRSTStream(1, code)
			p.client.want(fmt.Sprint("RST_STREAM 1 ", code))
		})
		bubble(t, fmt.Sprint("from the origin, in the body ", code), func(t *testing.T) {
			p := newRawPair(t)
			p.client.get(1)
			p.origin.want("HEADERS 1 end " + rawGet)
			p.origin.headers(1, false, ":status", "200")
			p.origin.fr.WriteData(1, false, []byte("partial"))
			p.origin.fr.WriteRSTStream(1, code)
			p.client.want("HEADERS 1 :status=200", "DATA 1 partial", fmt.Sprint("RST_STREAM 1 ", code))
		})
	}
	bubble(t, "an early response, then NO_ERROR", func(t *testing.T) {
		p := newRawPair(t)
		p.client.post(1)
		p.client.fr.WriteData(1, false, []byte("beginning"))
		p.origin.want("HEADERS 1 "+rawPost, "DATA 1 beginning")
		p.origin.headers(1, false, ":status", "413")
		p.origin.fr.WriteData(1, true, []byte("too much"))
		p.origin.fr.WriteRSTStream(1, http2.ErrCodeNo)
		p.client.want("HEADERS 1 :status=413", "DATA 1 end too much", "RST_STREAM 1 NO_ERROR")
	})
	bubble(t, "the client goes away", func(t *testing.T) {
		p := newRawPair(t)
		p.client.get(1)
		p.origin.want("HEADERS 1 end " + rawGet)
		p.client.nc.Reset()
		p.origin.want("RST_STREAM 1 CANCEL")
	})
}
