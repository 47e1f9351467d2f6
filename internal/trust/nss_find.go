package trust

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// browsersOfChromium are programs that read the user's shared NSS database.
func browsersOfChromium() []string {
	return []string{
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "google-chrome-beta",
		"brave-browser", "brave", "microsoft-edge", "microsoft-edge-stable", "vivaldi", "vivaldi-stable", "opera",
	}
}

// nssStores finds the user's NSS databases, and plans one where a Chromium is
// installed that has none yet.
func nssStores(env Env) (stores []Store) {
	add := func(dir, whom string) { stores = append(stores, nss{env, dir, whom}) }
	shared := sharedDatabases(env)
	for _, dir := range shared {
		add(dir, "Chromium and its relatives")
	}
	if len(shared) == 0 && slices.ContainsFunc(browsersOfChromium(), func(b string) bool { return env.Runner.Look(b) != "" }) {
		// Every version of Chromium prefers this place when it is there.
		add(filepath.Join(env.Home, ".pki", "nssdb"), "Chromium and its relatives")
	}
	for _, pattern := range []string{
		"snap/*/current/.pki/nssdb", "snap/*/current/.local/share/pki/nssdb",
		".var/app/*/.pki/nssdb", ".var/app/*/data/pki/nssdb",
	} {
		for _, dir := range databases(filepath.Join(env.Home, filepath.FromSlash(pattern))) {
			add(dir, "a browser in "+sandboxOf(env.Home, dir))
		}
	}
	for _, parent := range firefoxPlaces(env.Home) {
		for _, dir := range databases(filepath.Join(parent, "*")) {
			add(dir, "Firefox profile "+printable(profileName(dir)))
		}
	}
	return stores
}

// sharedDatabases are the user's, old place and new.
func sharedDatabases(env Env) []string {
	return append(databases(filepath.Join(env.Home, ".pki", "nssdb")), databases(filepath.Join(env.Home, ".local", "share", "pki", "nssdb"))...)
}

// firefoxPlaces are the directories that hold profiles, and those of Firefox's
// relatives with the same layout.
func firefoxPlaces(home string) (places []string) {
	for _, place := range []string{
		".mozilla/firefox", ".config/mozilla/firefox", ".mozilla/firefox-esr",
		"snap/firefox/common/.mozilla/firefox", "snap/firefox/common/.config/mozilla/firefox",
		".var/app/org.mozilla.firefox/.mozilla/firefox", ".var/app/org.mozilla.firefox/config/mozilla/firefox",
		".librewolf", ".config/librewolf/librewolf", ".var/app/io.gitlab.librewolf-community/.librewolf",
		".waterfox", ".zen", ".var/app/app.zen_browser.zen/.zen",
		"Library/Application Support/Firefox/Profiles", // macOS
		"AppData/Roaming/Mozilla/Firefox/Profiles",     // Windows
	} {
		places = append(places, filepath.Join(home, filepath.FromSlash(place)))
	}
	return places
}

// databases are the directories that match a pattern and hold a database, in
// order; one that is reached over two names counts once.
func databases(pattern string) (dirs []string) {
	matches, err := filepath.Glob(pattern)
	if err != nil {
		return nil
	}
	var seen []os.FileInfo
	for _, dir := range matches {
		info, err := os.Stat(filepath.Join(dir, "cert9.db"))
		if err != nil || !info.Mode().IsRegular() || slices.ContainsFunc(seen, func(o os.FileInfo) bool { return os.SameFile(o, info) }) {
			continue
		}
		seen = append(seen, info)
		dirs = append(dirs, dir)
	}
	return dirs
}

// profileName is what follows the random part of a profile's directory.
func profileName(dir string) string {
	base := filepath.Base(dir)
	if _, name, ok := strings.Cut(base, "."); ok {
		return name
	}
	return base
}

// sandboxOf names the Snap or Flatpak that a directory of the home belongs to.
func sandboxOf(home, dir string) string {
	rel, err := filepath.Rel(home, dir)
	if err != nil {
		return dir
	}
	parts := strings.Split(rel, string(filepath.Separator))
	switch {
	case parts[0] == "snap" && len(parts) > 1:
		return "the Snap " + printable(parts[1])
	case len(parts) > 2:
		return "the Flatpak " + printable(parts[2])
	}
	return dir
}
