// Command origind runs the test origin until it is interrupted, for trying
// things by hand. It writes its root certificate to the file named by -ca and
// prints its address.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"

	"rockxy/internal/testkit"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8443", "where to listen")
	ca := flag.String("ca", "origin.pem", "where to write the root certificate")
	plain := flag.Bool("plain", false, "no TLS")
	flag.Parse()
	if err := serve(*addr, *ca, *plain); err != nil {
		fmt.Fprintln(os.Stderr, "origind:", err)
		os.Exit(1)
	}
}

func serve(addr, ca string, plain bool) error {
	o, err := testkit.StartOrigin(testkit.Options{Addr: addr, Plain: plain})
	if err != nil {
		return err
	}
	defer o.Close()
	if o.CA != nil {
		if err := os.WriteFile(ca, o.CA.PEM(), 0o600); err != nil {
			return err
		}
	}
	fmt.Println(o.URL("/"))
	interrupt := make(chan os.Signal, 1)
	signal.Notify(interrupt, os.Interrupt)
	<-interrupt
	return nil
}
