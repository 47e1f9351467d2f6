import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;

/** One request with HttpsURLConnection and Java's own trust store. */
public class Untrusting {
    public static void main(String[] args) throws Exception {
        URI p = URI.create(args[0]);
        Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(p.getHost(), p.getPort()));
        System.out.println(((HttpURLConnection) URI.create(args[1]).toURL().openConnection(proxy)).getResponseCode());
    }
}
