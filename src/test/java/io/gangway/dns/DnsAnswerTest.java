package io.gangway.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsAnswerTest {
    /** ident 1234, one question: Ab.c A IN. */
    private static final String HEAD = "1234 8180 0001 0001 0000 0000  02 4162 01 63 00  0001 0001 ";

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void an_answer_is_read() throws Exception {
        DnsAnswer answer = DnsAnswer.read(bytes(HEAD + "c00c 0001 0001 0000003c 0004 7f000001"));
        assertThat(answer.ident()).isEqualTo(0x1234);
        assertThat(answer.name()).isEqualTo("ab.c");
        assertThat(answer.code()).isZero();
        assertThat(answer.ttlSeconds()).isEqualTo(60);
        assertThat(answer.addresses()).hasToString("[/127.0.0.1]");
    }

    @Test
    void an_alias_may_be_compressed() {
        DnsAnswer answer = DnsAnswer.read(bytes(HEAD + "c00c 0005 0001 ffffffff 0006 03 777777 c00c"));
        assertThat(answer.alias()).isEqualTo("www.ab.c");
        assertThat(answer.ttlSeconds()).isZero();
    }

    @Test
    void a_question_is_written_as_it_is_read() {
        ByteBuffer query = new DnsQuery(0x1234, "ab.c", DnsQuery.A).encode();
        assertThat(query).isEqualTo(bytes("1234 0100 0001 0000 0000 0000  02 6162 01 63 00  0001 0001"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', no header",
        "1234 0180 0001 0000 0000 0000  01 61 00 0001 0001, a question",
        "1234 8180 0002 0000 0000 0000  01 61 00 0001 0001, two questions",
        "1234 8180 0001 0000 0000 0000  c00c 0001 0001, a pointer to itself",
        "1234 8180 0001 0000 0000 0000  01 61 c00c 0001 0001, a pointer into a circle",
        "1234 8180 0001 0000 0000 0000  80 61 00 0001 0001, a label of unknown kind",
        "1234 8180 0001 0000 0000 0000  05 61 00 0001 0001, a label that is too long",
        "1234 8180 0001 0001 0000 0000  01 61 00 0001 0001, a record that is missing",
        "1234 8180 0001 0001 0000 0000  01 61 00 0001 0001 c00c 0001 0001 00000000 0003 7f0000, three bytes of address",
        "1234 8180 0001 0001 0000 0000  01 61 00 0001 0001 c00c 0063 0001 00000000 ffff, a record beyond the end",
    })
    void what_is_no_answer_does_not_count(String hex, String what) {
        assertThat(DnsAnswer.read(bytes(hex))).as(what).isNull();
    }

    @Test
    void no_message_breaks_the_reader() {
        Random random = new Random(1);
        byte[] good =
                bytes(HEAD + "c00c 0005 0001 ffffffff 0006 03 777777 c00c").array();
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = good.clone();
            for (int j = 0; j < 3; j++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            DnsAnswer answer = DnsAnswer.read(ByteBuffer.wrap(broken, 0, random.nextInt(broken.length + 1)));
            assertThat(answer == null || answer.name() != null).isTrue();
        }
    }
}
