package script

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"hash"
	"strings"
	"unicode/utf8"

	"rockxy/internal/content"
)

// pureCalls are those that need nothing of the exchange.
func pureCalls() map[string]func(*hostCall) (any, error) {
	return map[string]func(*hostCall) (any, error){
		"utf8":    func(c *hostCall) (any, error) { return base64.StdEncoding.EncodeToString([]byte(c.text(1))), nil },
		"decode":  decodeText,
		"charset": knowsCharset,
		"hash":    digest,
		"hmac":    sign,
	}
}

// decodeText reads octets as text; those that are none of the charset become
// U+FFFD.
func decodeText(c *hostCall) (any, error) {
	b, err := c.octets(1)
	if err != nil {
		return nil, err
	}
	if e := content.Charset("text/plain; charset=" + c.text(2)); e != nil {
		b, err = e.NewDecoder().Bytes(b)
		return string(b), err
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(b), string(utf8.RuneError)), "\ufeff"), nil
}

func knowsCharset(c *hostCall) (any, error) {
	label := c.text(1)
	if label != "utf-8" && label != "utf8" && content.Charset("text/plain; charset="+label) == nil {
		return nil, fmt.Errorf("%q is not a charset that is known", clip(label))
	}
	return nil, nil
}

func algorithm(name string) (func() hash.Hash, error) {
	switch strings.ToLower(strings.ReplaceAll(name, "-", "")) {
	case "md5":
		return md5.New, nil
	case "sha1":
		return sha1.New, nil
	case "sha256":
		return sha256.New, nil
	case "sha384":
		return sha512.New384, nil
	case "sha512":
		return sha512.New, nil
	}
	return nil, fmt.Errorf("%q is not known: md5, sha1, sha256, sha384 or sha512", clip(name))
}

func digest(c *hostCall) (any, error) {
	make, err := algorithm(c.text(1))
	if err != nil {
		return nil, err
	}
	return sum(make(), c)
}

func sign(c *hostCall) (any, error) {
	make, err := algorithm(c.text(1))
	if err != nil {
		return nil, err
	}
	key, err := c.octets(3)
	if err != nil {
		return nil, err
	}
	return sum(hmac.New(make, key), c)
}

func sum(h hash.Hash, c *hostCall) (any, error) {
	data, err := c.octets(2)
	if err != nil {
		return nil, err
	}
	h.Write(data)
	return base64.StdEncoding.EncodeToString(h.Sum(nil)), nil
}
