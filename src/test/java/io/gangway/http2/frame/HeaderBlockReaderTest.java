package io.gangway.http2.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7541: its examples, in one piece and byte by byte; nginx's limits. */
class HeaderBlockReaderTest {
    /** Appendix C.3, without Huffman's code, and C.4, with it: three requests on one connection. */
    private static final String[][] CONNECTIONS = {
        {
            "828684410f7777772e6578616d706c652e636f6d",
            "828684be58086e6f2d6361636865",
            "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565"
        },
        {
            "828684418cf1e3c2e5f23a6ba0ab90f4ff",
            "828684be5886a8eb10649cbf",
            "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"
        }
    };

    private static final List<List<String>> REQUESTS = List.of(
            List.of(":method=GET", ":scheme=http", ":path=/", ":authority=www.example.com"),
            List.of(":method=GET", ":scheme=http", ":path=/", ":authority=www.example.com", "cache-control=no-cache"),
            List.of(
                    ":method=GET",
                    ":scheme=https",
                    ":path=/index.html",
                    ":authority=www.example.com",
                    "custom-key=custom-value"));

    private final HeaderBlockReader reader = new HeaderBlockReader(64, 200);

    private List<String> read(String hex, int pieceSize) throws Http2ConnectionException {
        List<String> fields = new ArrayList<>();
        byte[] block = HexFormat.of().parseHex(hex);
        reader.begin((name, value) -> fields.add(name + "=" + value));
        for (int at = 0; at < block.length; at += pieceSize) {
            reader.read(ByteBuffer.wrap(block, at, Math.min(pieceSize, block.length - at)));
        }
        reader.end();
        return fields;
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "0, 1", "0, 3", "1, 1000", "1, 1", "1, 7"})
    void examples_of_the_rfc(int connection, int pieceSize) throws Http2ConnectionException {
        for (int i = 0; i < REQUESTS.size(); i++) {
            assertThat(read(CONNECTIONS[connection][i], pieceSize)).isEqualTo(REQUESTS.get(i));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "80 | 9 | client sent invalid hpack table index 0",
                "be | 9 | client sent out of bound hpack table index: 62",
                "ffffffff7f | 9 | client sent header block with too long header index value",
                "3fe21f | 9 | client sent invalid table size update: 4097",
                "3fffffff7f | 9 | client sent header block with too long size update value",
                "0000 | 1 | client sent zero header name length",
                "0104 | 6 | client sent header block with incorrect length",
                "007fffffff7f | 9 | client sent header block with too long length value",
                "007f0a | 11 | client sent too large header field",
                "008184 | 9 | client sent invalid encoded header field"
            })
    void what_ends_the_connection(String hex, int code, String message) {
        assertThatThrownBy(() -> read(hex, 1000))
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        Http2ConnectionException.class,
                        fault -> assertThat(fault.code()).isEqualTo(code));
    }

    @Test
    void a_short_block_that_unfolds_to_much_is_refused() {
        // A field of 45 bytes goes into the table, and is said again with one byte each.
        String bomb = "40" + "01" + "61" + "2c" + "62".repeat(44) + "be".repeat(10);
        assertThatThrownBy(() -> read(bomb, 1000))
                .hasMessage("client sent too large header")
                .isInstanceOfSatisfying(
                        Http2ConnectionException.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM));
    }

    @Test
    void the_table_can_be_emptied() throws Http2ConnectionException {
        read("400161" + "0162", 1000);
        assertThat(read("be", 1000)).containsExactly("a=b");
        assertThat(read("20", 1000)).isEmpty();
        assertThatThrownBy(() -> read("be", 1000)).hasMessage("client sent out of bound hpack table index: 62");
    }

    @Test
    void control_characters_arrive_as_they_are() throws Http2ConnectionException {
        String value = "a\0b\r\nc";
        byte[] coded = new byte[Huffman.length(value)];
        Huffman.encode(value, coded, 0);
        String hex = "00" + "0161" + HexFormat.of().toHexDigits((byte) (0x80 | coded.length))
                + HexFormat.of().formatHex(coded);
        assertThat(read(hex, 1000)).containsExactly("a=" + value);
    }
}
