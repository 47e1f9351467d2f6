package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rockxy/internal/api"
	"rockxy/internal/app"
	"rockxy/internal/cli/render"
	"rockxy/internal/trust"
)

// uninstall is what rockxy uninstall goes through.
type uninstall struct {
	trustCommand
	deleteData bool
	certs      app.Certificates
	plan       *trust.Plan
	clientKeys []app.ClientKey
	failed     []string // what could not be removed, and why
}

func newUninstall(io IO) *cobra.Command {
	u := uninstall{trustCommand: trustCommand{io: io}}
	cmd := &cobra.Command{
		Use: "uninstall", Short: "Remove trust, key, files, and data if asked", Args: noArgs,
		Long: `Shows what would be removed, asks, and removes it: the roots from every trust
store, the root's key, socket and certificate files, and with --delete-data (or when
asked at the terminal) what was captured. Then it looks again and lists whatever is
left. The program itself is one file, and yours to delete. No instance may be
running.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := u.prepare(cmd); err != nil {
				return err
			}
			return u.run(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&u.dryRun, "dry-run", false, "print the plan and change nothing")
	cmd.Flags().StringArrayVar(&u.approve, "approve", nil, approveHelp+"; again for each root of the plan")
	cmd.Flags().BoolVar(&u.deleteData, "delete-data", false, "also delete what was captured, and the policy")
	cmd.Flags().IntVar(&u.fd, "passphrase-fd", -1, "read a vault's passphrase from file descriptor `N`")
	return cmd
}

func (u *uninstall) run(ctx context.Context) (err error) {
	if client, err := api.Dial(ctx, u.dir); err == nil {
		defer client.Close()
		st, _ := client.Status(ctx) // without it the process is not named
		return &hintError{&app.RunningError{Data: u.dir, PID: st.PID}, "stop that instance first"}
	}
	if u.certs, err = app.ReadCertificates(u.dir); err != nil {
		return err
	}
	if u.clientKeys, err = app.ClientKeys(u.dir, nil).List(); err != nil {
		return err
	}
	u.plan, err = trust.PlanUntrust(ctx, u.env, u.certs.Root, trust.Options{All: true, RemoveStale: true})
	if err != nil {
		return err
	}
	u.show()
	if u.dryRun {
		return nil
	}
	agreed, err := u.agree(ctx)
	if err != nil {
		return err
	}
	if err := u.askForData(); err != nil {
		return err
	}
	u.untrust(ctx, agreed)
	u.note("the journal of trust", trust.Tidy(u.env))
	u.note("the root's key", u.destroy())
	u.destroyClientKeys()
	u.note("retired certificates", forgetRetired(ctx, u.dir, u.env))
	u.note("files", app.Remove(u.dir, u.deleteData))
	return u.lookAgain(ctx)
}

func (u *uninstall) show() {
	out := newScreen(u.io.Out)
	fmt.Fprint(out, u.plan)
	fmt.Fprintln(out, "\nThen:")
	if u.certs.Keeper != "" {
		fmt.Fprintf(out, "   - destroy the root's key in %s\n", u.certs.Keeper)
	}
	for _, k := range u.clientKeys {
		fmt.Fprintf(out, "   - destroy the client key %s in %s\n", k.Name, k.Custody)
	}
	fmt.Fprintf(out, "   - remove socket and certificate files from %s\n", render.Safe(u.dir))
	if u.deleteData {
		fmt.Fprintln(out, "   - delete what was captured, and the policy")
	}
	fmt.Fprintln(out, "   - look again, and list what is left")
}

// agree gets the consent to the change of trust, and to the end of the key where
// that is another root's.
func (u *uninstall) agree(ctx context.Context) (agreed trust.Consent, err error) {
	forPlan := u.approve
	if root := u.certs.Root; root != nil && !slices.ContainsFunc(u.plan.Roots(), root.Equal) {
		if err := consent(u.io, u.approve, root); err != nil {
			return agreed, err
		}
		forPlan = slices.DeleteFunc(slices.Clone(u.approve), func(text string) bool {
			f, err := trust.ParseFingerprint(text)
			return err == nil && f == trust.Fingerprint(root)
		})
	}
	if u.plan.Empty() {
		return agreed, nil
	}
	c := u.trustCommand
	c.approve = forPlan
	if len(u.approve) > 0 && len(forPlan) == 0 { // the plan's have not been named
		c.approve = u.approve
	}
	return c.consent(ctx, u.plan)
}

func (u *uninstall) askForData() error {
	h, err := app.LookAt(u.dir)
	if err != nil || !h.Captures || u.deleteData || len(u.approve) > 0 {
		return err
	}
	answer, err := prompt(u.io, "Also delete what was captured in "+u.dir+"? Type delete to do so: ")
	var none *hintError
	if errors.As(err, &none) {
		return nil // nobody to ask: it stays
	}
	u.deleteData = strings.EqualFold(answer, "delete")
	return err
}

func (u *uninstall) note(what string, err error) {
	if err != nil {
		u.failed = append(u.failed, what+": "+err.Error())
	}
}

func (u *uninstall) untrust(ctx context.Context, agreed trust.Consent) {
	if u.plan.Empty() {
		return
	}
	report, err := trust.Apply(ctx, u.plan, agreed)
	u.note("trust", err)
	if report != nil {
		printReport(newScreen(u.io.Out), report, u.env.Again)
		u.note("trust", report.Err())
	}
}

func (u *uninstall) destroy() error {
	a, err := app.OpenAuthority(u.dir, app.Options{Harden: true, Passphrase: passphrase(u.io, u.fd, u.dir)})
	if errors.Is(err, app.ErrNoRoot) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(a.Destroy(), a.Close())
}

func (u *uninstall) destroyClientKeys() {
	for _, k := range u.clientKeys {
		u.note("the client key "+k.Name, app.ClientKeys(u.dir, passphrase(u.io, u.fd, u.dir)).Remove(k.Name))
	}
}

// lookAgain proves what is gone, and lists what is not.
func (u *uninstall) lookAgain(ctx context.Context) error {
	left := slices.Clone(u.failed)
	found, unread := trust.Find(ctx, u.env)
	for _, f := range found {
		left = append(left, fmt.Sprintf("a root in %s: %s", f.Store.Name(), trust.Fingerprint(f.Root)))
	}
	for _, s := range unread {
		left = append(left, fmt.Sprintf("perhaps a root in %s, which cannot be looked into: %s", s.Store, s.Why))
	}
	if keeper, err := app.HasKey(u.dir); err != nil || keeper != "" {
		left = append(left, fmt.Sprintf("the root's key in %s", keeper))
	}
	keys, err := app.ClientKeys(u.dir, nil).List()
	if err != nil {
		left = append(left, err.Error())
	}
	for _, k := range keys {
		left = append(left, fmt.Sprintf("the client key %s in %s", k.Name, k.Custody))
	}
	h, err := app.LookAt(u.dir)
	if err != nil {
		left = append(left, err.Error())
	}
	for _, name := range h.Others {
		left = append(left, u.dir+"/"+name)
	}
	if (h.Captures || h.Policy || h.Rules) && u.deleteData {
		left = append(left, "what was captured, the policy, or rules, in "+u.dir)
	}
	out := newScreen(u.io.Out)
	fmt.Fprintln(out)
	if h.Captures && !u.deleteData {
		fmt.Fprintf(out, "What was captured stays in %s.\n", render.Safe(u.dir))
	}
	if h.Policy && !u.deleteData {
		fmt.Fprintf(out, "The policy stays: %s.\n", render.Safe(app.PolicyFile(u.dir)))
	}
	if h.Rules && !u.deleteData {
		fmt.Fprintf(out, "The rules stay: %s.\n", render.Safe(app.RulesDir(u.dir)))
	}
	if len(left) == 0 {
		fmt.Fprintln(out, out.Paint(render.Green, "✓")+" Looked again: nothing else is left.")
		return nil
	}
	fmt.Fprintln(out, out.Paint(render.BoldRed, "✗")+" Looked again; this is left:")
	for _, l := range left {
		fmt.Fprintln(out, "   - "+render.Safe(l))
	}
	return &statusError{exitFailed}
}
