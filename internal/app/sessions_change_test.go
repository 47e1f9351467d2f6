package app

import (
	"context"
	"errors"
	"os"
	"testing"

	"rockxy/internal/api"
)

func namesOf(l api.SessionList) (all []string) {
	for _, s := range l.Sessions {
		all = append(all, s.Name)
	}
	return all
}

func TestSessionsOverTheAPI(t *testing.T) {
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{})
	record(a, 3)
	i := instance{a}
	var steps int
	if err := i.CopySession(t.Context(), api.SessionChange{Name: "default", To: "old"}, func(done, total int64) {
		if steps++; done > total || total == 0 {
			t.Errorf("%d of %d", done, total)
		}
	}); err != nil || steps == 0 {
		t.Fatalf("%v, %d steps", err, steps)
	}
	list, err := i.Sessions(t.Context())
	if err != nil || list.Captured != "default" || len(list.Sessions) != 2 || list.Sessions[1].Entries != 3 || !list.Sessions[0].InUse || list.Sessions[1].InUse {
		t.Fatalf("%+v, %v", list, err)
	}
	if list, err = i.RenameSession(t.Context(), api.SessionChange{Name: "old", To: "older"}); err != nil || len(list.Sessions) != 2 || list.Sessions[1].Name != "older" {
		t.Errorf("%v, %v", namesOf(list), err)
	}
	for _, tt := range []struct {
		what   string
		do     func() error
		status int
	}{
		{"the captured one deleted", func() error { _, err := i.DeleteSession(t.Context(), "default"); return err }, 409},
		{"the captured one renamed", func() error {
			_, err := i.RenameSession(t.Context(), api.SessionChange{Name: "default", To: "x"})
			return err
		}, 409},
		{"a name that is taken", func() error {
			_, err := i.RenameSession(t.Context(), api.SessionChange{Name: "older", To: "default"})
			return err
		}, 409},
		{"no such session", func() error { _, err := i.DeleteSession(t.Context(), "none"); return err }, 404},
		{"a name that is none", func() error {
			return i.CopySession(t.Context(), api.SessionChange{Name: "default", To: "../x"}, nil)
		}, 400},
		{"no name", func() error { _, err := i.DeleteSession(t.Context(), ""); return err }, 400},
		{"copied onto another", func() error {
			return i.CopySession(t.Context(), api.SessionChange{Name: "default", To: "older"}, nil)
		}, 409},
	} {
		var e *api.Error
		if err := tt.do(); !errors.As(err, &e) || e.Status != tt.status || e.Message == "" {
			t.Errorf("%s: %+v", tt.what, err)
		}
	}
	if list, err = i.DeleteSession(t.Context(), "older"); err != nil || len(list.Sessions) != 1 {
		t.Errorf("%v, %v", namesOf(list), err)
	}
}

// A copy whose client goes leaves nothing.
func TestCopyThatIsStopped(t *testing.T) {
	cfg := testConfig(t)
	a, _ := run(t, cfg, Options{})
	record(a, 3)
	ctx, cancel := context.WithCancel(t.Context())
	err := instance{a}.CopySession(ctx, api.SessionChange{Name: "default", To: "old"}, func(int64, int64) { cancel() })
	if err == nil {
		t.Error("it was copied")
	}
	entries, err := os.ReadDir(trailDir(cfg.Data))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && e.Name() != "default" {
			t.Errorf("left: %s", e.Name())
		}
	}
}
