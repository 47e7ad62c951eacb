package io.gangway.upstream.http2.request;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.http.Fields;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.upstream.exchange.FieldNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Writes the fields of requests over HTTP/2: the configured ones, then the client's that these do not replace. Fields that
 * belong to a connection of HTTP/1 are never written (RFC 9113, 8.2.2). Compiled once; immutable.
 */
public final class RequestFields {
    private static final String CONTENT_LENGTH = "content-length";

    /** A configured field; it is not sent while its value is empty. */
    public record Setting(String name, Template value) {}

    private interface Part {
        void write(HeaderBlockWriter out, Exchange x);
    }

    private final Part[] parts;
    private final FieldNames replaced;
    private final boolean passClientFields;
    /** Whether {@code Content-Length} is one of the configured fields. */
    private final boolean setsLength;

    /**
     * Compiles fields.
     *
     * @param settings in the order in which they are sent
     * @param omitted names of further fields of the client that are not passed on
     * @param passClientFields whether the client's fields are passed on
     */
    public RequestFields(List<Setting> settings, Collection<String> omitted, boolean passClientFields) {
        this.passClientFields = passClientFields;
        setsLength = settings.stream().anyMatch(setting -> setting.name().equalsIgnoreCase(CONTENT_LENGTH));
        List<Part> all = new ArrayList<>();
        List<String> names = new ArrayList<>(omitted);
        names.add("Host");
        names.add(CONTENT_LENGTH);
        HeaderBlockWriter fixed = new HeaderBlockWriter();
        for (Setting setting : settings) {
            names.add(setting.name());
            if (!setting.name().startsWith(":")) {
                add(all, fixed, setting);
            }
        }
        flush(all, fixed);
        parts = all.toArray(Part[]::new);
        replaced = new FieldNames(names);
    }

    private static void add(List<Part> all, HeaderBlockWriter fixed, Setting setting) {
        String name = setting.name().toLowerCase(Locale.ROOT);
        Template value = setting.value();
        if (value.constant() != null) {
            if (!value.constant().isEmpty() && isSendable(name, value.constant())) {
                fixed.field(name, value.constant());
            }
            return;
        }
        flush(all, fixed);
        all.add((out, x) -> {
            String text = value.render(x);
            if (!text.isEmpty() && isSendable(name, text)) {
                out.field(name, text);
            }
        });
    }

    /** {@code TE} may only say {@code trailers} (RFC 9113, 8.2.2); {@code Host} is {@code :authority}. */
    private static boolean isSendable(String name, String value) {
        return switch (name) {
            case "te" -> value.equals("trailers");
            case "host" -> false;
            default -> true;
        };
    }

    private static void flush(List<Part> all, HeaderBlockWriter fixed) {
        byte[] encoded = fixed.toBytes();
        if (encoded.length > 0) {
            all.add((out, x) -> out.encoded(encoded));
            fixed.reset();
        }
    }

    /**
     * Writes all fields.
     *
     * @param length of the body, sent as {@code Content-Length} if that is not configured; -1 if there is no body or its
     *     length is unknown
     */
    public void write(HeaderBlockWriter out, Exchange x, long length) {
        for (Part part : parts) {
            part.write(out, x);
        }
        if (length >= 0 && !setsLength) {
            out.field(CONTENT_LENGTH, Long.toString(length));
        }
        if (!passClientFields) {
            return;
        }
        Fields fields = x.head().fields();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (!replaced.contains(name)) {
                out.field(name, fields.value(i));
            }
        }
    }
}
