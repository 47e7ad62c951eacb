package io.gangway.upstream.gateway;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.http.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/** The parameters of requests: those of {@code fastcgi_param} and the like, then the client's fields. Compiled once; immutable. */
public final class GatewayParams {
    private static final String FIELD = "HTTP_";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    /**
     * One parameter.
     *
     * @param onlyNotEmpty whether it is left out if its value is empty
     */
    public record Param(String name, Template value, boolean onlyNotEmpty) {}

    private final List<Param> params;
    /** The client's fields that parameters replace, in lower case with underscores. */
    private final Set<String> replaced = new HashSet<>();

    private final boolean passClientFields;

    /** @param byDefault those that are sent unless they are configured; an empty one only removes the client's field */
    GatewayParams(List<Param> configured, List<Param> byDefault, boolean passClientFields) {
        this.passClientFields = passClientFields;
        List<Param> all = new ArrayList<>(configured);
        for (Param param : byDefault) {
            if (configured.stream().noneMatch(other -> other.name().equalsIgnoreCase(param.name()))) {
                all.add(param);
            }
        }
        for (Param param : all) {
            if (isField(param)) {
                replaced.add(param.name().substring(FIELD.length()).toLowerCase(Locale.ROOT));
            }
        }
        // As in nginx, an empty HTTP_ parameter only removes the client's field.
        params = all.stream()
                .filter(param -> !(isField(param) && "".equals(param.value().constant())))
                .toList();
    }

    private static boolean isField(Param param) {
        return param.name().length() > FIELD.length() && param.name().startsWith(FIELD);
    }

    /** Declares the directive that sets a parameter. */
    public static Directive<List<Param>> directive(String name, String server) {
        return Directive.list(name, 2, 3, GatewayParams::read)
                .syntax("name value [if_not_empty]")
                .description("Sends a parameter to the " + server + " server. The value may contain variables. With "
                        + "if_not_empty it is only sent when it has a value. One " + name + " on a level replaces all "
                        + "of the outer levels.")
                .in(HTTP, SERVER, LOCATION);
    }

    private static Param read(DirectiveArguments r) {
        boolean onlyNotEmpty = r.count() == 3;
        if (onlyNotEmpty && !r.arg(2).equals("if_not_empty")) {
            throw r.invalidParameter(r.arg(2));
        }
        return new Param(r.arg(0), r.template(r.arg(1)), onlyNotEmpty);
    }

    /**
     * Passes each name and value, one char per byte, in order.
     *
     * @param extensions the value of {@code Sec-WebSocket-Extensions} in place of the client's; null for that
     */
    void forEach(Exchange x, String extensions, BiConsumer<String, String> to) {
        for (Param param : params) {
            String value = param.value().render(x);
            if (!param.onlyNotEmpty() || !value.isEmpty()) {
                to.accept(param.name(), value);
            }
        }
        if (passClientFields) {
            clientFields(x.head().fields(), extensions, to);
        }
    }

    /** Fields with the same name are joined, as in nginx since 1.23.0. */
    private void clientFields(Fields fields, String extensions, BiConsumer<String, String> to) {
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (fields.indexOf(name, 0) < i) {
                continue;
            }
            String param = name.toUpperCase(Locale.ROOT).replace('-', '_');
            if (!replaced.contains(param.toLowerCase(Locale.ROOT))) {
                String separator = name.equalsIgnoreCase("Cookie") ? "; " : ", ";
                boolean replaces = extensions != null && name.equalsIgnoreCase(EXTENSIONS);
                to.accept(FIELD + param, replaces ? extensions : String.join(separator, fields.all(name)));
            }
        }
    }
}
