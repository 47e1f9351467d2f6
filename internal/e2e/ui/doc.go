// Package ui runs the browser tests of the web UI, internal/web/ui/test/*.spec.mjs,
// against the binary: with the demo's traffic, in Chromium, and with every request
// of a page watched. What is missing is handled as docs/decisions/0003 says.
package ui
