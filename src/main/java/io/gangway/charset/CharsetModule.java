package io.gangway.charset;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.core.MimeTypes;
import io.gangway.exchange.FilterOrder;
import java.util.List;

/** The module for {@code charset}, {@code charset_map} and related directives. */
public final class CharsetModule implements Module {
    /** The charset of responses; may be a variable. */
    static final Directive<CharsetValue> CHARSET = Directive.of("charset", 1, 1, CharsetValue::charset)
            .byDefault(CharsetValue.OFF)
            .syntax("charset | off")
            .defaultText("off")
            .description("Adds this charset to the Content-Type of the response. When it differs from source_charset, "
                    + "the body is converted. The value may be a variable.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    /** The charset of responses that do not name one. */
    static final Directive<CharsetValue> SOURCE_CHARSET = Directive.of(
                    "source_charset", 1, 1, CharsetValue::sourceCharset)
            .byDefault(CharsetValue.OFF)
            .syntax("charset")
            .description("Names the charset of responses that do not name one themselves.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    /** Whether responses that name a charset are converted, too. */
    static final Directive<Boolean> OVERRIDE_CHARSET = Directive.flag("override_charset")
            .byDefault(false)
            .description("Converts a response of a backend even if it already names a charset in Content-Type; that "
                    + "charset is then taken as the source.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    /** The content types to which {@code charset} applies. */
    static final Directive<MimeTypes> CHARSET_TYPES = MimeTypes.directive(
                    "charset_types",
                    "text/html",
                    "text/xml",
                    "text/plain",
                    "text/vnd.wap.wml",
                    "application/javascript",
                    "application/rss+xml")
            .syntax("mime-type ...")
            .defaultText("text/html text/xml text/plain text/vnd.wap.wml application/javascript application/rss+xml")
            .description(
                    "Names the content types, in addition to text/html, to which charset applies. \"*\" stands for all "
                            + "types.")
            .in(HTTP, SERVER, LOCATION);

    /** {@code charset_map charset1 charset2 { … }}. */
    static final Directive<Void> CHARSET_MAP = Directive.of("charset_map", 2, 2, CharsetMapReader::read)
            .withData()
            .repeatable()
            .syntax("charset1 charset2")
            .description("Describes how to convert one charset to another and back. Each line in the block pairs two "
                    + "codes in hexadecimal; a code of UTF-8 may have several bytes.")
            .in(HTTP);

    @Override
    public List<Directive<?>> directives() {
        return List.of(CHARSET, SOURCE_CHARSET, OVERRIDE_CHARSET, CHARSET_TYPES, CHARSET_MAP);
    }

    @Override
    public void compose(LocationBuilder location) {
        location.filter(FilterOrder.CHARSET, new CharsetFilter(location.scope(), Charsets.of(location.context())));
    }
}
