package policy

// googlePlayGroup are hosts of Google's "Android Enterprise Network
// Requirements" (support.google.com/work/android/answer/10513641), which have to
// be kept from inspection, and those of the SDKs that Play services call in a
// process of their own. *.googleapis.com as a whole is not among them: that
// would hide an application's own calls to Google's APIs.
func googlePlayGroup() Group {
	return Group{
		Name:  "google-play",
		Title: "Google Play and SDKs",
		Why:   "Google Play, Play services, push messages and Google accounts trust no root that was added to the device",
		Patterns: []string{
			// Play and updates
			"play.google.com", "play-lh.googleusercontent.com", "play-fe.googleapis.com", "play.googleapis.com",
			"play-games.googleusercontent.com", "*.play.googleapis.com", "playintegrity.googleapis.com", "android.com", "*.android.com",
			"android.googleapis.com", "android.clients.google.com", "*.gvt1.com", "*.gvt2.com", "*.gvt3.com", "*.ggpht.com",
			"dl.google.com", "dl-ssl.google.com", "*.googlezip.net", "m.google.com", "omahaproxy.appspot.com",
			"update.googleapis.com", "clients[1-6].google.com", "tools.google.com",
			// private APIs of Google's own applications
			"*-pa.googleapis.com",
			// management and provisioning
			"androidmanagement.googleapis.com", "androidenterprise.googleapis.com", "device-provisioning.googleapis.com",
			"deviceintegritytokens-pa.googleapis.com", "android-safebrowsing.google.com", "safebrowsing.googleapis.com",
			// push messages
			"mtalk.google.com", "mtalk4.google.com", "mtalk-staging.google.com", "mtalk-dev.google.com", "alt[1-8]-mtalk.google.com",
			"fcm.googleapis.com", "fcm-xmpp.googleapis.com", "fcmregistrations.googleapis.com", "fcmtoken.googleapis.com",
			"gcm-http.googleapis.com", "gcm-xmpp.googleapis.com",
			// accounts
			"accounts.google.com", "accounts.google.*", "oauth2.googleapis.com", "oauthaccountmanager.googleapis.com",
			// is there a network
			"connectivitycheck.android.com", "connectivitycheck.gstatic.com",
			// SDKs
			"firebaseinstallations.googleapis.com", "firebaseremoteconfig.googleapis.com", "firebase-settings.crashlytics.com",
			"*.crashlytics.com", "app-measurement.com", "*.app-measurement.com", ".google-analytics.com",
			"app-analytics-services.com", "*.app-analytics-services.com", "googleads.g.doubleclick.net", "pagead2.googlesyndication.com",
			// certificates
			"pki.google.com", ".pki.goog",
		},
	}
}
