package io.gangway.http2.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.eclipse.jetty.http.compression.HuffmanDecoder;
import org.eclipse.jetty.http.compression.HuffmanEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7541, appendix B, derived from the lengths of the codes. */
class HuffmanTest {
    private static byte[] encoded(String text) {
        byte[] bytes = new byte[Huffman.length(text)];
        assertThat(Huffman.encode(text, bytes, 0)).isEqualTo(bytes.length);
        return bytes;
    }

    private static String decoded(byte[] bytes) {
        return Huffman.decode(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "www.example.com | f1e3c2e5f23a6ba0ab90f4ff",
                "no-cache | a8eb10649cbf",
                "custom-key | 25a849e95ba97d7f",
                "302 | 6402",
                "private | aec3771a4b",
                "Mon, 21 Oct 2013 20:13:21 GMT | d07abe941054d444a8200595040b8166e082a62d1bff",
                "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"
                        + " | 94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007"
            })
    void texts_of_the_rfc(String text, String hex) {
        assertThat(HexFormat.of().formatHex(encoded(text))).isEqualTo(hex);
        assertThat(decoded(HexFormat.of().parseHex(hex))).isEqualTo(text);
    }

    @Test
    void every_byte_comes_back_as_it_was() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            assertThat(decoded(encoded(text))).isEqualTo(text);
        }
    }

    @Test
    void jetty_says_the_same_of_printable_text() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(60); n >= 0; n--) {
                text.append((char) (' ' + random.nextInt(95)));
            }
            ByteBuffer out = ByteBuffer.allocate(512);
            HuffmanEncoder.encode(out, text.toString());
            byte[] expected = new byte[out.flip().remaining()];
            out.get(expected);
            assertThat(encoded(text.toString())).isEqualTo(expected);
            HuffmanDecoder jetty = new HuffmanDecoder();
            jetty.setLength(expected.length);
            assertThat(jetty.decode(ByteBuffer.wrap(expected))).isEqualTo(text.toString());
        }
    }

    /** Tried on nginx 1.30.6, whose test suite sends such padding. RFC 7541, 5.2, has it as an error. */
    @ParameterizedTest
    @CsvSource({"f1ff, w", "1fff, a", "1fffff, a", "f8ff, &"})
    void padding_may_be_longer_than_the_rest_of_a_byte_as_in_nginx(String hex, String text) {
        assertThat(decoded(HexFormat.of().parseHex(hex))).isEqualTo(text);
    }

    @Test
    void a_string_of_padding_is_empty() {
        assertThat(decoded(HexFormat.of().parseHex("ff"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ffffffff, the end of string itself", "00, padding of zeros", "fffffffc, an unfinished code"})
    void what_is_not_of_the_code_is_refused(String hex, String why) {
        assertThat(decoded(HexFormat.of().parseHex(hex))).as(why).isNull();
    }
}
