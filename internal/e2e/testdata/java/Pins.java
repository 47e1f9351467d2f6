import java.io.FileInputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Fetches URLs one after the other through a proxy, trusting the file ROOT ("-" for Java's own
 * roots), with a TrustManager that pins the key for URLs with the fragment #pin: PROXY ROOT URL…
 */
public class Pins {
    public static void main(String[] args) throws Exception {
        URI p = URI.create(args[0]);
        Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(p.getHost(), p.getPort()));
        KeyStore store = null;
        if (!args[1].equals("-")) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("root", CertificateFactory.getInstance("X.509").generateCertificate(new FileInputStream(args[1])));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        X509ExtendedTrustManager chain = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        for (int i = 2; i < args.length; i++) {
            URI target = URI.create(args[i]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Pinning(chain, "pin".equals(target.getFragment()))}, null);
            try {
                HttpsURLConnection c = (HttpsURLConnection) target.toURL().openConnection(proxy);
                c.setSSLSocketFactory(context.getSocketFactory());
                System.out.println(target + " " + c.getResponseCode());
            } catch (Exception e) {
                System.out.println(target + " " + e);
            }
        }
    }

    static class Pinning extends X509ExtendedTrustManager {
        final X509ExtendedTrustManager chain;
        final boolean pins;

        Pinning(X509ExtendedTrustManager chain, boolean pins) {
            this.chain = chain;
            this.pins = pins;
        }

        void compare() throws CertificateException {
            if (pins) throw new CertificateException("another public key than the one that was pinned");
        }

        public void checkServerTrusted(X509Certificate[] c, String type, Socket s) throws CertificateException {
            chain.checkServerTrusted(c, type, s);
            compare();
        }

        public void checkServerTrusted(X509Certificate[] c, String type, SSLEngine e) throws CertificateException {
            chain.checkServerTrusted(c, type, e);
            compare();
        }

        public void checkServerTrusted(X509Certificate[] c, String type) throws CertificateException {
            chain.checkServerTrusted(c, type);
            compare();
        }

        public void checkClientTrusted(X509Certificate[] c, String type, Socket s) {}

        public void checkClientTrusted(X509Certificate[] c, String type, SSLEngine e) {}

        public void checkClientTrusted(X509Certificate[] c, String type) {}

        public X509Certificate[] getAcceptedIssuers() {
            return chain.getAcceptedIssuers();
        }
    }
}
