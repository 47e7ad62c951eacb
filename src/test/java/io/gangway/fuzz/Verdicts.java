package io.gangway.fuzz;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.ServerUnderTest;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** The verdicts of a server on random request heads: the status, and the parsed values. */
final class Verdicts {
    private static final int INPUTS = 2_000;
    private static final long SEED = 130;
    private static final int LONGEST = 160;

    /**
     * Two servers: one with nginx's defaults, one with other rules and small buffers. Each responds with the parsed
     * values.
     */
    static final String CONFIG = """
            keepalive_timeout 0; lingering_close always;
            map $uri $understood { default "$request_method|$uri|$args|$host|$http_content_length|$http_x|$server_protocol|$request_uri"; }
            server { listen %{port}; location / { return 200 $understood; } }
            server { listen %{port:strict}; client_header_buffer_size 128; large_client_header_buffers 2 512; merge_slashes off;
                ignore_invalid_headers off; underscores_in_headers on; location / { return 200 $understood; } }
            """;

    private Verdicts() {}

    static List<byte[]> inputs() {
        Mutator mutator = new Mutator(SEED, RequestSeeds.HEADS, RequestSeeds.WORDS);
        List<byte[]> inputs = new ArrayList<>();
        while (inputs.size() < INPUTS) {
            inputs.add(mutator.next());
        }
        return inputs;
    }

    static String checksum(List<byte[]> inputs) {
        CRC32 sum = new CRC32();
        inputs.forEach(sum::update);
        return Long.toHexString(sum.getValue());
    }

    /** Two lines for each input: of the default server and of the strict one. */
    static List<String> of(ServerUnderTest server, List<byte[]> inputs) throws IOException {
        List<String> verdicts = new ArrayList<>();
        for (byte[] input : inputs) {
            verdicts.add(verdict(server.port(), input));
            verdicts.add(verdict(server.port("strict"), input));
        }
        return verdicts;
    }

    /** A reset may overtake a response, so a reset is retried. */
    private static String verdict(int port, byte[] input) throws IOException {
        String verdict = "reset";
        for (int tries = 0; tries < 5 && verdict.equals("reset"); tries++) {
            verdict = once(port, input);
        }
        return verdict;
    }

    private static String once(int port, byte[] input) throws IOException {
        try (RawConnection connection = RawHttp.connect(port)) {
            connection.send(input);
            connection.socket().shutdownOutput();
            return verdict(connection.readUntilEnd());
        } catch (SocketException reset) {
            return "reset";
        }
    }

    private static String verdict(String response) {
        if (response.startsWith("<html>\r\n<head><title>")) {
            return "without a head " + response.substring(21, 24);
        }
        if (!response.startsWith("HTTP/")) {
            return response.isEmpty() ? "closed" : shortened(response);
        }
        if (response.startsWith("HTTP/1.1 100 Continue\r\n\r\n")) {
            return "100 " + verdict(response.substring(25));
        }
        String status = response.substring(9, 12);
        int body = response.indexOf("\r\n\r\n") + 4;
        return status.equals("200") ? "200 " + shortened(response.substring(body)) : status;
    }

    private static String shortened(String text) {
        String line = Bytes.shown(text);
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." + line.length() : line;
    }
}
