package trust

import (
	"fmt"
	"os"
	"path/filepath"
)

// Discover returns the stores of this machine that can hold a root, those that
// cannot be changed now included (see Store.Unable), and those left out with
// the reason. It changes nothing.
func Discover(env Env) (stores []Store, skipped []Skip) {
	if s, why := platformStore(env); s != nil {
		stores = append(stores, s)
	} else {
		skipped = append(skipped, Skip{Store: "the system's store", Why: why})
	}
	if env.Home == "" {
		return stores, append(skipped, Skip{Store: "the stores of the user", Why: "no home directory is known"})
	}
	for _, dir := range []string{env.Home, existing(env.Dir)} {
		own, err := ownedBy(dir, env.UID)
		switch {
		case err != nil:
			return stores, append(skipped, Skip{Store: "the stores of the user", Why: plainPath(err)})
		case !own:
			return stores, append(skipped, Skip{Store: "the stores of the user", Why: dir + " belongs to somebody else: run this without sudo, as its owner"})
		}
	}
	browsers := nssStores(env)
	if len(browsers) == 0 {
		skipped = append(skipped, Skip{Store: "browsers with an NSS database", Why: "none is installed, or none has run yet"})
	}
	stores = append(stores, browsers...)
	if !javaInstalled(env) {
		return stores, append(skipped, Skip{Store: "a trust store for Java", Why: "java is not installed"})
	}
	return append(stores, java{env}), skipped
}

// platformStore is that of the user where the system has one, else that of the
// system for all users. A Prefix stands before a system that is one of files.
func platformStore(env Env) (s Store, why string) {
	if env.Prefix == "" {
		if s, why := ownStore(env); s != nil || why != "" {
			return s, why
		}
	}
	return systemStore(env)
}

// existing is dir, or the nearest directory above it that exists.
func existing(dir string) string {
	for !isDirectory(dir) && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
	}
	return dir
}

// plainPath is a file's trouble in a short sentence.
func plainPath(err error) string {
	if p, ok := err.(*os.PathError); ok {
		return fmt.Sprintf("%s: %v", p.Path, p.Err)
	}
	return err.Error()
}
