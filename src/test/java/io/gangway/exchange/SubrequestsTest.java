package io.gangway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.Environment;
import io.gangway.config.Configuration;
import io.gangway.content.NoBody;
import io.gangway.http.Limits;
import io.gangway.http.RequestParser;
import io.gangway.loop.EventLoop;
import io.gangway.testing.Site;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many subrequests a request may have. */
class SubrequestsTest {
    private static final int MANY = 70_000;
    private static final AttachmentKey<String> KEY = new AttachmentKey<>("part");

    private Site site;
    private Generation generation;
    private Exchange exchange;

    @BeforeEach
    void create() throws Exception {
        site = Site.of("server { listen 127.0.0.1:%{port}; location / {} }");
        generation = Configuration.ofModules()
                .load(new Environment(site.dir(), site.conf(), null, ""))
                .generation();
        VirtualHosts hosts = generation.listens().values().iterator().next();
        RequestParser parser = new RequestParser(Limits.DEFAULT);
        parser.parse(ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1)));
        EventLoop idle = fake(EventLoop.class, Map.of("nanoTime", 0L, "monotonicMillis", 0L, "currentTimeMillis", 0L));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
        Client client = fake(
                Client.class, Map.of("remoteAddress", address, "localAddress", address, "serial", 1L, "requests", 1));
        HttpStream stream = fake(HttpStream.class, Map.of("loop", idle, "body", new NoBody(), "client", client));
        exchange = new Exchange(generation, hosts, parser.head(), stream);
        exchange.location(generation.locations().get(0));
    }

    @AfterEach
    void close() throws Exception {
        generation.close();
        site.close();
    }

    /** An object whose methods do nothing. */
    private static <T> T fake(Class<T> type, Map<String, Object> results) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> results.get(method.getName())));
    }

    @Test
    void subrequests_are_limited_also_when_they_end() {
        int started = 0;
        for (int i = 0; i < MANY; i++) {
            Subrequest subrequest = exchange.subrequest("/", null, new NoBody(), FilterChain.DISCARD, ended -> {});
            if (subrequest != null) {
                started++;
                subrequest.cancel();
            }
        }
        assertThat(started).isEqualTo(64_535);
    }

    @Test
    void a_response_may_have_any_number_of_slices() {
        for (int i = 0; i < MANY; i++) {
            Subrequest slice = exchange.repeat(KEY, "", FilterChain.DISCARD, ended -> {});
            assertThat(slice).isNotNull();
            slice.cancel();
        }
    }
}
