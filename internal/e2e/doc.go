// Package e2e runs real programs through a real rockxy: the binary is built
// once, started on free ports with its own data directory, and put between
// unmodified clients and a test origin on loopback. What the clients saw, what
// the origin received and what `rockxy flows --json` says must agree.
//
// The clients are those that .ci/run installs. Where one is missing, its test
// says so and goes on, unless ROCKXY_E2E is set: then a missing client is a
// failure. ROCKXY_BINARY names a binary to test in place of a fresh build.
// ROCKXY_E2E_BLIND puts a plain tunnel in the place of rockxy and asserts only
// what the clients saw, to tell a client's troubles from ours.
package e2e
