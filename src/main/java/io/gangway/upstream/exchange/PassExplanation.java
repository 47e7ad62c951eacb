package io.gangway.upstream.exchange;

import io.gangway.conf.Levels;
import io.gangway.conf.Node;
import io.gangway.conf.Word;
import io.gangway.content.BytesProducer;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.TunnelFactory;
import io.gangway.explain.ExplanationRecorder;
import io.gangway.explain.ExplanationStep;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.BadMessageException;
import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseParser;
import io.gangway.upstream.UpstreamExplanation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Explains what would be sent to the upstream, and what its response would become. The request is computed as for a real
 * exchange, but not sent; a response is assumed. Belongs to its exchange.
 */
final class PassExplanation {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    /** Directives that change what the backend's response contains. */
    private static final List<String> RESPONSE_RULES = List.of(
            "hide_header", "pass_header", "ignore_headers", "redirect", "cookie_domain", "cookie_path", "cookie_flags");

    private static final int MAX_HEAD = 8192;

    private final PassSettings settings;
    private final Exchange x;
    private final UpstreamRequest request;
    private final ExplanationRecorder explanation;
    private final Levels levels;

    PassExplanation(PassSettings settings, UpstreamRequest request) {
        this.settings = settings;
        this.request = request;
        x = request.exchange();
        explanation = x.explanation();
        levels = x.location().source().levels();
    }

    PhaseResult run() {
        if (!request.evaluate()) {
            return x.end(500);
        }
        String written = settings.pass.args().get(0).text();
        explanation.step(
                Topic.PROXY,
                settings.pass,
                settings.pass.name() + " " + written + (settings.group != null ? "" : " is " + request.address()));
        if (settings.cache != null) {
            PhaseResult ended = new CacheExplanation(settings, request).run();
            if (ended != null) {
                return ended;
            }
        }
        request.describeBody();
        if (!request.prepare(x::log)) {
            return x.end(request.refusedStatus());
        }
        if (x.head().isExtendedConnect() && !x.isSubrequest() && !request.asksUpgrade()) {
            explanation.step(Topic.WEBSOCKET, "a WebSocket over HTTP/2 gets 405: this location passes no upgrade");
            return x.end(405);
        }
        request.explain();
        if (!x.isSubrequest()) {
            settings();
        }
        int failure = settings.group != null
                ? UpstreamExplanation.of(settings.group, request.host(), x)
                : UpstreamExplanation.of(settings.upstreams, request.host(), x);
        if (failure != 0) {
            return x.end(failure);
        }
        if (!x.isSubrequest()) {
            nextUpstream();
            errorPages();
        }
        return isUpgraded() ? upgrade() : respond();
    }

    private boolean isUpgraded() {
        return !x.isSubrequest() && request.asksUpgrade() && x.generation().service(TunnelFactory.class) != null;
    }

    private void settings() {
        if (request.tlsKind() != null) {
            boolean verified = levels != null
                    && levels.find(name("ssl_verify")).stream()
                            .anyMatch(node -> node.args().get(0).text().equals("on"));
            step("ssl_verify", "TLS to the backend: its certificate is " + (verified ? "verified" : "not verified"));
        }
        timeout("connect_timeout", settings.connectMillis, "to connect to the backend");
        timeout("send_timeout", settings.sendMillis, "between two writes to the backend");
        timeout("read_timeout", settings.readMillis, "between two reads from the backend");
        if (!settings.directives.isBuffered()) {
            explanation.step(Topic.PROXY, "the request body and the response are passed on as they arrive");
            return;
        }
        step(
                "request_buffering",
                settings.requestBuffering
                        ? "the request body is read whole before the backend is contacted"
                        : "the request body is passed on as it arrives");
        step(
                "buffering",
                settings.responses.isBuffering()
                        ? "the response is read ahead of a slow client: " + size(settings.buffers.total())
                                + " in memory, then "
                                + (settings.buffers.file() == 0
                                        ? "the backend waits"
                                        : "a temporary file of up to " + size(settings.buffers.file()))
                        : "the response is passed on as it arrives");
    }

    private void timeout(String directive, long millis, String meaning) {
        step(directive, "at most " + ExplanationStep.time(millis) + " " + meaning);
    }

    private void step(String directive, String text) {
        String full = name(directive);
        explanation.step(Topic.PROXY, levels, full, text + " (" + full + ")");
    }

    private String name(String directive) {
        return settings.directives.name(directive);
    }

    private static String size(long bytes) {
        if (bytes % 1024 != 0) {
            return bytes + " bytes";
        }
        return bytes % (1024 * 1024) == 0 ? bytes / (1024 * 1024) + " MiB" : bytes / 1024 + " KiB";
    }

    private void nextUpstream() {
        if ((settings.next & NextUpstream.OFF) != 0) {
            step("next_upstream", "no other peer is tried");
            return;
        }
        String failures = NextUpstream.WORDS.entrySet().stream()
                .filter(word ->
                        (settings.next & word.getValue()) != 0 && word.getValue() != NextUpstream.NON_IDEMPOTENT)
                .map(Map.Entry::getKey)
                .sorted()
                .collect(Collectors.joining(", "));
        boolean once = request.isUnsafe() && (settings.next & NextUpstream.NON_IDEMPOTENT) == 0;
        step(
                "next_upstream",
                "another peer, if there is one, is tried after " + failures
                        + (once ? "; not after a " + request.method() + " was sent" : ""));
    }

    /** The statuses that would be replaced: those of failures, and with interception those of the backend. */
    private void errorPages() {
        List<Integer> caught = x.location().settings().errorPages().statuses().stream()
                .filter(status -> isFailure(status) || settings.interceptErrors && status >= 300)
                .toList();
        explanation.errorPages(caught);
        Set<Node> lines = new LinkedHashSet<>();
        caught.forEach(status -> lines.add(errorPage(status)));
        for (Node line : lines) {
            String statuses = caught.stream()
                    .filter(status -> errorPage(status) == line)
                    .map(String::valueOf)
                    .collect(Collectors.joining(", "));
            String when = settings.interceptErrors ? "of a backend, or when none responds" : "when no backend responds";
            explanation.step(Topic.ERROR, line, "error_page would catch " + statuses + " " + when);
        }
    }

    private static boolean isFailure(int status) {
        return status == 502 || status == 504;
    }

    private Node errorPage(int status) {
        return levels == null
                ? null
                : levels.find("error_page").stream()
                        .filter(node -> node.args().stream()
                                .anyMatch(word -> word.text().equals(Integer.toString(status))))
                        .findFirst()
                        .orElse(null);
    }

    // ---- the response

    private PhaseResult respond() {
        String what = x.isSubrequest() ? "the backend of the subrequest " + x.uri() : "the backend";
        explanation.assume(what + " responds with 200 and Content-Type: text/html");
        noteRules();
        Response response = settings.responses.response(x, parse(OK));
        return x.respond(response, new BytesProducer(""));
    }

    /** The rules for fields that only the backend's response shows. */
    private void noteRules() {
        if (levels == null) {
            return;
        }
        for (String directive : RESPONSE_RULES) {
            for (Node node : levels.find(name(directive))) {
                String words =
                        String.join(" ", node.words().stream().map(Word::text).toList());
                explanation.step(Topic.RESPONSE, node, words + " applies to the backend's response");
            }
        }
    }

    private PhaseResult upgrade() {
        String protocol = x.head().fields().get("Upgrade");
        explanation.assume("the backend accepts the upgrade");
        ResponseHead head =
                parse("HTTP/1.1 101 Switching Protocols\r\nUpgrade: " + protocol + "\r\nConnection: upgrade\r\n\r\n");
        TunnelFactory tunnels = x.generation().service(TunnelFactory.class);
        tunnels.explain(
                x,
                new TunnelFactory.Limits(
                        settings.readMillis, settings.sendMillis, settings.buffers.head(), null, null));
        Response response = settings.responses.response(x, head);
        tunnels.agree(x, head.fields(), response);
        return x.upgrade(response, null);
    }

    private static ResponseHead parse(String text) {
        ResponseParser parser = new ResponseParser(MAX_HEAD);
        try {
            parser.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (BadMessageException e) {
            throw new IllegalStateException(e);
        }
        return parser.head();
    }
}
