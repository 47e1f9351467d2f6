// Package rule decides what is done to an exchange by the rules of the user, and
// does it: which rules match, in which order their actions take their turn, what
// each of them saw, changed, or did not do and why.
//
// The package knows messages, not connections. The engine gives a [Run] heads and
// bodies, and is given what goes on instead; the same Run is given what was
// recorded when a rule is tried on captured traffic. The actions are in packages
// below, one for each kind of work; package actions has the list of them.
//
// # Order
//
// Rules are in groups, groups are in the order of their names, rules in the order
// in which they are written. All rules that match apply. Their actions take their
// turn by phase:
//
//	connect → request head → request body → (origin) → response head → response body → messages
//
// In a phase the rules come one after the other, and the actions of one in the
// order written. Each sees what those before it made of the message. What a
// rule matches against is the message as it arrived, except in a rule that says
// "after".
//
// A match that cannot be decided yet is decided as soon as it can be: for one that
// looks into the request's body the body is held before the request head phase. A
// rule whose match needs the response does nothing to the request, and says so in the trace
// when it matches. A word is looked for in what heads tell, not in bodies; a condition on
// messages is asked of each message; what is known only at the end (took, fault) never holds.
//
// Before there is a request, at a CONNECT or for a tunnel, the rules take their
// connect turn whose match can be decided by what is known of the connection; the
// others take it with the request.
//
// A rule with "final" that has matched is the last one: those after it take no turn
// from then on. An answer that is not the origin's (map local, block) ends the
// request's phases; the response's apply to it like to any other, except to a
// block's, which is not to be changed. Who would have had a turn is in the trace.
//
// A page with which Rockxy itself says that an exchange failed is no response: no
// rule matches or changes it, so that what it says of the failure can be relied on. To answer in place of
// an origin that cannot be reached, answer its requests.
//
// # Limits
//
// A body is held only when an action or a match needs all of it, up to
// [Limits].Body octets; past that, the action is skipped for this exchange, the trace
// says so and the body goes on unchanged. No action can break traffic unless that is its
// purpose: one that fails leaves nothing of what it did, and is told. The trace of an exchange
// has at most 500 steps, and a MiB of before and after.
package rule
