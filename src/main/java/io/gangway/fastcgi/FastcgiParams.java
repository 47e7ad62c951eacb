package io.gangway.fastcgi;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.http.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/** The parameters of requests: those of {@code fastcgi_param}, then the client's fields. Compiled once; immutable. */
final class FastcgiParams {
    private static final String HTTP = "HTTP_";

    /**
     * One {@code fastcgi_param}.
     *
     * @param onlyNotEmpty whether it is left out if its value is empty
     */
    record Param(String name, Template value, boolean onlyNotEmpty) {}

    private final List<Param> params;
    /** The client's fields that parameters replace, in lower case with underscores. */
    private final Set<String> replaced = new HashSet<>();

    private final boolean passClientFields;

    /** @param byDefault those that are sent unless they are configured; an empty one only removes the client's field */
    FastcgiParams(List<Param> configured, List<Param> byDefault, boolean passClientFields) {
        this.passClientFields = passClientFields;
        List<Param> all = new ArrayList<>(configured);
        for (Param param : byDefault) {
            if (configured.stream().noneMatch(other -> other.name().equals(param.name()))) {
                all.add(param);
            }
        }
        for (Param param : all) {
            if (isField(param)) {
                replaced.add(param.name().substring(HTTP.length()).toLowerCase(Locale.ROOT));
            }
        }
        // As in nginx, an empty HTTP_ parameter only removes the client's field.
        params = all.stream()
                .filter(param -> !(isField(param) && "".equals(param.value().constant())))
                .toList();
    }

    private static boolean isField(Param param) {
        return param.name().length() > HTTP.length() && param.name().startsWith(HTTP);
    }

    /** Passes each name and value, one char per byte, in order. */
    void forEach(Exchange x, BiConsumer<String, String> to) {
        for (Param param : params) {
            String value = param.value().render(x);
            if (!param.onlyNotEmpty() || !value.isEmpty()) {
                to.accept(param.name(), value);
            }
        }
        if (passClientFields) {
            clientFields(x.head().fields(), to);
        }
    }

    /** Fields with the same name are joined, as in nginx since 1.23.0. */
    private void clientFields(Fields fields, BiConsumer<String, String> to) {
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (fields.indexOf(name, 0) < i) {
                continue;
            }
            String param = name.toUpperCase(Locale.ROOT).replace('-', '_');
            if (!replaced.contains(param.toLowerCase(Locale.ROOT))) {
                String separator = name.equalsIgnoreCase("Cookie") ? "; " : ", ";
                to.accept(HTTP + param, String.join(separator, fields.all(name)));
            }
        }
    }
}
