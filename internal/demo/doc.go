// Package demo is traffic to look at without a network: a small shop on
// loopback, with a certificate authority of its own, and clients that visit it
// through a proxy.
//
// Nothing of it is trusted beyond one run: whoever runs the demo gives the
// proxy its roots and its names (*.demo.test). Every client checks what it
// gets, so that the demo also says when something does not work.
package demo
