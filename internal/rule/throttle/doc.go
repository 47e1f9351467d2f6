// Package throttle is the action throttle: exchanges that a rule covers are as
// slow, and as unreliable, as on a line that the user describes.
//
// A rule has one line in each direction, which all its exchanges, WebSockets and
// tunnels share, whatever connections and HTTP/2 streams carry them. They take
// turns on it portion by portion, so that each gets an equal part and a large one
// does not hold up a small one. An exchange that several throttling rules match
// passes all of their lines.
//
// # What is slowed
//
// Octets of bodies, of upgraded connections and of tunnels, as they go on the
// wire and without the framing of their HTTP version. Heads take no bandwidth; they
// take the latency, once for an exchange, before its response head is passed on;
// of a tunnel, once before its first octet comes back. Making a connection takes no
// time of its own. What response actions do not apply to, such as a block's page, is not slowed.
//
// # Loss and failure
//
// A lost packet is a stall of the exchange until it would have been sent again
// (RFC 6298: the timeout is the latency and four times the jitter, at least 200 ms,
// and doubles), and takes its bandwidth twice. A packet that is lost six times in a row, and
// what reliability lets fail, ends the exchange with a reset.
//
// # The same run again
//
// What happens follows from the seed, from which exchange of the rule it is, and
// from the octets that have passed; not from how they were cut into pieces. In bad
// periods of a line that is not stable it follows from the time since the first
// exchange. Reading the rules anew begins a new run.
//
// # Limits
//
// Times are kept to about a millisecond: what is due earlier goes at once, and is
// made up for by what follows. A sender that comes back within a tenth of a second
// is taken to have been waiting for the line, so that a machine which is busy for a moment does not
// slow it. No goroutine and no more than one timer run for each line, however
// many exchanges wait.
package throttle
