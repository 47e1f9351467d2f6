// Package launch runs a program so that its traffic goes through Rockxy and its
// runtime trusts Rockxy's root, for that program alone: by environment
// variables and temporary files, never by changing the machine.
//
// It decides first (NewPlan, a value that can be printed and tested), then acts
// (Plan.Write, Exec). A trust bundle given to a program always holds what the
// program would have trusted without us as well, so that a host that is passed
// through unread still verifies.
//
// Limits, all of them the runtimes' own: Go programs never proxy localhost and
// read SSL_CERT_FILE on Linux and the BSDs only; programs with roots compiled
// in (webpki-roots) or with pinned certificates do not trust us; Node versions
// that do not read proxy variables themselves are given a script that covers
// http, https and fetch, not http2.connect; a JVM gets the system's roots and
// loses what was added to its own cacerts; configuration files that name a
// proxy (git, npm, curl) may win over variables.
package launch
