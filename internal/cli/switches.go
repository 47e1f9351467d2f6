package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/cli/render"
	"rockxy/internal/rule/throttle"
)

// switchCommand is a switch of a running instance.
type switchCommand struct{ command }

// running asks the instance.
func (c *switchCommand) running(ctx context.Context) (*api.Client, error) {
	client, err := api.Dial(ctx, c.dir)
	if errors.Is(err, api.ErrNotRunning) {
		return nil, &hintError{errors.New("no instance is running with the data directory " + c.dir + ", and this lasts no longer than one"), "start one with rockxy serve" + dataFlag(c.dir)}
	}
	return client, err
}

func newRecording(io IO) *cobra.Command {
	c := &switchCommand{command{io: io}}
	cmd := &cobra.Command{
		Use: "recording [on|off]", Short: "Say whether what passes is recorded, and switch it",
		Long: `Switches recording in the running instance. While it is off traffic passes, rules apply,
and nothing that begins is kept; what is going on is recorded to its end, and so is
what rockxy replay and rockxy compose send. It is on when an instance starts.`,
		Example: "  rockxy recording off\n  rockxy recording on", ValidArgs: []string{"on", "off"}, Args: atMostOne,
		RunE: c.with(func(ctx context.Context, args []string) error { return c.recording(ctx, first(args)) }),
	}
	cmd.Flags().BoolVar(&c.json, "json", false, "one JSON object")
	return cmd
}

func (c *switchCommand) recording(ctx context.Context, to string) error {
	if to != "" && to != "on" && to != "off" {
		return c.usage("recording is on or off, not %q", to)
	}
	client, err := c.running(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	if to != "" {
		if err := client.SetRecording(ctx, api.RecordingSwitch{On: to == "on"}); err != nil {
			return err
		}
	}
	now, err := client.Recording(ctx)
	if err != nil {
		return err
	}
	if c.json {
		return c.encode(now)
	}
	text := c.out.Paint(render.Green, "✓") + " what passes is recorded"
	if !now.On {
		text = c.out.Paint(render.Yellow, "–") + " traffic passes, and is not recorded"
	}
	_, err = fmt.Fprintln(c.out, text)
	return err
}

func newThrottle(io IO) *cobra.Command {
	c := &switchCommand{command{io: io}}
	long := "Slows everything down in the running instance, or, with off, nothing any more; without an\nargument says what is so. It is a rule in a group of its own, before all others, and ends\nwith the instance: for less than everything, or for longer, rockxy rules add --throttle.\n\n"
	names := []string{"off"}
	for _, p := range throttle.Presets() {
		long += fmt.Sprintf("  %-10s %9s down %9s up %6v\n", p.Name, bits(p.Down), bits(p.Up), p.Latency)
		names = append(names, p.Name)
	}
	cmd := &cobra.Command{
		Use: "throttle [NETWORK|off]", Short: "Make everything as slow as a network", Long: long + "\nRates are of bits a second; then the latency.",
		Example: "  rockxy throttle 3g\n  rockxy throttle off", ValidArgs: names, Args: atMostOne,
		RunE: c.with(func(ctx context.Context, args []string) error { return c.throttle(ctx, first(args)) }),
	}
	cmd.Flags().BoolVar(&c.json, "json", false, "one JSON object")
	return cmd
}

// bits is a rate such as 780 kbit or 50 Mbit.
func bits(n int64) string {
	if n >= 1e6 {
		return fmt.Sprintf("%g Mbit", float64(n)/1e6)
	}
	return fmt.Sprintf("%g kbit", float64(n)/1e3)
}

func (c *switchCommand) throttle(ctx context.Context, to string) error {
	client, err := c.running(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	if to != "" {
		choice := api.ThrottleChoice{Preset: to}
		if to == "off" {
			choice.Preset = ""
		}
		if err := client.SetThrottle(ctx, choice); err != nil {
			return err
		}
	}
	now, err := client.Throttle(ctx)
	if err != nil {
		return err
	}
	if c.json {
		return c.encode(now)
	}
	_, err = fmt.Fprintln(c.out, c.slowness(now))
	return err
}

// slowness says what is so, in a line.
func (c *switchCommand) slowness(now api.Throttle) string {
	if now.Preset == "" {
		return c.out.Paint(render.Green, "✓") + " nothing is slowed down by the switch"
	}
	text := now.Preset
	for _, p := range now.Presets {
		if p.Name == now.Preset {
			text += fmt.Sprintf(" (%s down, %s up, %v)", bits(p.Down), bits(p.Up), time.Duration(p.LatencyMS*float64(time.Millisecond)))
		}
	}
	return c.out.Paint(render.Yellow, "–") + " everything is slowed down: " + text
}
