package io.gangway.core;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.Node;
import io.gangway.conf.Word;
import io.gangway.config.CoreHttp;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.DocumentRoot;
import io.gangway.exchange.ErrorPages;
import io.gangway.exchange.LocationName;
import io.gangway.exchange.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Core's directives about responses: files, content types, error pages, the {@code Server} field. */
final class CoreContent {
    private CoreContent() {}

    /** Also contains the value of {@code alias}. */
    static final Directive<DocumentRoot> ROOT = Directive.of("root", 1, 1, CoreContent::root)
            .byDefault(DocumentRoot.HTML)
            .repeatable()
            .syntax("path")
            .defaultText("html")
            .description("Sets the directory to which the URI of a request is appended to find a file. The path may "
                    + "contain variables.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    static final Directive<String> ALIAS = Directive.of("alias", 1, 1, CoreContent::alias)
            .notInherited()
            .syntax("path")
            .description("Replaces the part of the URI that the location matches with this path, where root would "
                    + "append the whole URI. In a location with a regular expression it names the whole file, with "
                    + "the help of captures.")
            .in(LOCATION);

    static final Directive<Map<String, String>> TYPES = Directive.of("types", 0, 0, CoreContent::types)
            .withData()
            .byDefault(Map.of("html", "text/html", "gif", "image/gif", "jpg", "image/jpeg"))
            .repeatable()
            .defaultText("text/html html; image/gif gif; image/jpeg jpg;")
            .description("Maps extensions of files to content types. Each line in the block is a type and its "
                    + "extensions.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<String> DEFAULT_TYPE = Directive.word("default_type")
            .byDefault("text/plain")
            .syntax("mime-type")
            .description("Sets the content type of files whose extension is not in types.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<List<ErrorPages.Page>> ERROR_PAGE = Directive.list(
                    "error_page", 2, Integer.MAX_VALUE, CoreContent::errorPage)
            .syntax("code ... [=[response]] uri")
            .description("Shows this URI, which may be a named location or an address on another host, in place of an "
                    + "error. \"=response\" changes the status, \"=\" alone takes that of the page.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    static final Directive<String> SERVER_TOKENS = Directive.choice(
                    "server_tokens", Map.of("on", "on", "off", "off", "build", "build"))
            .byDefault("on")
            .syntax("on | off | build")
            .description(
                    "Shows the version in the Server field and on error pages. \"off\" shows the name only, \"build\" "
                            + "also the name of the build.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> RECURSIVE_ERROR_PAGES = Directive.flag("recursive_error_pages")
            .byDefault(false)
            .description("Allows an error page to have an error page of its own.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> MSIE_PADDING = Directive.flag("msie_padding")
            .byDefault(true)
            .description("Makes error pages for MSIE longer than 512 bytes, so that the browser shows them.")
            .in(HTTP, SERVER, LOCATION);

    /** Whether scheme, host and port are added to a {@code Location} that is only a path. */
    static final Directive<Boolean> ABSOLUTE_REDIRECT = Directive.flag("absolute_redirect")
            .byDefault(true)
            .description("Redirects that the server makes itself name scheme, host and port. With \"off\" they contain "
                    + "the path only.")
            .in(HTTP, SERVER, LOCATION);

    /** Whether that host is the first {@code server_name}, instead of the host of the request. */
    static final Directive<Boolean> SERVER_NAME_IN_REDIRECT = Directive.flag("server_name_in_redirect")
            .byDefault(false)
            .description("Uses the first server_name in absolute redirects, not the host that the client asked for.")
            .in(HTTP, SERVER, LOCATION);

    /** Whether that port is added. */
    static final Directive<Boolean> PORT_IN_REDIRECT = Directive.flag("port_in_redirect")
            .byDefault(true)
            .description("Names the port in absolute redirects when it is not the default one.")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = List.of(
            ROOT,
            ALIAS,
            TYPES,
            DEFAULT_TYPE,
            ERROR_PAGE,
            RECURSIVE_ERROR_PAGES,
            SERVER_TOKENS,
            MSIE_PADDING,
            ABSOLUTE_REDIRECT,
            SERVER_NAME_IN_REDIRECT,
            PORT_IN_REDIRECT);

    private static DocumentRoot root(DirectiveArguments r) {
        if (r.scope().isSet(ROOT)) {
            throw r.error(
                    r.scope().own(ROOT).alias()
                            ? "\"root\" directive is duplicate, \"alias\" directive was specified earlier"
                            : "\"root\" directive is duplicate");
        }
        refuseCircle(r);
        String text = r.arg(0);
        String directory = text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        Template template = r.pathTemplate(directory);
        MissingRoots.check(r, template);
        return new DocumentRoot(template, false, "", r.context().environment().prefix());
    }

    private static String alias(DirectiveArguments r) {
        if (r.scope().isSet(ROOT)) {
            throw r.error(
                    r.scope().own(ROOT).alias()
                            ? "\"alias\" directive is duplicate"
                            : "\"alias\" directive is duplicate, \"root\" directive was specified earlier");
        }
        LocationName name = r.scope().own(CoreHttp.LOCATION_NAME);
        if (name != null && name.kind() == LocationName.Kind.NAMED) {
            throw r.error("the \"alias\" directive cannot be used inside the named location");
        }
        refuseCircle(r);
        boolean pattern = name != null && name.kind() == LocationName.Kind.REGEX;
        Template directory = r.pathTemplate(r.arg(0));
        if (r.arg(0).endsWith("/")) {
            MissingRoots.check(r, directory);
        }
        r.scope()
                .put(
                        ROOT,
                        new DocumentRoot(
                                directory,
                                true,
                                pattern || name == null ? null : name.text(),
                                r.context().environment().prefix()));
        return r.arg(0);
    }

    private static void refuseCircle(DirectiveArguments r) {
        for (String name : List.of("document_root", "realpath_root")) {
            if (r.arg(0).contains("$" + name) || r.arg(0).contains("${" + name + "}")) {
                throw r.error("the $" + name + " variable cannot be used in the \""
                        + r.node().name() + "\" directive");
            }
        }
    }

    /** Adds a block to the previous types of the level; an empty block removes the inherited types. */
    private static Map<String, String> types(DirectiveArguments r) {
        Map<String, String> types = new HashMap<>();
        if (r.scope().isSet(TYPES)) {
            types.putAll(r.scope().own(TYPES));
        }
        for (Node node : r.node().block()) {
            if (node.block() != null) {
                throw ConfErrors.at(node, "unexpected \"{\"");
            }
            for (Word extension : node.args()) {
                String name = extension.text().toLowerCase(Locale.ROOT);
                String before = types.put(name, node.name());
                if (before != null) {
                    r.context()
                            .warn("duplicate extension \"" + name + "\", content type: \"" + node.name()
                                    + "\", previous content type: \"" + before + "\" in "
                                    + node.position().file() + ":"
                                    + node.position().line());
                }
            }
        }
        return Map.copyOf(types);
    }

    private static ErrorPages.Page errorPage(DirectiveArguments r) {
        List<String> words = r.args();
        int last = words.size() - 1;
        ErrorPages.StatusOverride override = ErrorPages.StatusOverride.KEEP;
        int given = 0;
        int statuses = last;
        String before = words.get(last - 1);
        if (before.startsWith("=")) {
            statuses = last - 1;
            if (statuses == 0) {
                throw r.error("invalid value \"" + before + "\"");
            }
            override = before.length() == 1 ? ErrorPages.StatusOverride.OF_PAGE : ErrorPages.StatusOverride.GIVEN;
            given = before.length() == 1 ? 0 : status(r, before.substring(1), before);
        }
        List<Integer> numbers = new ArrayList<>();
        for (String word : words.subList(0, statuses)) {
            int status = status(r, word, word);
            if (status == 499) {
                throw r.error("invalid value \"" + word + "\"");
            }
            if (status < 300 || status > 599) {
                throw r.error("value \"" + word + "\" must be between 300 and 599");
            }
            numbers.add(status);
        }
        return new ErrorPages.Page(List.copyOf(numbers), override, given, r.template(words.get(last)));
    }

    private static int status(DirectiveArguments r, String digits, String word) {
        if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw r.error("invalid value \"" + word + "\"");
        }
        return Integer.parseInt(digits);
    }
}
