package io.gangway.upstream.health;

import io.gangway.conf.Levels;
import io.gangway.conf.Node;
import io.gangway.exchange.DetachedStream;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Location;
import io.gangway.exchange.VirtualHosts;
import io.gangway.http.BadMessageException;
import io.gangway.http.Limits;
import io.gangway.http.RequestHead;
import io.gangway.http.RequestParser;
import io.gangway.loop.EventLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Creates exchanges that are never run, so that configured values with variables can be computed for checks. {@code
 * $host} is the first name of the server, or {@code localhost} if that is no plain name.
 */
final class CheckExchanges {
    private final Generation generation;
    private final Location location;
    private final EventLoop loop;
    private final String host;

    CheckExchanges(Generation generation, Location location, EventLoop loop) {
        this.generation = generation;
        this.location = location;
        this.loop = loop;
        host = host(location.source().levels());
    }

    private static String host(Levels levels) {
        List<Node> names = levels == null ? List.of() : levels.find("server_name");
        String name = names.isEmpty() ? "" : names.get(0).args().get(0).text();
        return name.matches("[a-zA-Z0-9_.-]+") && !name.startsWith(".") && !name.endsWith(".") ? name : "localhost";
    }

    /**
     * An exchange for GET.
     *
     * @param fields further fields of its head, each with its line end
     */
    Exchange create(String uri, String fields) throws BadMessageException {
        VirtualHosts hosts = hosts();
        RequestParser parser = new RequestParser(Limits.DEFAULT);
        String head = "GET " + uri + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n";
        parser.parse(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
        RequestHead parsed = parser.head();
        Exchange x = new Exchange(generation, hosts, parsed, new DetachedStream(new CheckClient(hosts.listen()), loop));
        x.location(location);
        return x;
    }

    /** Those that know the server by its name, if there are some. */
    private VirtualHosts hosts() {
        for (VirtualHosts each : generation.listens().values()) {
            if (each.find(host, null).name().equals(host)) {
                return each;
            }
        }
        return generation.listens().values().iterator().next();
    }
}
