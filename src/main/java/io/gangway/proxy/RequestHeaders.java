package io.gangway.proxy;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.exchange.TunnelFactory;
import io.gangway.http.Fields;
import io.gangway.http.HeadWriter;
import io.gangway.upstream.exchange.FieldNames;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the header of requests to the upstream: the fields of {@code proxy_set_header}, nginx's default fields, then
 * the client's fields that these do not replace. Compiled once; immutable.
 */
final class RequestHeaders {
    /** Fields that nginx sets or omits by default, so that the client's are not passed on. */
    static final List<String> OWN = List.of(
            "Host", "Connection", "Content-Length", "Transfer-Encoding", "TE", "Keep-Alive", "Expect", "Upgrade");

    /** Further fields of a request whose response may be stored: conditions and ranges are evaluated by the cache. */
    static final List<String> CACHED =
            List.of("If-Modified-Since", "If-Unmodified-Since", "If-None-Match", "If-Match", "Range", "If-Range");

    static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    /** One {@code proxy_set_header}. */
    record Setting(String name, Template value) {}

    private interface Line {
        void write(HeadWriter out, Exchange x, long bodyLength, boolean chunked);
    }

    private final Line[] lines;
    private final FieldNames replaced;
    private final boolean passClientFields;
    /** The configured value of {@code Upgrade}; null if there is none. */
    private final Template upgrade;

    /**
     * The validators of a stored response, for requests whose response may be stored.
     *
     * @param lastModified {@code $upstream_cache_last_modified}
     * @param etag {@code $upstream_cache_etag}
     */
    record Validators(Template lastModified, Template etag) {}

    /** @param validators null if no response is stored */
    RequestHeaders(List<Setting> settings, Template host, boolean passClientFields, Validators validators) {
        this.passClientFields = passClientFields;
        List<Line> all = new ArrayList<>();
        List<String> names = new ArrayList<>(OWN);
        StringBuilder fixed = new StringBuilder();
        Template upgradeValue = null;
        for (Setting setting : settings) {
            names.add(setting.name());
            add(all, fixed, setting);
            if (setting.name().equalsIgnoreCase("Upgrade")) {
                upgradeValue = setting.value();
            }
        }
        for (String own : OWN) {
            if (!sets(settings, own)) {
                own(all, fixed, own, host);
            }
        }
        if (validators != null) {
            names.addAll(CACHED);
            validator(all, fixed, settings, "If-Modified-Since", validators.lastModified());
            validator(all, fixed, settings, "If-None-Match", validators.etag());
        }
        flush(all, fixed);
        upgrade = upgradeValue;
        lines = all.toArray(Line[]::new);
        replaced = new FieldNames(names);
    }

    private static boolean sets(List<Setting> settings, String name) {
        for (Setting setting : settings) {
            if (setting.name().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private static void validator(
            List<Line> all, StringBuilder fixed, List<Setting> settings, String name, Template value) {
        if (!sets(settings, name)) {
            add(all, fixed, new Setting(name, value));
        }
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
     * Writes all fields and the empty line.
     *
     * @param bodyLength in bytes; -1 if there is no body or it is chunked
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

    /**
     * The WebSocket extensions offered instead of the client's; null to pass on the client's, or the configured ones.
     */
    private String extensions(Exchange x) {
        if (x.head().upgrade() == null || upgrade == null || replaced.contains(EXTENSIONS)) {
            return null;
        }
        TunnelFactory tunnels = x.generation().service(TunnelFactory.class);
        return tunnels == null ? null : tunnels.extensions(x);
    }

    /** The values of {@code Sec-WebSocket-Extensions} that are sent in addition to a configured one. */
    List<String> extensionsSent(Exchange x) {
        String ours = extensions(x);
        if (ours != null) {
            return ours.isEmpty() ? List.of() : List.of(ours);
        }
        return passClientFields && !replaced.contains(EXTENSIONS)
                ? x.head().fields().all(EXTENSIONS)
                : List.of();
    }

    /** Whether the request to the upstream has a non-empty {@code Upgrade} field. */
    boolean asksUpgrade(Exchange x) {
        return upgrade != null && !upgrade.render(x).isEmpty();
    }
}
