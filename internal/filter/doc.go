// Package filter is the one filter language: a line of words and conditions
// that search boxes, commands, rules and breakpoints share.
//
//	filter    = [ or ]
//	or        = and { ( "or" | "||" | "|" ) and }
//	and       = unary { [ "and" | "&&" | "&" ] unary }
//	unary     = ( "-" | "!" | "not" ) unary | "(" or ")" | term
//	term      = condition | text
//	condition = field ":" ( values | "(" or ")" ) | number-field compare number | field "!=" values
//	values    = value { "," value }            of fields that allow it
//	value     = text | "=" text | compare number | number ".." number | key [ keyop text ]
//	keyop     = "=" | "~" | ":" | "<" | "<=" | ">" | ">="
//	text      = word | '"' … '"' | "'" … "'" | "/" regex "/" flags | "~" regex
//
// It is pure: it reads no clock, opens nothing and knows a store only as a
// [Subject]. It refuses filters of more than 4 KiB or of more than a hundred
// parentheses in each other, control characters, and regular expressions that
// RE2 does not have.
package filter
