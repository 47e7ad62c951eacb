package io.gangway.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsResponseTest {
    /** ident 1234, one question: Ab.c A IN. */
    private static final String HEAD = "1234 8180 0001 0001 0000 0000  02 4162 01 63 00  0001 0001 ";

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void a_response_is_read() throws Exception {
        DnsResponse response = DnsResponse.read(bytes(HEAD + "c00c 0001 0001 0000003c 0004 7f000001"));
        assertThat(response.ident()).isEqualTo(0x1234);
        assertThat(response.name()).isEqualTo("ab.c");
        assertThat(response.code()).isZero();
        assertThat(response.ttlSeconds()).isEqualTo(60);
        assertThat(response.addresses()).hasToString("[/127.0.0.1]");
    }

    @Test
    void an_alias_may_be_compressed() {
        DnsResponse response = DnsResponse.read(bytes(HEAD + "c00c 0005 0001 ffffffff 0006 03 777777 c00c"));
        assertThat(response.alias()).isEqualTo("www.ab.c");
        assertThat(response.ttlSeconds()).isZero();
    }

    @Test
    void a_query_is_encoded() {
        ByteBuffer query = new DnsQuery(0x1234, "ab.c", DnsQuery.A).encode();
        assertThat(query).isEqualTo(bytes("1234 0100 0001 0000 0000 0000  02 6162 01 63 00  0001 0001"));
    }

    /** A record of 1.2.3.4 with that owner and class, one of 5.6.7.8 for the name itself. */
    @ParameterizedTest
    @CsvSource({
        "c00c 0001 0001, 1.2.3.4 5.6.7.8",
        "c00f 0001 0001, 5.6.7.8",
        "04 6576696c 00 0001 0001, 5.6.7.8",
        "02 4142 01 43 00 0001 0001, 1.2.3.4 5.6.7.8",
        "c00c 0001 0003, 5.6.7.8",
        "c00c 0001 00ff, 5.6.7.8",
        "c00c 0010 0001, 5.6.7.8",
    })
    void a_record_of_another_owner_or_class_is_ignored(String record, String expected) {
        DnsResponse response = DnsResponse.read(bytes(HEAD.replace("0001 0001 0000 0000  02", "0001 0002 0000 0000  02")
                + record + "00000000 0004 01020304" + "c00c 0001 0001 0000003c 0004 05060708"));
        assertThat(response.addresses().stream().map(a -> a.getHostAddress())).containsExactly(expected.split(" "));
        assertThat(response.ttlSeconds()).isEqualTo(expected.contains("1.2.3.4") ? 0 : 60);
    }

    @ParameterizedTest
    @CsvSource({
        // x is an alias of the name, y one of x, and y has an address; in two orders, and with the end missing
        "c00c 0005 0001 0000003c 0003 01 78 00 | 01 78 00 0005 0001 0000001e 0003 01 79 00 | 01 79 00 0001 0001 0000003c 0004 01020304, 1.2.3.4,",
        "01 79 00 0001 0001 0000003c 0004 01020304 | 01 78 00 0005 0001 0000001e 0003 01 79 00 | c00c 0005 0001 0000003c 0003 01 78 00, 1.2.3.4,",
        "c00c 0005 0001 0000003c 0003 01 78 00 | 01 78 00 0005 0001 0000001e 0003 01 79 00 | 01 7a 00 0001 0001 0000003c 0004 01020304, '', y",
        "c00c 0005 0001 0000003c 0003 01 78 00 | 01 7a 00 0005 0001 0000001e 0003 01 79 00 | 01 79 00 0001 0001 0000003c 0004 01020304, '', x",
        "01 78 00 0005 0001 0000003c 0003 01 79 00 | 01 7a 00 0005 0001 0000001e 0003 01 79 00 | 01 79 00 0001 0001 0000003c 0004 01020304, '',",
        // a circle
        "c00c 0005 0001 0000003c 0003 01 78 00 | 01 78 00 0005 0001 0000001e 0002 c00c | 01 79 00 0001 0001 0000003c 0004 01020304, '',",
    })
    void aliases_lead_from_the_name_to_its_addresses(String records, String expected, String alias) {
        DnsResponse response = DnsResponse.read(
                bytes(HEAD.replace("0001 0001 0000 0000  02", "0001 0003 0000 0000  02") + records.replace("|", "")));
        assertThat(response.addresses().toString().replaceAll("[\\[\\]/]", "")).isEqualTo(expected);
        assertThat(response.alias()).isEqualTo(alias);
    }

    @Test
    void a_name_of_the_maximum_length_is_read() {
        String label = "3f" + "61".repeat(63);
        for (int labels = 1; labels <= 5; labels++) {
            DnsResponse response =
                    DnsResponse.read(bytes("1234 8180 0001 0000 0000 0000" + label.repeat(labels) + "00 0001 0001"));
            assertThat(response != null).as("%d labels", labels).isEqualTo(labels < 5);
        }
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
        "1234 8180 0001 0001 0000 0000  01 61 00 0001 0001 c00c 0005 0001 00000000 0003 c00c 00, an alias shorter than its record",
        "1234 8180 0001 0000 0000 0000  01 61 00 0001 0003, a question of another class",
    })
    void a_message_that_is_no_response_is_ignored(String hex, String what) {
        assertThat(DnsResponse.read(bytes(hex))).as(what).isNull();
    }

    @Test
    void random_messages_do_not_break_the_reader() {
        Random random = new Random(1);
        byte[] good =
                bytes(HEAD + "c00c 0005 0001 ffffffff 0006 03 777777 c00c").array();
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = good.clone();
            for (int j = 0; j < 3; j++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            DnsResponse response = DnsResponse.read(ByteBuffer.wrap(broken, 0, random.nextInt(broken.length + 1)));
            assertThat(response == null || response.name() != null).isTrue();
        }
    }
}
