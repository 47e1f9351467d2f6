package custody

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"math/big"

	"github.com/godbus/dbus/v5"
)

// secretAlgorithm is the API's only encrypted one. It keeps the key from who
// listens on the bus; it does not prove who answers.
const secretAlgorithm = "dh-ietf1024-sha256-aes128-cbc-pkcs7"

// dhPrime is the second Oakley group (RFC 2409 §6.2), in hexadecimal; its
// generator is 2.
const dhPrime = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74" +
	"020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437" +
	"4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED" +
	"EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF"

var errUnsealed = errors.New("custody: the secret service sent what cannot be decrypted")

// secretSession is what both sides have agreed on.
type secretSession struct {
	path  dbus.ObjectPath
	block cipher.Block
}

// begin agrees on a key for one connection.
func (d *secretBus) begin() (*secretSession, error) {
	prime, _ := new(big.Int).SetString(dhPrime, 16)
	private, err := rand.Int(rand.Reader, prime)
	if err != nil {
		return nil, err
	}
	ours := new(big.Int).Exp(big.NewInt(2), private, prime)
	var output dbus.Variant
	s := &secretSession{}
	err = d.call(secretsPath, secretsService+"OpenSession",
		[]any{secretAlgorithm, dbus.MakeVariant(ours.FillBytes(make([]byte, 128)))}, &output, &s.path)
	if err != nil {
		return nil, err
	}
	theirs, ok := output.Value().([]byte)
	if !ok || len(theirs) > 128 {
		return nil, errUnsealed
	}
	shared := new(big.Int).Exp(new(big.Int).SetBytes(theirs), private, prime)
	s.block, err = secretCipher(shared)
	return s, err
}

func secretCipher(shared *big.Int) (cipher.Block, error) {
	key, err := hkdf.Key(sha256.New, shared.FillBytes(make([]byte, 128)), nil, "", aes.BlockSize)
	if err != nil {
		return nil, err
	}
	return aes.NewCipher(key)
}

// seal encrypts with CBC and the padding of PKCS #7 (RFC 5652 §6.3).
func (s *secretSession) seal(secret []byte) sealedSecret {
	pad := aes.BlockSize - len(secret)%aes.BlockSize
	value := append(bytes.Clone(secret), bytes.Repeat([]byte{byte(pad)}, pad)...)
	iv := make([]byte, aes.BlockSize)
	rand.Read(iv)
	cipher.NewCBCEncrypter(s.block, iv).CryptBlocks(value, value)
	return sealedSecret{Session: s.path, Parameters: iv, Value: value, ContentType: "application/octet-stream"}
}

func (s *secretSession) unseal(sealed sealedSecret) ([]byte, error) {
	n := len(sealed.Value)
	if len(sealed.Parameters) != aes.BlockSize || n == 0 || n%aes.BlockSize != 0 {
		return nil, errUnsealed
	}
	value := bytes.Clone(sealed.Value)
	cipher.NewCBCDecrypter(s.block, sealed.Parameters).CryptBlocks(value, value)
	pad := int(value[n-1])
	if pad == 0 || pad > aes.BlockSize || !bytes.Equal(value[n-pad:], bytes.Repeat([]byte{byte(pad)}, pad)) {
		return nil, errUnsealed
	}
	return value[:n-pad], nil
}
