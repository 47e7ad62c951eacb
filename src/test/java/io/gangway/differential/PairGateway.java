package io.gangway.differential;

import io.gangway.testing.ScriptedGateway;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The uwsgi or SCGI server of a pair file, {@code %{backend:uwsgi}}. It sends the bytes of the section {@code uwsgi
 * PATH}, where the path is the value of the parameter {@code REQUEST_URI} without arguments, and closes the connection;
 * else 200 with a short body.
 */
final class PairGateway implements PairBackend {
    static final List<String> NAMES = List.of("uwsgi", "scgi");

    private final String name;
    private final Map<String, List<String>> responses;
    private final ScriptedGateway backend;

    /** @param responses the lines of each section, by its title */
    PairGateway(String name, Map<String, List<String>> responses) throws IOException {
        this.name = name;
        this.responses = responses;
        backend = name.equals("uwsgi") ? ScriptedGateway.uwsgi(this::respond) : ScriptedGateway.scgi(this::respond);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String address() {
        return backend.address();
    }

    @Override
    public void clear() {
        backend.clearRequests();
    }

    @Override
    public void append(StringBuilder text, Normal normal) {
        for (ScriptedGateway.Request request : backend.requests()) {
            text.append("\n=== backend ")
                    .append((name + " " + request.kind()).strip())
                    .append(" received\n");
            StringBuilder received = new StringBuilder();
            request.params()
                    .forEach((key, value) ->
                            received.append(key).append('=').append(value).append('\n'));
            text.append(normal.text(received + "\n" + request.body()));
        }
    }

    private void respond(ScriptedGateway.Request request, ScriptedGateway.Response response) throws IOException {
        String path = request.params().getOrDefault("REQUEST_URI", "").replaceFirst("\\?.*", "");
        List<String> lines = responses.get(name + " " + path);
        response.send(PairText.content(lines == null ? List.of("Content-Type: text/plain\\r\\n\\r\\nhello") : lines));
    }

    @Override
    public void close() throws IOException {
        backend.close();
    }
}
