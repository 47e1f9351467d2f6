package e2e

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// firefoxPrefs keep a fresh Firefox from talking to anybody but the page's host.
const firefoxPrefs = `
user_pref("app.normandy.enabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.chrome.site_icons", false);
user_pref("browser.contentblocking.database.enabled", false);
user_pref("browser.newtabpage.enabled", false);
user_pref("browser.region.network.url", "");
user_pref("browser.safebrowsing.blockedURIs.enabled", false);
user_pref("browser.safebrowsing.downloads.enabled", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
user_pref("browser.search.update", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("browser.startup.page", 0);
user_pref("datareporting.healthreport.uploadEnabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("media.gmp-manager.updateEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
user_pref("termsofuse.bypassNotification", true);
user_pref("toolkit.telemetry.unified", false);
`

// firefoxProfile is a new profile that trusts one root and uses one proxy, for
// hosts of this machine too.
func firefoxProfile(t *testing.T, rootFile, proxy string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "profile")
	host, port, err := net.SplitHostPort(proxy)
	if err != nil {
		t.Fatal(err)
	}
	prefs := firefoxPrefs + `user_pref("network.proxy.type", 1);
user_pref("network.proxy.no_proxies_on", "");
user_pref("network.proxy.allow_hijacking_localhost", true);
`
	for _, scheme := range []string{"http", "ssl"} {
		prefs += fmt.Sprintf("user_pref(\"network.proxy.%[1]s\", %[2]q);\nuser_pref(\"network.proxy.%[1]s_port\", %[3]s);\n", scheme, host, port)
	}
	newNSS(t, dir, rootFile)
	if err := os.WriteFile(filepath.Join(dir, "user.js"), []byte(prefs), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// newNSS makes an NSS database that trusts one root.
func newNSS(t *testing.T, dir, rootFile string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	run(t, nil, "certutil", "-N", "-d", "sql:"+dir, "--empty-password")
	run(t, nil, "certutil", "-A", "-d", "sql:"+dir, "-n", "root", "-t", "C,,", "-i", rootFile)
}

// startFirefox opens url with a profile; stop ends it and waits.
func startFirefox(t *testing.T, firefox, profile, url string) (stop func()) {
	t.Helper()
	home := filepath.Join(profile, "home")
	if err := os.MkdirAll(home, 0o700); err != nil {
		t.Fatal(err)
	}
	return startBrowser(t, syscall.SIGTERM,
		[]string{"HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_CACHE_HOME=" + home, "MOZ_CRASHREPORTER_DISABLE=1", "MOZ_REMOTE_SETTINGS_DEVTOOLS=1"},
		firefox, "--headless", "--no-remote", "--new-instance", "--profile", profile, url)
}
