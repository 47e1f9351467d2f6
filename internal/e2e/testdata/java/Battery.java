import java.io.FileInputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The battery with java.net.http.HttpClient; the argument is h1 or h2. */
public class Battery {
    static final String ORIGIN = System.getenv("E2E_ORIGIN");
    static final String KEY = System.getenv("E2E_KEY");

    static SSLContext trust(String file) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = new FileInputStream(file)) {
            store.setCertificateEntry("root", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    static HttpClient client(String version) throws Exception {
        HttpClient.Builder b = HttpClient.newBuilder()
            .version(version.equals("h2") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
        String proxy = System.getenv("E2E_PROXY");
        if (proxy != null) {
            URI p = URI.create(proxy);
            b.proxy(ProxySelector.of(new InetSocketAddress(p.getHost(), p.getPort())));
            b.sslContext(trust(System.getenv("E2E_CA")));
        }
        return b.build();
    }

    static HttpRequest.Builder to(String target) {
        return HttpRequest.newBuilder(URI.create(ORIGIN + target + (target.contains("?") ? "&" : "?") + "k=" + KEY));
    }

    static void send(HttpClient client, String name, HttpRequest request) throws Exception {
        HttpResponse<byte[]> r = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        byte[] body = r.body();
        if (r.headers().firstValue("content-encoding").orElse("").equals("gzip")) {
            body = new GZIPInputStream(new java.io.ByteArrayInputStream(body)).readAllBytes();
        }
        String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        String proto = r.version() == HttpClient.Version.HTTP_2 ? "h2" : "http/1.1";
        System.out.printf("{\"name\":\"%s\",\"status\":%d,\"size\":%d,\"sha256\":\"%s\",\"proto\":\"%s\"}%n",
            name, r.statusCode(), body.length, sum, proto);
    }

    public static void main(String[] args) throws Exception {
        HttpClient client = client(args[0]);
        send(client, "get", to("/bytes/100000").build());
        send(client, "gzip", to("/gzip?n=20000").build());
        send(client, "chunked", to("/bytes/70000?chunked").build());
        send(client, "missing", to("/status/404").build());
        send(client, "events", to("/sse?n=3").build());
        byte[] upload = Files.readAllBytes(Path.of(System.getenv("E2E_UPLOAD")));
        send(client, "post", to("/upload").POST(HttpRequest.BodyPublishers.ofByteArray(upload)).build());
    }
}
