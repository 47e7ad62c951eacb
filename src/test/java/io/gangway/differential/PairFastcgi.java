package io.gangway.differential;

import io.gangway.testing.ScriptedFastcgi;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The FastCGI server of a pair file, {@code %{backend:fastcgi}}. It sends the records of the section {@code fastcgi
 * PATH}, where the path is the value of the parameter {@code REQUEST_URI} without arguments; else 200 with a short
 * body. Each line is a record: {@code out}, {@code err} or {@code raw} and its content, {@code end} or {@code close};
 * {@code out3} has three bytes of padding. Several sections of a path are its responses in turn; times are written as in
 * {@link PairResponse}.
 */
final class PairFastcgi implements PairBackend {
    static final String NAME = "fastcgi";

    private final Map<String, List<List<String>>> responses;
    /** The number of responses sent, by path. */
    private final ConcurrentMap<String, Integer> sent = new ConcurrentHashMap<>();

    private final ScriptedFastcgi backend;

    private PairFastcgi(Map<String, List<List<String>>> responses) throws IOException {
        this.responses = responses;
        backend = ScriptedFastcgi.start(this::respond);
    }

    /** Starts the server; the responses are the lines of the sections by the path. */
    static PairFastcgi start(Map<String, List<List<String>>> responses) throws IOException {
        return new PairFastcgi(responses);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String address() {
        return "127.0.0.1:" + backend.port();
    }

    @Override
    public void clear() {
        backend.clearRequests();
    }

    @Override
    public void append(StringBuilder text, Normal normal) {
        for (ScriptedFastcgi.Request request : backend.requests()) {
            text.append("\n=== backend ")
                    .append(NAME)
                    .append(request.keep() ? " (keep)" : "")
                    .append(" received\n");
            StringBuilder received = new StringBuilder();
            request.params()
                    .forEach((name, value) ->
                            received.append(name).append('=').append(value).append('\n'));
            text.append(normal.text(received + "\n" + request.body()));
        }
    }

    private void respond(ScriptedFastcgi.Request request, ScriptedFastcgi.Response response) throws IOException {
        String path = request.params().getOrDefault("REQUEST_URI", "").replaceFirst("\\?.*", "");
        List<List<String>> all =
                responses.getOrDefault(path, List.of(List.of("out Content-Type: text/plain\\r\\n\\r\\nhello", "end")));
        List<String> lines = all.get(Math.min(sent.merge(path, 1, Integer::sum), all.size()) - 1);
        long now = System.currentTimeMillis() / 1000;
        boolean closes = !request.keep();
        for (String line : lines) {
            String[] words = line.split(" ", 2);
            String content = words.length < 2 ? "" : PairResponse.timed(PairText.content(List.of(words[1])), now);
            switch (words[0]) {
                case "out" -> response.out(content);
                case "out3" -> response.record(6, content, 3);
                case "err" -> response.error(content);
                case "raw" -> response.raw(content);
                case "end" -> response.end();
                case "close" -> closes = true;
                case "" -> {}
                default -> throw new IllegalArgumentException("record: " + line);
            }
        }
        if (closes) {
            response.close();
        }
    }

    @Override
    public void close() throws IOException {
        backend.close();
    }
}
