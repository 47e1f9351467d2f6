package rule

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"strings"

	"rockxy/internal/flow"
)

// dropDigests removes what was said about octets that are not these any more.
func dropDigests(h *flow.Head) {
	for _, name := range []string{"content-md5", "digest", "content-digest", "repr-digest"} {
		remove(h, name)
	}
}

// renewDigests makes the digests of a head or trailer section those of body, which is
// all of the content as it is sent; those of algorithms that are not known here are
// left out.
func renewDigests(h *flow.Head, body []byte) {
	kept := h.Fields[:0]
	for _, f := range h.Fields {
		value := f.Value
		switch {
		case flow.EqualFold(f.Name, "content-md5"): // RFC 1864
			value = []byte(digest("md5", body))
		case flow.EqualFold(f.Name, "content-digest"), flow.EqualFold(f.Name, "repr-digest"): // RFC 9530
			value = digests(f.Value, body, ":")
		case flow.EqualFold(f.Name, "digest"): // RFC 3230
			value = digests(f.Value, body, "")
		}
		if len(value) > 0 || len(f.Value) == 0 {
			f.Value = value
			kept = append(kept, f)
		}
	}
	h.Fields = kept
}

// digests renews a list such as "sha-256=:…:, sha-512=:…:"; mark is what stands around a value.
func digests(list, body []byte, mark string) []byte {
	var all []string
	for item := range strings.SplitSeq(string(list), ",") {
		name, _, _ := strings.Cut(strings.TrimSpace(item), "=")
		if sum := digest(strings.ToLower(name), body); sum != "" {
			all = append(all, name+"="+mark+sum+mark)
		}
	}
	return []byte(strings.Join(all, ", "))
}

// digest is in base64, empty for an algorithm that is not known.
func digest(algorithm string, body []byte) string {
	var sum []byte
	switch algorithm {
	case "sha-256":
		s := sha256.Sum256(body)
		sum = s[:]
	case "sha-512":
		s := sha512.Sum512(body)
		sum = s[:]
	case "sha":
		s := sha1.Sum(body)
		sum = s[:]
	case "md5":
		s := md5.Sum(body)
		sum = s[:]
	}
	return base64.StdEncoding.EncodeToString(sum)
}
