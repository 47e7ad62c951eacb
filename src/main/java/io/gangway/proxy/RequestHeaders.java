package io.gangway.proxy;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.exchange.TunnelFactory;
import io.gangway.http.Fields;
import io.gangway.http.HeadWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of requests to the upstream: the lines of {@code proxy_set_header}, nginx's own, then the client's fields that
 * none of these replaces. Compiled once; immutable.
 */
final class RequestHeaders {
    /** nginx's own lines; an empty value only keeps the client's field back. */
    private static final List<String> OWN = List.of(
            "Host", "Connection", "Content-Length", "Transfer-Encoding", "TE", "Keep-Alive", "Expect", "Upgrade");

    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    /** One {@code proxy_set_header}. */
    record Setting(String name, Template value) {}

    private interface Line {
        void write(HeadWriter out, Exchange x, long bodyLength, boolean chunked);
    }

    private final Line[] lines;
    private final FieldNames replaced;
    private final boolean passClientFields;
    /** What is sent as {@code Upgrade}; null for nothing. */
    private final Template upgrade;

    RequestHeaders(List<Setting> settings, Template host, boolean passClientFields) {
        this.passClientFields = passClientFields;
        List<Line> all = new ArrayList<>();
        List<String> names = new ArrayList<>(OWN);
        StringBuilder fixed = new StringBuilder();
        Template seenUpgrade = null;
        for (Setting setting : settings) {
            names.add(setting.name());
            add(all, fixed, setting);
            if (setting.name().equalsIgnoreCase("Upgrade")) {
                seenUpgrade = setting.value();
            }
        }
        for (String own : OWN) {
            if (settings.stream().noneMatch(s -> s.name().equalsIgnoreCase(own))) {
                own(all, fixed, own, host);
            }
        }
        flush(all, fixed);
        upgrade = seenUpgrade;
        lines = all.toArray(Line[]::new);
        replaced = new FieldNames(names);
    }

    private static void own(List<Line> all, StringBuilder fixed, String name, Template host) {
        switch (name) {
            case "Host" -> add(all, fixed, new Setting(name, host));
            case "Content-Length" -> {
                flush(all, fixed);
                all.add((out, x, length, chunked) -> {
                    if (length >= 0 && !chunked) {
                        out.field("Content-Length", length);
                    }
                });
            }
            case "Transfer-Encoding" -> {
                flush(all, fixed);
                all.add((out, x, length, chunked) -> {
                    if (chunked) {
                        out.field("Transfer-Encoding", "chunked");
                    }
                });
            }
            default -> {}
        }
    }

    private static void add(List<Line> all, StringBuilder fixed, Setting setting) {
        String name = setting.name();
        Template value = setting.value();
        if (value.constant() != null) {
            if (!value.constant().isEmpty()) {
                HeadWriter line = new HeadWriter().field(name, value.constant());
                for (int i = 0; i < line.length(); i++) {
                    fixed.append((char) (line.array()[i] & 0xff));
                }
            }
            return;
        }
        flush(all, fixed);
        all.add((out, x, length, chunked) -> {
            String text = value.render(x);
            if (!text.isEmpty()) {
                out.field(name, text);
            }
        });
    }

    private static void flush(List<Line> all, StringBuilder fixed) {
        if (!fixed.isEmpty()) {
            String text = fixed.toString();
            all.add((out, x, length, chunked) -> out.text(text));
            fixed.setLength(0);
        }
    }

    /**
     * Writes all lines and the empty one.
     *
     * @param bodyLength -1 when there is no body or it is chunked
     */
    void write(HeadWriter out, Exchange x, long bodyLength, boolean chunked) {
        for (Line line : lines) {
            line.write(out, x, bodyLength, chunked);
        }
        String extensions = extensions(x);
        if (extensions != null && !extensions.isEmpty()) {
            out.field(EXTENSIONS, extensions);
        }
        if (passClientFields) {
            Fields fields = x.head().fields();
            for (int i = 0; i < fields.size(); i++) {
                String name = fields.name(i);
                if (!replaced.contains(name) && (extensions == null || !name.equalsIgnoreCase(EXTENSIONS))) {
                    out.field(name, fields.value(i));
                }
            }
        }
        out.end();
    }

    /** What an upgrade asks for instead of the client's extensions; null when these go on, or the configuration says them. */
    private String extensions(Exchange x) {
        if (x.head().upgrade() == null || upgrade == null || replaced.contains(EXTENSIONS)) {
            return null;
        }
        TunnelFactory tunnels = x.generation().service(TunnelFactory.class);
        return tunnels == null ? null : tunnels.extensions(x);
    }

    /** Whether the upstream is asked to upgrade. */
    boolean asksUpgrade(Exchange x) {
        return upgrade != null && !upgrade.render(x).isEmpty();
    }
}
