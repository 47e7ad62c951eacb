package io.gangway.differential;

import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.Site;
import io.gangway.testing.UpstreamConnection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A backend of a pair file: sends the responses of its sections in turn. Called by the threads of its connections. */
final class PairScript implements Script {
    private final String name;
    private final List<PairResponse> responses;
    private final Site site;
    /** The number of responses sent, by the first section with the same title. */
    private final ConcurrentMap<PairResponse, Integer> sent = new ConcurrentHashMap<>();

    PairScript(String name, List<PairResponse> responses, Site site) {
        this.name = name;
        this.responses = responses;
        this.site = site;
    }

    @Override
    public void run(RecordedRequest request, UpstreamConnection connection) throws IOException {
        Optional<PairResponse> response = next(request);
        if (response.isEmpty()) {
            String body = "answer of " + name + "\n";
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + (request.method().equals("HEAD") ? "" : body));
            return;
        }
        connection.send(site.fill(response.get().textAt(System.currentTimeMillis() / 1000)));
        if (response.get().closes()) {
            connection.close();
        }
    }

    /** The response with a condition has priority. */
    private Optional<PairResponse> next(RecordedRequest request) {
        Optional<PairResponse> first = responses.stream()
                .filter(each -> each.matches(request))
                .reduce((a, b) -> a.condition() == null && b.condition() != null ? b : a);
        if (first.isEmpty()) {
            return first;
        }
        List<PairResponse> all =
                responses.stream().filter(first.get()::isAlternativeTo).toList();
        int number = sent.merge(first.get(), 1, Integer::sum);
        return Optional.of(all.get(Math.min(number, all.size()) - 1));
    }
}
