package io.gangway.foreign;

import java.util.Base64;
import java.util.List;

/** A client that runs a script of the test resources and controls it by lines. */
abstract class LineClient implements ForeignWebSocket {

    /** Writes lines to the script. */
    abstract void writeLines(List<String> lines) throws Exception;

    @Override
    public void open(String url, String... words) throws Exception {
        disconnect();
        writeLines(
                List.of(String.join(" ", "open " + url, String.join(" ", words)).strip()));
    }

    @Override
    public void send(List<String> texts) throws Exception {
        writeLines(texts.stream().map("text "::concat).toList());
    }

    @Override
    public void send(byte[] bytes) throws Exception {
        writeLines(List.of("binary " + Base64.getEncoder().encodeToString(bytes)));
    }

    @Override
    public void ping(String payload) throws Exception {
        writeLines(List.of("ping " + payload));
    }

    @Override
    public void close(int code, String reason) throws Exception {
        writeLines(List.of("close " + code + " " + reason));
    }

    @Override
    public void disconnect() throws Exception {
        writeLines(List.of("leave"));
        String line = next();
        while (!line.equals("left")) {
            line = next();
        }
    }
}
