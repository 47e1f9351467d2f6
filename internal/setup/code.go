package setup

import "fmt"

// languagesWithCode are programs that say in their code what they use: whole programs, as
// short as they can be.
func (in Input) languagesWithCode() []Snippet {
	proxy, ca, url := double(in.url()), double(in.Bundle), double(Example)
	code := func(id, title, language, check, text string, args ...any) Snippet {
		return Snippet{id, Language, title, language, fmt.Sprintf(text, args...), "", check}
	}
	return []Snippet{
		code("python-requests", "Python, requests", "python", `req.header:user-agent~python-requests`, pythonRequests, url, proxy, ca),
		code("python-httpx", "Python, httpx", "python", `req.header:user-agent~python-httpx`, pythonHTTPX, ca, proxy, url),
		code("python-aiohttp", "Python, aiohttp", "python", `req.header:user-agent~aiohttp`, pythonAIOHTTP, ca, url, proxy),
		code("go-code", "Go, code", "go", `req.header:user-agent~Go-http-client`, goCode, ca, proxy, url),
		code("java-code", "Java, HttpClient", "java", `app:java`, javaCode, double(in.TrustStore), double(in.host()), in.port(), url),
		code("ruby-code", "Ruby, Net::HTTP", "ruby", `app:ruby*`, rubyCode, single(Example), single(in.host()), in.port(), single(in.Bundle)),
		code("php-code", "PHP, curl", "php", `app:php*`, phpCode, single(Example), single(in.url()), single(in.Bundle)),
		code("dotnet-code", ".NET, HttpClient", "csharp", `is:exchange client:localhost`, dotnetCode, double(in.Bundle), proxy, url),
		code("rust-code", "Rust, reqwest", "rust", `is:exchange client:localhost`, rustCode, double(in.Root), proxy, url),
	}
}

const pythonRequests = `import requests

answer = requests.get(%s, proxies={"http": %[2]s, "https": %[2]s}, verify=%s)
print(answer.status_code)
`

const pythonHTTPX = `import ssl

import httpx

trust = ssl.create_default_context(cafile=%s)
route = httpx.HTTPTransport(proxy=httpx.Proxy(%s), verify=trust)
with httpx.Client(transport=route) as client:
    print(client.get(%s).status_code)
`

const pythonAIOHTTP = `import asyncio
import ssl

import aiohttp

trust = ssl.create_default_context(cafile=%s)


async def main():
    async with aiohttp.ClientSession() as session:
        async with session.get(%s, proxy=%s, ssl=trust) as answer:
            print(answer.status)


asyncio.run(main())
`

const goCode = `package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
)

func main() {
	roots, err := os.ReadFile(%s)
	if err != nil {
		log.Fatal(err)
	}
	trust := x509.NewCertPool()
	trust.AppendCertsFromPEM(roots)
	proxy, err := url.Parse(%s)
	if err != nil {
		log.Fatal(err)
	}
	client := http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: trust}, ForceAttemptHTTP2: true}}
	answer, err := client.Get(%s)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	fmt.Println(answer.StatusCode)
}
`

const javaCode = `import java.io.FileInputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

public class Main {
    public static void main(String[] args) throws Exception {
        KeyStore roots = KeyStore.getInstance("PKCS12");
        try (FileInputStream in = new FileInputStream(%s)) {
            roots.load(in, "changeit".toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder()
            .proxy(ProxySelector.of(new InetSocketAddress(%s, %s)))
            .sslContext(tls)
            .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(%s)).build();
        System.out.println(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
    }
}
`

const rubyCode = `require "net/http"

uri = URI(%s)
http = Net::HTTP.new(uri.host, uri.port, %s, %s)
http.use_ssl = true
http.ca_file = %s
puts http.get(uri.request_uri).code
`

const phpCode = `<?php
$c = curl_init(%s);
curl_setopt_array($c, [
    CURLOPT_PROXY => %s,
    CURLOPT_NOPROXY => '',
    CURLOPT_CAINFO => %s,
    CURLOPT_RETURNTRANSFER => true,
]);
curl_exec($c);
echo curl_getinfo($c, CURLINFO_RESPONSE_CODE), "\n";
`

const dotnetCode = `using System.Net;
using System.Security.Cryptography.X509Certificates;

var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
chain.CustomTrustStore.ImportFromPemFile(%s);
var handler = new SocketsHttpHandler { Proxy = new WebProxy(%s), SslOptions = { CertificateChainPolicy = chain } };
using var client = new HttpClient(handler);
Console.WriteLine((int)(await client.GetAsync(%s)).StatusCode);
`

const rustCode = `// reqwest = { version = "0.12", features = ["blocking"] }
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = reqwest::Certificate::from_pem(&std::fs::read(%s)?)?;
    let client = reqwest::blocking::Client::builder()
        .proxy(reqwest::Proxy::all(%s)?)
        .add_root_certificate(root)
        .build()?;
    println!("{}", client.get(%s).send()?.status());
    Ok(())
}
`
