package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Several clients of an echo that are checked for close frames. */
final class DrainedClients implements AutoCloseable {
    private final TunnelSite site;
    private final List<WebSocketPeer> open = new ArrayList<>();

    DrainedClients(TunnelSite site) {
        this.site = site;
    }

    /** Connects this many more clients. */
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
     * Sends a message from each remaining client. Either it is echoed, or the client has received a close frame: then
     * it echoes the close frame and sees the end of the connection, and the tunnel is gone.
     *
     * @return the close codes received since the last call
     */
    List<Integer> receivedCodes() throws IOException {
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

    /** Disconnects this many of the oldest clients without a close frame. */
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
