package launch

// proxyVars are the names under which programs look for a proxy. All are given
// an http:// URL: ALL_PROXY as well, because a socks5h:// one makes Python's
// httpx fail where its SOCKS package is not installed.
var proxyVars = []struct{ name, why string }{
	{"http_proxy", "most programs, for http://; the only spelling that curl reads"},
	{"https_proxy", "most programs, for https://"},
	{"HTTP_PROXY", "Go, Python, Deno, .NET, Rust"},
	{"HTTPS_PROXY", "Go, Python, Deno, .NET, Rust"},
	{"all_proxy", "programs that look for one proxy for everything"},
	{"ALL_PROXY", "the same in capitals"},
	{"ws_proxy", "WebSocket clients"},
	{"wss_proxy", "WebSocket clients, over TLS"},
	{"WS_PROXY", "WebSocket clients"},
	{"WSS_PROXY", "WebSocket clients, over TLS"},
	{"grpc_proxy", "gRPC core, which looks here first"},
	{"CGI_HTTP_PROXY", "PHP and CGI programs, which distrust HTTP_PROXY"},
	{"CARGO_HTTP_PROXY", "cargo, before its own configuration"},
	{"npm_config_proxy", "npm, before its own configuration"},
	{"npm_config_https_proxy", "npm, before its own configuration"},
	{"YARN_HTTP_PROXY", "Yarn 2 and later"},
	{"YARN_HTTPS_PROXY", "Yarn 2 and later"},
	{"GLOBAL_AGENT_HTTP_PROXY", "Node programs that use global-agent"},
}

// emptied are the lists of hosts that would go around the proxy.
var emptied = []struct{ name, why string }{
	{"no_proxy", "no host goes around the proxy, localhost included"},
	{"NO_PROXY", "no host goes around the proxy, localhost included"},
	{"no_grpc_proxy", "the same for gRPC core"},
	{"npm_config_noproxy", "the same for npm"},
	{"GLOBAL_AGENT_NO_PROXY", "the same for global-agent"},
}

func (p *planner) proxies() {
	url := p.proxyURL()
	for _, v := range proxyVars {
		p.set(v.name, url, v.why)
	}
	for _, v := range emptied {
		p.set(v.name, "", v.why)
	}
}
