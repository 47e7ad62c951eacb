package io.gangway.grpc;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.http.Fields;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.upstream.exchange.FieldNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The fields of requests to a gRPC server: those of {@code grpc_set_header}, nginx's default fields, then the client's
 * that these do not replace. Compiled once; immutable.
 */
final class GrpcHeaders {
    /** Fields that nginx sets or omits by default, so that the client's are not passed on. */
    private static final List<String> OWN = List.of(
            "Content-Length",
            "TE",
            "Host",
            "Connection",
            "Proxy-Connection",
            "Transfer-Encoding",
            "Keep-Alive",
            "Expect",
            "Upgrade");

    private static final String LENGTH = "content-length";
    private static final String TRAILERS = "trailers";

    /** One {@code grpc_set_header}. */
    record Setting(String name, Template value) {}

    private final List<Setting> settings = new ArrayList<>();
    private final FieldNames replaced;
    private final boolean setsTe;
    /** Whether {@code Host} is configured: as in nginx, it is then sent in place of {@code :authority}. */
    private final boolean setsHost;

    /** @param contentLength {@code $content_length} */
    GrpcHeaders(List<Setting> configured, Template contentLength) {
        List<String> names = new ArrayList<>(OWN);
        for (Setting setting : configured) {
            names.add(setting.name());
            settings.add(new Setting(setting.name().toLowerCase(Locale.ROOT), setting.value()));
        }
        if (!sets(LENGTH)) {
            settings.add(new Setting(LENGTH, contentLength));
        }
        setsTe = sets("te");
        setsHost = sets("host");
        replaced = new FieldNames(names);
    }

    /** Whether {@code :authority} is sent. */
    boolean hasAuthority() {
        return !setsHost;
    }

    /** Writes each field in order. Those that belong to a connection of HTTP/1 are left out (RFC 9113, 8.2.2). */
    void write(HeaderBlockWriter out, Exchange x) {
        for (Setting setting : settings) {
            String value = setting.value().render(x);
            if (!value.isEmpty()) {
                out.field(setting.name(), value);
            }
        }
        Fields fields = x.head().fields();
        if (!setsTe && acceptsTrailers(fields.get("TE"))) {
            out.field("te", TRAILERS);
        }
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (!replaced.contains(name)) {
                out.field(name, fields.value(i));
            }
        }
    }

    /** Whether a field, its name in lower case, is configured. */
    boolean sets(String name) {
        return settings.stream().anyMatch(setting -> setting.name().equals(name));
    }

    private static boolean acceptsTrailers(String te) {
        return te != null && te.toLowerCase(Locale.ROOT).contains(TRAILERS);
    }
}
