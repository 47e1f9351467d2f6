package api

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// maxSignedIn is how many browsers may be signed in; the one that came first goes.
const maxSignedIn = 64

// maxTickets is how many links for one use there may be, and ticketTime how long each is good.
const (
	maxTickets = 16
	ticketTime = time.Minute
)

// Door lets the user's browser in to what was captured. It is shown a token once, which
// reached the browser in the fragment of a link, that no request carries, and
// gives a cookie for it, which no script can read and no other site can have sent.
//
// Nothing of it outlives the instance. Secrets are kept as their digests.
type Door struct {
	listen netip.AddrPort
	link   string
	cookie string // its name; browsers keep cookies by host, whatever the port
	token  digest
	now    func() time.Time

	mu      sync.Mutex
	seq     uint64
	in      map[digest]uint64    // who is signed in, by their cookies, in their order
	tickets map[digest]time.Time // tokens for one use, and when they end
}

type digest [sha256.Size]byte

// NewDoor makes the door of a listener on loopback.
func NewDoor(listen netip.AddrPort) *Door {
	token := secret()
	d := &Door{listen: listen, cookie: "rockxy-" + strconv.Itoa(int(listen.Port())), token: digestOf(token), now: time.Now,
		in: map[digest]uint64{}, tickets: map[digest]time.Time{}}
	d.link = d.linkWith(token)
	return d
}

// Link is the address of the page with the token: a secret of this user, good as long as
// the instance runs.
func (d *Door) Link() string { return d.link }

// Page is the address of the page alone.
func (d *Door) Page() string { return "http://" + d.listen.String() + "/" }

// OneTimeLink is a link that lets in once, within a minute. It may be seen by other users
// of the machine, as the arguments of programs are.
func (d *Door) OneTimeLink() string {
	ticket := secret()
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	oldest, oldestEnd := digest{}, time.Time{}
	for t, end := range d.tickets {
		if !now.Before(end) {
			delete(d.tickets, t)
		} else if oldestEnd.IsZero() || end.Before(oldestEnd) {
			oldest, oldestEnd = t, end
		}
	}
	if len(d.tickets) >= maxTickets {
		delete(d.tickets, oldest)
	}
	d.tickets[digestOf(ticket)] = now.Add(ticketTime)
	return d.linkWith(ticket)
}

func (d *Door) linkWith(token string) string { return d.Page() + "#token=" + token }

// signIn exchanges a token for a cookie, nil when it is not one.
func (d *Door) signIn(token string) *http.Cookie {
	t := digestOf(token)
	d.mu.Lock()
	defer d.mu.Unlock()
	end, ticket := d.tickets[t]
	delete(d.tickets, t)
	if !(ticket && d.now().Before(end)) && subtle.ConstantTimeCompare(t[:], d.token[:]) == 0 {
		return nil
	}
	if len(d.in) >= maxSignedIn {
		delete(d.in, d.oldest())
	}
	value := secret()
	d.seq++
	d.in[digestOf(value)] = d.seq
	return &http.Cookie{Name: d.cookie, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

func (d *Door) oldest() (first digest) {
	least := d.seq + 1
	for who, seq := range d.in {
		if seq < least {
			first, least = who, seq
		}
	}
	return first
}

// signedIn reports whether a request has a good cookie. Among several of the name one
// is enough: another path or host may have left one.
func (d *Door) signedIn(r *http.Request) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range r.CookiesNamed(d.cookie) {
		if _, ok := d.in[digestOf(c.Value)]; ok {
			return true
		}
	}
	return false
}

// signOut forgets the cookies of a request, and returns one that ends the browser's.
func (d *Door) signOut(r *http.Request) *http.Cookie {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range r.CookiesNamed(d.cookie) {
		delete(d.in, digestOf(c.Value))
	}
	return &http.Cookie{Name: d.cookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

// digestOf is what is compared and looked up instead of a secret: how long that takes says
// nothing of the secret.
func digestOf(secret string) digest { return sha256.Sum256([]byte(secret)) }

// secret is 256 random bits. Guessing one takes more requests than there is time for, so there
// is no lock-out, which anybody on this machine could cause.
func secret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // it never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}
