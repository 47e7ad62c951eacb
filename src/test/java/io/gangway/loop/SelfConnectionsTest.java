package io.gangway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recognises connections from this server to itself. */
class SelfConnectionsTest {
    private final SelfConnections self = new SelfConnections();

    @Test
    void a_leg_is_recognised_by_its_address_until_it_closes() throws Exception {
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel leg = SocketChannel.open(server.getLocalAddress());
                SocketChannel client = server.accept()) {
            self.listening(Set.of(server.socket().getLocalPort()));

            SelfConnections.ConnectionEntry hop = self.opened(leg.getRemoteAddress(), leg);
            assertThat(self.from(client.getRemoteAddress())).isSameAs(hop);

            hop.close();
            assertThat(self.from(client.getRemoteAddress())).isNull();
        }
    }

    @Test
    void a_client_without_a_name_is_not_taken_for_an_unnamed_leg(@TempDir Path dir) throws Exception {
        SocketAddress address = UnixDomainSocketAddress.of(dir.resolve("own.sock"));
        try (ServerSocketChannel server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel leg = SocketChannel.open(address);
                SocketChannel stranger = SocketChannel.open(address)) {
            self.listening(Set.of(dir.resolve("own.sock")));

            assertThat(self.opened(address, leg)).isNull();
            assertThat(self.from(stranger.getLocalAddress())).isNull();
        }
    }
}
