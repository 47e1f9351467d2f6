package rule

// Pass sends the request on to the server: an action that would answer in its
// place leaves it alone from then on. It is asked for by name, as by
// "missing: server" of a map-local; a block is not held up by it.
func (t *Turn) Pass() { t.run.passed = true }

// Passed reports whether an action before said Pass.
func (t *Turn) Passed() bool { return t.run.passed }
