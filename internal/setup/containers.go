package setup

import (
	"net/netip"
	"strconv"
	"strings"
)

func portOf(a netip.AddrPort) string { return strconv.Itoa(int(a.Port())) }

// inside is where the bundle is in a container.
const inside = "/rockxy.pem"

// containers are programs in containers on this machine.
func (in Input) containers() []Snippet {
	return []Snippet{
		{"docker", Container, "Docker and Podman on Linux", "sh", in.docker("docker run --rm --network host", in.url()),
			"With the host's network a container reaches a proxy that listens on this machine alone.", "is:exchange"},
		{"docker-desktop", Container, "Docker Desktop", in.shell(), in.docker("docker run --rm", "http://host.docker.internal:"+in.port()),
			"host.docker.internal is this machine, whatever the proxy listens on.", "is:exchange"},
	}
}

func (in Input) docker(run, proxy string) string {
	words := []string{run, "-v " + in.word(in.Bundle+":"+inside+":ro")}
	for _, v := range []assign{
		{"http_proxy", proxy}, {"https_proxy", proxy}, {"HTTP_PROXY", proxy}, {"HTTPS_PROXY", proxy}, {"SSL_CERT_FILE", inside}, {"CURL_CA_BUNDLE", inside},
		{"REQUESTS_CA_BUNDLE", inside}, {"NODE_EXTRA_CA_CERTS", inside}, {"NODE_USE_ENV_PROXY", "1"},
	} {
		words = append(words, "-e "+v.name+"="+v.value)
	}
	next := " \\\n  "
	if in.Windows {
		next = " `\n  "
	}
	return strings.Join(append(words, "curlimages/curl "+Example), next)
}
