// Package local has the action map-local: it answers a request from a text in the
// rule, a file, a directory of files, or a file that has a whole HTTP message.
//
// A file is opened when it is asked for, so that an edit shows at the next
// request. It is streamed, never held. One that shrinks while it is sent ends
// the answer there: nothing is put in the place of what is missing, and what is added
// meanwhile is not sent.
//
// # What is opened
//
// A relative path starts at the directory of the rule file and does not leave
// it; an absolute path is taken as the will of who wrote the rule. What a request asks of a
// directory does not leave the directory. Both are held by [os.Root], so that
// symbolic links are held too. Only regular files are opened: pipes, sockets,
// devices are told and left alone, and nothing blocks. The path of a request is
// decoded once; "..", a backslash, NUL, a drive letter are refused whether they are
// encoded or not.
//
// When there is nothing to answer with, the trace says why, and the next rule or the
// server answers, as the rule says.
//
// # Limits
//
// The head of a message file has at most 256 KiB. At most 64 ranges are sent at a
// time. There are no listings of directories.
package local
