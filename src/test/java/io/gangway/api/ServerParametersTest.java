package io.gangway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.upstream.PeerSettings;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServerParametersTest {
    private static final String BODY = "{\"server\":\"127.0.0.1:8080\",\"weight\":5,\"max_conns\":7,\"max_fails\":2,"
            + "\"fail_timeout\":\"1m 30s\",\"slow_start\":\"1500ms\",\"route\":\"r1\",\"backup\":true,\"down\":false,\"drain\":true}";

    @Test
    void all_parameters_are_read() throws ApiException {
        ServerParameters read = ServerParameters.parse(BODY, 9);
        assertThat(read.host().host()).isEqualTo("127.0.0.1");
        assertThat(read.host().port()).isEqualTo(8080);
        assertThat(read.settings()).isEqualTo(new PeerSettings(5, 2, 90, 7, true, false, true, "r1", 1500));
        assertThat(read.applied(PeerSettings.DEFAULT))
                .isEqualTo(new PeerSettings(5, 2, 90, 7, false, false, true, "r1", 1500));
    }

    @Test
    void without_parameters_the_present_ones_stay() throws ApiException {
        ServerParameters none = ServerParameters.parse("{}", 9);
        PeerSettings present = new PeerSettings(5, 2, 90, 7, true, true, false, "r2", 3000);
        assertThat(none.applied(present)).isEqualTo(present);
        assertThat(none.settings()).isEqualTo(PeerSettings.DEFAULT);
        assertThat(none.host()).isNull();
    }

    /** Whatever is sent is either read or refused with a status of a bad request. */
    @Test
    void a_damaged_body_is_refused_or_valid() {
        Random random = new Random(12);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder body = new StringBuilder(BODY);
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                damage(body, random);
            }
            try {
                PeerSettings settings =
                        ServerParameters.parse(body.toString(), 9).settings();
                assertThat(settings.weight()).isBetween(1, 65_535);
                assertThat(settings.maxFails()).isNotNegative();
                assertThat(settings.maxConnections()).isNotNegative();
                assertThat(settings.failSeconds()).isNotNegative();
            } catch (ApiException e) {
                assertThat(e.status()).isIn(400, 415);
                refused++;
            }
        }
        assertThat(refused).isBetween(10_000, 19_999);
    }

    private static void damage(StringBuilder body, Random random) {
        int at = random.nextInt(Math.max(1, body.length()));
        switch (random.nextInt(4)) {
            case 0 -> body.delete(at, at + 1);
            case 1 -> body.insert(at, "{}[]\",:0919eE-+.\\u ntf\0\u00e9".charAt(random.nextInt(24)));
            case 2 -> body.replace(at, at + 1, String.valueOf((char) random.nextInt(256)));
            default -> body.setLength(Math.max(1, at));
        }
    }
}
