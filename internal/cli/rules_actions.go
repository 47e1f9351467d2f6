package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/cli/render"
	"rockxy/internal/rule/rulefile"
)

// actionFlags are the actions that are wanted often.
type actionFlags struct {
	mapLocal, mapRemote, redirectDNS, block, throttle, delay, script, mark string
	setRequest, removeRequest, setResponse, removeResponse, written        []string
}

func (f *actionFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.mapLocal, "map-local", "", "answer with `FILE`, or a file below it if it ends in /")
	fs.StringVar(&f.mapRemote, "map-remote", "", "ask this `URL`, or its host, instead")
	fs.StringVar(&f.redirectDNS, "redirect-dns", "", "connect to `ADDRESS`; name and SNI stay")
	fs.StringVar(&f.block, "block", "", "answer with a status such as 503, or close, reset or hang: `HOW`")
	fs.StringVar(&f.throttle, "throttle", "", "as slow as this `NETWORK`: edge, 3g, lte, wifi, satellite, very-bad")
	fs.StringVar(&f.delay, "delay", "", "have the client wait this `TIME`, such as 400ms")
	fs.StringVar(&f.script, "script", "", "run a `FILE` of JavaScript")
	fs.StringVar(&f.mark, "mark", "", "mark the exchange with a `COLOR`")
	fs.StringArrayVar(&f.setRequest, "set-header", nil, "set a field of the request: `'NAME: VALUE'`")
	fs.StringArrayVar(&f.removeRequest, "remove-header", nil, "remove the fields `NAME` of the request")
	fs.StringArrayVar(&f.setResponse, "set-response-header", nil, "set a field of the response: `'NAME: VALUE'`")
	fs.StringArrayVar(&f.removeResponse, "remove-response-header", nil, "remove the fields `NAME` of the response")
	fs.StringArrayVar(&f.written, "action", nil, "any other action, as a file has it: `YAML`, such as 'mark: {pin: true}'")
}

// lines are the actions as a file has them, one each.
func (f *actionFlags) lines() (all []string) {
	put := func(is bool, text string) {
		if is {
			all = append(all, text)
		}
	}
	put(len(f.setRequest)+len(f.removeRequest) > 0, "request-headers: "+fieldsText(f.setRequest, f.removeRequest))
	put(f.redirectDNS != "", "redirect-dns: "+rulefile.Text(f.redirectDNS))
	put(f.mapRemote != "", "map-remote: "+rulefile.Text(f.mapRemote))
	put(f.delay != "", "delay: "+rulefile.Text(f.delay))
	put(f.throttle != "", "throttle: "+rulefile.Text(f.throttle))
	put(f.script != "", "script: {file: "+rulefile.Text(fromHere(f.script))+"}")
	put(f.mark != "", "mark: {color: "+rulefile.Text(f.mark)+"}")
	put(f.mapLocal != "", "map-local: "+localText(f.mapLocal))
	put(f.block != "", "block: "+numberOrText(f.block))
	put(len(f.setResponse)+len(f.removeResponse) > 0, "response-headers: "+fieldsText(f.setResponse, f.removeResponse))
	return append(all, f.written...)
}

// localText names a file or directory by where it is, wherever the rule is read.
func localText(path string) string {
	key := "file"
	if strings.HasSuffix(path, "/") || strings.HasSuffix(path, string(filepath.Separator)) {
		key = "directory"
	}
	return "{" + key + ": " + rulefile.Text(fromHere(path)) + "}"
}

func fromHere(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

func numberOrText(s string) string {
	if _, err := strconv.Atoi(s); err == nil {
		return s
	}
	return rulefile.Text(s)
}

// fieldsText is an action on fields. Of those that are set, a name that is there more
// than once has a list of values.
func fieldsText(set, remove []string) string {
	var names []string
	values := map[string][]string{}
	for _, f := range set {
		name, value, _ := strings.Cut(f, ":")
		name = strings.TrimSpace(name)
		if values[name] == nil {
			names = append(names, name)
		}
		values[name] = append(values[name], rulefile.Text(strings.TrimSpace(value)))
	}
	var parts []string
	for i, name := range names {
		text := values[name][0]
		if len(values[name]) > 1 {
			text = "[" + strings.Join(values[name], ", ") + "]"
		}
		names[i] = rulefile.Text(name) + ": " + text
	}
	if len(names) > 0 {
		parts = append(parts, "set: {"+strings.Join(names, ", ")+"}")
	}
	if len(remove) > 0 {
		gone := make([]string, len(remove))
		for i, name := range remove {
			gone[i] = rulefile.Text(name)
		}
		parts = append(parts, "remove: ["+strings.Join(gone, ", ")+"]")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// tellMissing says that what a rule answers with is not there yet: until it is,
// requests go on to the server.
func (c *rulesCommand) tellMissing(path string) {
	if path == "" {
		return
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(c.err, "rockxy: %s is not there yet; until it is, the server answers\n", render.Safe(fromHere(path)))
	}
}
