package io.gangway.sub;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.core.MimeTypes;
import io.gangway.exchange.FilterOrder;
import io.gangway.exchange.Template;
import java.util.List;

/** nginx's sub module: {@code sub_filter}. */
public final class SubModule implements Module {
    /**
     * One {@code sub_filter}.
     *
     * @param text the text to search for, case-insensitively
     * @param replacement the text that replaces it
     */
    record Pair(Template text, Template replacement) {}

    private static final int MAX = 255;

    /** The texts and their replacements. */
    static final Directive<List<Pair>> SUB_FILTER = Directive.list("sub_filter", 2, 2, SubModule::pair)
            .syntax("string replacement")
            .description("Replaces a string in the body of responses. Case is ignored; both may contain variables. May "
                    + "be written several times on one level.")
            .in(HTTP, SERVER, LOCATION);

    /** Whether each text is replaced only once. */
    static final Directive<Boolean> SUB_FILTER_ONCE = Directive.flag("sub_filter_once")
            .byDefault(true)
            .description("Replaces each string only the first time that it appears.")
            .in(HTTP, SERVER, LOCATION);

    /** Whether {@code Last-Modified} is kept. */
    static final Directive<Boolean> SUB_FILTER_LAST_MODIFIED = Directive.flag("sub_filter_last_modified")
            .byDefault(false)
            .description("Keeps the Last-Modified field of responses that sub_filter processes.")
            .in(HTTP, SERVER, LOCATION);

    /** Content types that are processed, in addition to {@code text/html}. */
    static final Directive<MimeTypes> SUB_FILTER_TYPES = MimeTypes.directive("sub_filter_types", "text/html")
            .syntax("mime-type ...")
            .defaultText("text/html")
            .description(
                    "Names the content types, in addition to text/html, in which strings are replaced. \"*\" means all "
                            + "types.")
            .in(HTTP, SERVER, LOCATION);

    @Override
    public List<Directive<?>> directives() {
        return List.of(SUB_FILTER, SUB_FILTER_ONCE, SUB_FILTER_LAST_MODIFIED, SUB_FILTER_TYPES);
    }

    @Override
    public void compose(LocationBuilder location) {
        if (!location.get(SUB_FILTER).isEmpty()) {
            location.filter(FilterOrder.SUBSTITUTION, new SubFilter(location.scope()));
        }
    }

    private static Pair pair(DirectiveArguments r) {
        if (r.arg(0).isEmpty()) {
            throw r.error("empty search pattern");
        }
        List<Pair> before = r.scope().own(SUB_FILTER);
        if (before != null && before.size() == MAX) {
            throw r.error("number of search patterns exceeds 255");
        }
        return new Pair(r.template(r.arg(0)), r.template(r.arg(1)));
    }
}
