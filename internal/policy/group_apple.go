package policy

// appleGroup are the hosts that Apple lists in "Use Apple products on
// enterprise networks" (support.apple.com/101555), of which it says that they
// fail any connection whose HTTPS is intercepted; without those of other
// companies, of time by UDP, and of www.apple.com, which is a site like others.
func appleGroup() Group {
	return Group{
		Name:  "apple",
		Title: "Apple services",
		Why:   "activation, push, software updates, App Store, iCloud and Apple accounts refuse intercepted connections",
		Patterns: []string{
			// push, set-up, management
			"*.push.apple.com", "*.push-apple.com.akadns.net", "albert.apple.com", "captive.apple.com", "gs.apple.com", "humb.apple.com",
			"static.ips.apple.com", "sq-device.apple.com", "tbsc.apple.com", "deviceenrollment.apple.com",
			"deviceservices-external.apple.com", "gdmf.apple.com", "gdmf-ados.apple.com", "identity.apple.com",
			"iprofiles.apple.com", "mdmenrollment.apple.com", "pos-device.apple.com", "*.appattest.apple.com",
			// business and school
			"axm-*.apple.com", "*.business.apple.com", "*.school.apple.com", "api-business.apple.com", "api-school.apple.com",
			"api.ent.apple.com", "api.edu.apple.com", "upload.appleschoolcontent.com", "icons.axm-usercontent-apple.com",
			// software updates
			"appldnld.apple.com", "configuration.apple.com", "gg.apple.com", "gsra.apple.com", "ig.apple.com", "mesu.apple.com",
			"oscdn.apple.com", "osrecovery.apple.com", "skl.apple.com", "swcdn.apple.com", "swdist.apple.com",
			"swdownload.apple.com", "swscan.apple.com", "suconfig.apple.com", "xp.apple.com", "xp-cdn.apple.com",
			"wkms-public.apple.com", "appldnld.apple.com.edgesuite.net", "audiocontentdownload.apple.com",
			"devimages-cdn.apple.com", "download.developer.apple.com", "playgrounds-assets-cdn.apple.com",
			"playgrounds-cdn.apple.com", "sylvan.apple.com",
			// App Store and media
			".itunes.apple.com", "itunes.com", "*.apps.apple.com", "*.apps-marketplace.apple.com", "*.mzstatic.com", "ppq.apple.com",
			// content caching, diagnostics, feedback
			"lcdn-registration.apple.com", "lcdn-locator.apple.com", "serverstatus.apple.com", "bpapi.apple.com",
			"cssubmissions.apple.com", "fba.apple.com", "diagassets.apple.com", "iphonesubmissions.apple.com",
			// accounts
			"account.apple.com", "appleid.apple.com", "appleid.cdn-apple.com", "idmsa.apple.com", "gsa.apple.com", "gsas.apple.com",
			// iCloud
			"*.icloud.com", "*.icloud.com.cn", "*.icloud.apple.com", "*.icloud-content.com", "*.apple-cloudkit.com",
			"*.apple-livephotoskit.com", "*.apzones.com", "*.cdn-apple.com", "*.gc.apple.com", "*.iwork.apple.com",
			// Private Relay, Siri, search, associated domains, safe browsing
			"apple-native-relay.apple.com", "apple-relay.apple.com", "apple-relay.cloudflare.com", "apple-relay.fastly-edge.com",
			"cp4.cloudflare.com", "guzzoni.apple.com", "*.smoot.apple.com", "app-site-association.networking.apple",
			"token.safebrowsing.apple", "doh.dns.apple.com",
			// wallet, identity, maps
			"smp-device-content.apple.com", "idv-prod1.apple.com", "*.apple-mapkit.com",
			// certificates
			"certs.apple.com", "crl.apple.com", "ocsp.apple.com", "ocsp2.apple.com", "valid.apple.com",
		},
	}
}
