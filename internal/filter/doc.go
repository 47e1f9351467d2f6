// Package filter is the one filter language: a line of words and conditions
// that search boxes, commands, rules and breakpoints share.
//
// # Grammar
//
//	filter    = [ or ]
//	or        = and { ( "or" | "||" | "|" ) and }
//	and       = unary { [ "and" | "&&" | "&" ] unary }
//	unary     = ( "-" | "!" | "not" ) unary | "(" or ")" | term
//	term      = condition | text
//	condition = field ":" ( values | "(" or ")" ) | number-field compare number | field "!=" values
//	values    = value { "," value }            of fields that allow it
//	value     = text | "=" text | [ compare ] number | number ".." number | key [ keyop text ]
//	compare   = "<" | "<=" | ">" | ">="
//	keyop     = "=" | "~" | ":" | compare
//	text      = word | '"' … '"' | "'" … "'" | "/" regex "/" flags | "~" regex
//
// # What could be read in two ways
//
//   - A word ends at a blank, or at a parenthesis that was not opened in it:
//     https://en.wikipedia.org/wiki/Foo_(bar) is one word.
//   - A word with a colon is a condition only when a field is called so. URLs,
//     host:port, times of day and IPv6 addresses are words; anything else is an
//     error that says how to quote it.
//   - A word with = is a word (page=2 is looked for as it is). status>=400 and
//     status!=404 are conditions.
//   - A word that begins with a slash is a path unless it also ends with one and
//     has characters that paths do not have: /api/v1/ is a word, /re+gex/ and
//     /a|b/i are regular expressions. In url, path and app the same holds; elsewhere
//     /…/ is a regular expression. ~ always begins one.
//   - Case never counts, except in /…/ without the flag i. ~word is /word/i.
//   - or, and, not are operators in any case; in quotation marks they are words.
//   - In quotation marks only \" and \\ are escapes (\' in single ones): paths of
//     Windows can be typed as they are. * and ? are no wildcards there.
//   - * in a word or needle is any text within a line. Of host, method and the
//     like, * and ? stand for any characters and the whole has to match.
//   - A host with a dot is that host alone; .example.com is the name and all below
//     it; without a dot it is one label: host:stripe matches api.stripe.com.
//   - A condition that needs a number does not hold when there is none: took:<1s
//     leaves out what is still going on. Its negation holds.
//   - is:error is what went wrong, not an answer with status 500.
//   - header without req. or res. is either side, and so is body and json; size is
//     both bodies together.
//
// # Fields
//
//	host (domain, hostname)    host:*.stripe.com
//	url (uri)                  url:/v1/*/refunds
//	path                       path:/api/*
//	method (verb)              method:POST
//	status (code)              status:>=400
//	took (duration)            took:>1s
//	size                       size:>1MB
//	req.size                   req.size:>1KiB
//	res.size                   res.size:0
//	type (mime, res.type)      type:json
//	req.type                   req.type:form
//	app (process)              app:curl
//	pid                        pid:4242
//	client (src)               client:10.0.0.7
//	server (dst)               server:192.0.2.0/24
//	port                       port:8080
//	scheme                     scheme:http
//	proto (protocol)           proto:h2
//	is                         is:websocket
//	has                        has:rule
//	verdict                    verdict:bypass
//	fault                      fault:upstream.expired
//	rule                       rule:"name"
//	header (headers)           header:authorization
//	req.header                 req.header:x-id=42
//	res.header                 res.header:content-type~json
//	trailer (trailers)         trailer:grpc-status=5
//	cookie                     cookie:session
//	query (param)              query:page=2
//	form                       form:user=ann
//	body                       body:"needle"
//	req.body                   req.body:token
//	res.body                   res.body:/re+gex/
//	message (msg)              message:subscribe
//	messages                   messages:>10
//	json                       json:$.user.id=7
//	req.json                   req.json:$..email
//	res.json                   res.json:$.items[*].price>10
//	graphql (gql)              graphql:GetUser
//	sni                        sni:.example.com
//	ja4                        ja4:t13d*
//	tls                        tls:<1.3
//	alpn                       alpn:h2
//	cert                       cert:"Example CA"
//	serial                     serial:04:A3:11
//	time (started)             time:>10:42
//	id                         id:5..20
//	conn                       conn:17
//	replay-of (origin)         replay-of:17
//	comment (note)             comment:flaky
//	color (colour)             color:red
//
// # Time
//
// [Filter.Match] answers for what is there now; [Filter.Decide] knows that
// something may still come, and [Filter.Phase] from when on it always decides.
//
// The package is pure: it reads no clock, opens nothing and knows a store only as
// a [Subject]. It refuses filters of more than 4 KiB or with more than a hundred
// parentheses in each other, control characters, and regular expressions that RE2
// does not have or that become large. It looks into JSON of up to 8 MiB and forms
// of up to 4 MiB.
package filter
