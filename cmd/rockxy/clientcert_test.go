package main

import (
	"crypto/x509"
	"encoding/pem"
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"rockxy/internal/testkit"
)

// clientcert makes a client certificate: client.pem and client.key.
func clientcert(ts *testscript.TestScript, _ bool, _ []string) {
	ca, err := testkit.NewAuthority()
	ts.Check(err)
	c, err := ca.Issue(testkit.Leaf{Names: []string{"me.example"}})
	ts.Check(err)
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	ts.Check(err)
	for name, b := range map[string]*pem.Block{"client.pem": {Type: "CERTIFICATE", Bytes: c.Certificate[0]}, "client.key": {Type: "PRIVATE KEY", Bytes: key}} {
		ts.Check(os.WriteFile(ts.MkAbs(name), pem.EncodeToMemory(b), 0o600))
	}
}
