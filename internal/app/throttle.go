package app

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"rockxy/internal/api"
	"rockxy/internal/rule/node"
	"rockxy/internal/rule/rulefile"
	"rockxy/internal/rule/throttle"
)

// throttleGroup is the group of the throttle switch: the first of all, so that no rule that
// is final is before it.
const throttleGroup = "0-throttle"

// throttleHead is how its file begins, and is told from one that somebody else made.
const throttleHead = "# The throttle switch. Rockxy takes this file away when it is switched off, when the\n" +
	"# instance ends and when one starts: for a line that stays, make a rule in another file.\n"

func throttleText(preset string) string {
	return throttleHead + "notes: the throttle switch\nrules:\n  - name: as slow as " + preset + "\n    actions:\n      - throttle: " + preset + "\n"
}

// Throttle implements api.Throttler.
func (i instance) Throttle() api.Throttle {
	out := api.Throttle{Preset: i.a.throttled(), Group: throttleGroup, Presets: []api.ThrottlePreset{}}
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	for _, p := range throttle.Presets() {
		out.Presets = append(out.Presets, api.ThrottlePreset{Name: p.Name, Title: p.Title, Down: p.Down, Up: p.Up,
			LatencyMS: ms(p.Latency), JitterMS: ms(p.Jitter), Loss: p.Loss})
	}
	return out
}

// throttled is the preset that is on, "custom" for another rule in its place.
func (a *App) throttled() string {
	a.rules.mu.Lock()
	defer a.rules.mu.Unlock()
	for _, f := range a.rules.files {
		if rulefile.GroupName(f.path) != throttleGroup || f.file == nil || f.clash != nil || !f.file.Enabled {
			continue
		}
		for _, p := range throttle.Presets() {
			if f.text == throttleText(p.Name) {
				return p.Name
			}
		}
		for _, r := range f.file.Rules {
			if r.Enabled {
				return "custom"
			}
		}
	}
	return ""
}

// SetThrottle implements api.Throttler.
func (i instance) SetThrottle(c api.ThrottleChoice) (api.Throttle, error) {
	var names []string
	for _, p := range throttle.Presets() {
		names = append(names, p.Name)
	}
	if c.Preset != "" && !slices.Contains(names, c.Preset) {
		return api.Throttle{}, badRequest(fmt.Sprintf("there is no preset %q", c.Preset), "there are "+strings.Join(names, ", "))
	}
	before := i.a.throttles()
	if err := setThrottle(i.a.cfg.Data, c.Preset); err != nil {
		return api.Throttle{}, err
	}
	i.a.rules.reload()
	now := i.a.throttles()
	for _, line := range before {
		if !slices.Contains(now, line) { // what is under way is not held up by what is off
			line.Switch(false)
		}
	}
	return i.Throttle(), nil
}

// throttles are the lines of the switch that are in force.
func (a *App) throttles() (lines []*throttle.Action) {
	for _, g := range a.rules.Rules().Groups() {
		if g.Name != throttleGroup {
			continue
		}
		for _, r := range g.Rules {
			for _, action := range r.Actions {
				if line, ok := action.(*throttle.Action); ok {
					lines = append(lines, line)
				}
			}
		}
	}
	return lines
}

// setThrottle writes the file of the switch, or takes it away. The error is an *api.Error
// for a file that is not the switch's.
func setThrottle(data, preset string) error {
	path := RulesFile(data, throttleGroup)
	if err := ownThrottle(path); err != nil {
		return err
	}
	if preset == "" {
		return missing(RemoveRules(data, path))
	}
	_, err := EditRules(data, path, Kinds(), func(string) (string, error) { return throttleText(preset), nil })
	return err
}

// ownThrottle is an error when the file of the switch is somebody else's.
func ownThrottle(path string) error {
	text, err := readAtMost(path, node.MaxFile)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil && !strings.HasPrefix(strings.ReplaceAll(text, "\r\n", "\n"), throttleHead) {
		err = &api.Error{Status: http.StatusConflict, Message: path + " has the name of the throttle switch's file, and is not its own", Hint: "give that file another name"}
	}
	return err
}

// endThrottle takes the switch's file away, if there is one: nothing stays slow because an
// instance was.
func endThrottle(data string) error {
	path := RulesFile(data, throttleGroup)
	if _, err := os.Stat(path); err != nil {
		return missing(err)
	}
	if ownThrottle(path) != nil {
		return nil
	}
	return missing(RemoveRules(data, path))
}
