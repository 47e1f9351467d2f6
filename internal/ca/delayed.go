package ca

import (
	"crypto"
	"io"
	"time"

	"rockxy/internal/ca/internal/custody"
)

// Delayed returns a new keeper like that of InMemory whose every signature takes
// that much longer: a stand-in for hardware, for tests of what the time decides.
func Delayed(by time.Duration) Keeper { return Keeper{&delayed{by: by}} }

type delayed struct {
	custody.Memory
	by time.Duration
}

func (k *delayed) Info() Custody { return Custody{Name: "delayed"} }

func (k *delayed) Create() (crypto.Signer, error) { return k.late(k.Memory.Create()) }

func (k *delayed) Load() (crypto.Signer, error) { return k.late(k.Memory.Load()) }

func (k *delayed) late(s crypto.Signer, err error) (crypto.Signer, error) {
	if err != nil {
		return nil, err
	}
	return lateSigner{s, k.by}, nil
}

type lateSigner struct {
	signer crypto.Signer
	by     time.Duration
}

func (s lateSigner) Public() crypto.PublicKey { return s.signer.Public() }

func (s lateSigner) Sign(rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	time.Sleep(s.by)
	return s.signer.Sign(rand, digest, opts)
}
