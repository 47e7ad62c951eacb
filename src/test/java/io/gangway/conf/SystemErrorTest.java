package io.gangway.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class SystemErrorTest {
    @Test
    void a_known_failure_has_nginxs_number_and_text() {
        assertThat(SystemError.of(new NoSuchFileException("/x"))).isEqualTo("2: No such file or directory");
        assertThat(SystemError.of(new IOException(new SocketException("Connection reset"))))
                .isEqualTo("104: Connection reset by peer");
    }

    @Test
    void a_failure_without_a_message_has_its_name() {
        assertThat(SystemError.of(new ClosedChannelException())).isEqualTo("ClosedChannelException");
    }
}
