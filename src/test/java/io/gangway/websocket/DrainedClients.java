package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Several clients of an echo, asked in turn whether they have been told the end. */
final class DrainedClients implements AutoCloseable {
    private final TunnelSite site;
    private final List<WebSocketPeer> open = new ArrayList<>();

    DrainedClients(TunnelSite site) {
        this.site = site;
    }

    /** So many more connect. */
    DrainedClients connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            WebSocketPeer client = site.connect();
            open.add(client);
            client.send("hello");
            assertThat(client.read().text()).isEqualTo("hello");
        }
        return this;
    }

    /**
     * Each that is left says something: either it comes back, or the client has been told the end; then it answers that and
     * sees the end of the connection, and the tunnel is gone.
     *
     * @return the codes that clients were told since this was asked last
     */
    List<Integer> told() throws IOException {
        List<Integer> codes = new ArrayList<>();
        for (Iterator<WebSocketPeer> each = open.iterator(); each.hasNext(); ) {
            WebSocketPeer client = each.next();
            client.send("still there?");
            Frame frame = client.read();
            if (frame.opcode() == Frame.CLOSE) {
                codes.add(frame.closeCode());
                client.send(frame);
                assertThat(client.read()).isNull();
                client.close();
                each.remove();
            } else {
                assertThat(frame.text()).isEqualTo("still there?");
            }
        }
        await().until(() -> site.tunnels() == open.size());
        return codes;
    }

    /** So many of those that came first leave without a word. */
    void leave(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            open.remove(0).close();
        }
        await().until(() -> site.tunnels() == open.size());
    }

    @Override
    public void close() throws IOException {
        for (WebSocketPeer client : open) {
            client.close();
        }
    }
}
