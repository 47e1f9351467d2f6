package policy

// privateRangesGroup is what no public authority vouches for.
func privateRangesGroup() Group {
	return Group{
		Name:  "private-ranges",
		Title: "Private ranges",
		Why:   "devices and services of the local network and of this machine are left alone",
		Patterns: []string{
			"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // RFC 1918
			"127.0.0.0/8", "::1", "0.0.0.0/8", "::", // this host, RFC 1122 and RFC 4291
			"169.254.0.0/16", "fe80::/10", // link-local, RFC 3927 and RFC 4291
			"100.64.0.0/10", "fc00::/7", // shared, RFC 6598; unique local, RFC 4193
			".localhost",             // RFC 6761
			"*.local", "*.home.arpa", // RFC 6762, RFC 8375
			"*.internal", // reserved by ICANN for private use
		},
	}
}
