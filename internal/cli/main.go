package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"rockxy/internal/config"
)

// Exit statuses.
const (
	exitOK = iota
	exitFailed
	exitUsage
)

// IO is where a command reads and writes.
type IO struct {
	In       *os.File // nil: nobody can be asked
	Out, Err io.Writer
}

// Main runs one command line, without the program's name, and returns the exit
// status.
func Main(args []string) int {
	return main(args, IO{os.Stdin, os.Stdout, os.Stderr})
}

func main(args []string, io IO) int {
	// The first signal asks to end; a second one, with the handler gone, ends.
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		ends = append(ends, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	defer stop()
	context.AfterFunc(ctx, stop)

	root := newRoot(io)
	root.SetArgs(filterArgs(args))
	err := root.ExecuteContext(ctx)
	var status *statusError
	if errors.As(err, &status) {
		return status.code
	}
	if err != nil {
		newScreen(io.Err).fail(err)
		if isUsage(err) {
			return exitUsage
		}
		return exitFailed
	}
	return exitOK
}

// newRoot builds the commands. Bare `rockxy` is `rockxy serve`.
func newRoot(io IO) *cobra.Command {
	serve := newServe(io)
	root := &cobra.Command{
		Use:   "rockxy",
		Short: "See what programs say over HTTP and HTTPS",
		Long: `Rockxy is a debugging proxy: programs that are sent through it, or that it runs,
show every request and response, decrypted, on this machine alone.

Without a command it serves: a proxy in the foreground with a live list.`,
		Args: noArgs, RunE: serve.RunE, Version: Version(),
		SilenceUsage: true, SilenceErrors: true,
	}
	root.SetOut(io.Out)
	root.SetErr(io.Err)
	root.SetVersionTemplate("rockxy {{.Version}}\n")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return &usageError{c, err} })
	root.Flags().AddFlagSet(serve.Flags())
	root.PersistentFlags().String("data", config.Default().Data, "`DIR` of an instance's data: captures, socket, public root certificate")
	root.AddCommand(serve, newRun(io), newUI(io), newFlows(io), newShow(io), newMark(io), newUnmark(io), newSession(io), newExport(io), newImport(io), newReplay(io), newCompose(io), newFilterTopic(), newPolicy(io), newBypass(io), newRules(io), newThrottle(io), newRecording(io), newBreakpoints(io), newClientKey(io), newDemo(io), newCA(io),
		newTrust(io), newUntrust(io), newDoctor(io), newUninstall(io), newVersion(io))
	root.CompletionOptions.HiddenDefaultCmd = false
	return root
}

func newVersion(io IO) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(io.Out, "rockxy", Version())
			return err
		},
	}
}

// Version is the build's, as the Go tool recorded it.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version := strings.TrimPrefix(info.Main.Version, "v")
	if version == "" || version == "(devel)" {
		version = "devel"
	}
	return version
}

// data returns the data directory that a command was given, absolute.
func data(cmd *cobra.Command) (string, error) {
	dir, err := cmd.Flags().GetString("data")
	if err != nil {
		return "", err
	}
	c := config.Default()
	c.Data = dir
	c, err = c.Validate()
	return c.Data, err
}
