package io.gangway.headers;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.Node;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.Scope;
import io.gangway.exchange.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One {@code add_header} or {@code add_trailer}.
 *
 * @param value not sent if it is empty
 * @param always whether it is sent with all statuses, errors included
 * @param node the directive
 */
record AddedField(String name, Template value, boolean always, Node node) {
    /** Whether fields of the outer level are inherited. */
    enum Inherit {
        OFF,
        /** Inherited if this level has none, nginx's traditional behaviour. */
        ON,
        MERGE
    }

    /** Fields on a level replace those of outer levels, unless {@link #ADD_HEADER_INHERIT} changes that. */
    static final Directive<List<AddedField>> ADD_HEADER = Directive.list("add_header", 2, 3, AddedField::read)
            .syntax("name value [always]")
            .description("Adds a field to responses with status 200, 201, 204, 206, 301, 302, 303, 304, 307 or 308; "
                    + "with \"always\" to all. The value may contain variables.")
            .differs(
                    "Over HTTP/2, fields of the connection are not sent.",
                    "Connection|Upgrade|Keep-Alive|Proxy-Connection|Transfer-Encoding")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    static final Directive<List<AddedField>> ADD_TRAILER = Directive.list("add_trailer", 2, 3, AddedField::read)
            .syntax("name value [always]")
            .description("Adds a field to the trailer of a chunked or HTTP/2 response, for the same statuses as "
                    + "add_header.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    static final Directive<Inherit> ADD_HEADER_INHERIT = inherit(
            "add_header_inherit",
            "Decides what happens to add_header of the outer level: taken over where this level has none, "
                    + "ignored, or added to those of this level.");

    static final Directive<Inherit> ADD_TRAILER_INHERIT = inherit(
            "add_trailer_inherit",
            "Decides what happens to add_trailer of the outer level: taken over where this level has "
                    + "none, ignored, or added to those of this level.");

    private static Directive<Inherit> inherit(String name, String meaning) {
        return Directive.choice(name, Map.of("on", Inherit.ON, "off", Inherit.OFF, "merge", Inherit.MERGE))
                .syntax("on | off | merge")
                .byDefault(Inherit.ON)
                .defaultText("on")
                .description(meaning)
                .since("1.29.3")
                .in(HTTP, SERVER, LOCATION, LOCATION_IF);
    }

    private static AddedField read(DirectiveArguments r) {
        if (r.count() == 3 && !r.arg(2).equals("always")) {
            throw r.invalidParameter(r.arg(2));
        }
        return new AddedField(r.arg(0), r.template(r.arg(1)), r.count() == 3, r.node());
    }

    /** The effective fields of a level. */
    static List<AddedField> of(Scope scope, Directive<List<AddedField>> directive, Directive<Inherit> inheritance) {
        if (scope == null) {
            return List.of();
        }
        Inherit inherit = scope.get(inheritance);
        List<AddedField> own = scope.own(directive);
        List<AddedField> outer = inherit == Inherit.OFF ? List.of() : of(scope.parent(), directive, inheritance);
        if (own == null) {
            return outer;
        }
        if (inherit != Inherit.MERGE) {
            return own;
        }
        List<AddedField> all = new ArrayList<>(own);
        all.addAll(outer);
        return List.copyOf(all);
    }
}
