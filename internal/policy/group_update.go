package policy

// windowsUpdateGroup are the hosts of Microsoft's "Windows Update issues
// troubleshooting" and of "Delivery Optimization endpoints". The Windows Update
// client accepts no issuer but Microsoft's own.
func windowsUpdateGroup() Group {
	return Group{
		Name:  "windows-update",
		Title: "Windows update",
		Why:   "Windows Update, Defender's definitions and the Store pin Microsoft's issuers",
		Patterns: []string{
			".windowsupdate.com", "windowsupdate.microsoft.com", "*.windowsupdate.microsoft.com",
			".update.microsoft.com", "download.microsoft.com", "*.download.microsoft.com", "definitionupdates.microsoft.com",
			"adl.windows.com", "wustat.windows.com", "ntservicepack.microsoft.com", "go.microsoft.com",
			".delivery.mp.microsoft.com", "*.dl.delivery.mp.microsoft.com", "*.do.dsp.mp.microsoft.com",
			"*.dsp.mp.microsoft.com", "*.emdl.ws.microsoft.com", "emdl.ws.microsoft.com",
			"tsfe.trafficshaping.dsp.mp.microsoft.com", "*.api.cdp.microsoft.com", "sls.microsoft.com",
			"displaycatalog.mp.microsoft.com", "licensing.mp.microsoft.com", "storeedgefd.dsx.mp.microsoft.com",
			"*.wns.windows.com", "settings-win.data.microsoft.com", "www.msftconnecttest.com", "ipv6.msftconnecttest.com",
		},
	}
}
