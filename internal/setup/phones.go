package setup

import (
	"net/netip"
	"strings"
)

// notLocal selects what other machines send.
const notLocal = "is:exchange -client:localhost"

// phones are devices in the same network, and emulators on this machine.
func (in Input) phones() []Snippet {
	proxy := func(how string) []string {
		if len(in.Addresses) == 0 {
			return []string{
				"Start Rockxy so that other machines reach it: rockxy serve --proxy 0.0.0.0:" + in.port() + ". Now it listens on this machine alone.",
				how + ": this machine's address in the network, port " + in.port() + ".",
			}
		}
		return []string{"Join the network that this machine is in.", how + ": " + either(in.Addresses) + "."}
	}
	steps := func(all ...[]string) string {
		var lines []string
		for _, some := range all {
			lines = append(lines, some...)
		}
		return strings.Join(lines, "\n")
	}
	return []Snippet{
		{"ios", Phone, "iPhone and iPad", "steps", steps(
			proxy("Settings, Wi-Fi, the (i) of the network, Configure Proxy, Manual. Server and port"),
			[]string{
				"In Safari open " + in.Local + " and load the profile. Compare its fingerprint with the one here.",
				"Settings, General, VPN & Device Management: install the profile.",
				"Settings, General, About, Certificate Trust Settings: switch " + in.Name + " on.",
				"Open any page.",
			}), "Afterwards set Configure Proxy to Off, and remove the profile.", notLocal},
		{"android", Phone, "Android", "steps", steps(
			proxy("Settings, Network, Wi-Fi, the network, Edit, Advanced, Proxy, Manual. Host name and port"),
			[]string{
				"In the browser open " + in.Local + " and load the certificate. Compare its fingerprint with the one here.",
				"Settings, Security, Encryption & credentials, Install a certificate, CA certificate: choose the file.",
				"Open any page.",
			}), "Browsers trust it now. Apps trust what a user installs only if they say so: see the next.", notLocal},
		{"android-app", Phone, "Android: an app of your own", "xml", androidConfig,
			`res/xml/network_security_config.xml, named in the manifest with android:networkSecurityConfig="@xml/network_security_config". It holds for debug builds alone.`, notLocal},
		{"android-emulator", Phone, "Android emulator", in.shell(), "adb shell settings put global http_proxy 10.0.2.2:" + in.port(),
			"10.0.2.2 is this machine, whatever the proxy listens on. The certificate: as on a device, from " + in.Local + ". Afterwards: adb shell settings put global http_proxy :0", "is:exchange"},
		{"ios-simulator", Phone, "iOS Simulator", "sh", "xcrun simctl keychain booted add-root-cert " + posix(in.Root),
			"It uses the network settings of the Mac: set " + in.Proxy.String() + " as proxy for HTTP and HTTPS there.", "is:exchange client:localhost"},
	}
}

// either is a list of addresses in a sentence.
func either(all []netip.AddrPort) string {
	var parts []string
	for _, a := range all[:min(len(all), 3)] {
		parts = append(parts, a.Addr().String()+" port "+portOf(a))
	}
	return strings.Join(parts, ", or ")
}

const androidConfig = `<?xml version="1.0" encoding="utf-8"?>
<network-security-config>
    <debug-overrides>
        <trust-anchors>
            <certificates src="user" />
            <certificates src="system" />
        </trust-anchors>
    </debug-overrides>
</network-security-config>
`
