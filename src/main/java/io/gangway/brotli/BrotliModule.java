package io.gangway.brotli;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ConfException;
import io.gangway.conf.Node;
import io.gangway.conf.NumberValue;
import io.gangway.conf.SizeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.core.MimeTypes;
import io.gangway.exchange.FilterOrder;
import java.util.List;
import java.util.Set;

/** The module for {@code brotli}, with the directives of ngx_brotli. */
public final class BrotliModule implements Module {
    private static final long MIN_WINDOW = 1 << 10;
    private static final long MAX_WINDOW = 1 << 24;

    /** Whether responses are compressed. */
    static final Directive<Boolean> BROTLI = Directive.flag("brotli")
            .byDefault(false)
            .description("Compresses responses for clients that accept br, as the module ngx_brotli does; it takes "
                    + "precedence over gzip. It needs gangway-brotli.jar beside gangway.jar.")
            .example("""
                    brotli on;
                    brotli_types text/css application/javascript;
                    gzip on;
                    gzip_vary on;
                    """)
            .danger("As with gzip, a page that shows both a secret and what a client sent can leak the secret by its "
                    + "length (BREACH).")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    /** The content types that are compressed, in addition to {@code text/html}. */
    static final Directive<MimeTypes> BROTLI_TYPES = MimeTypes.directive("brotli_types", "text/html")
            .syntax("mime-type ...")
            .defaultText("text/html")
            .description("Names the content types, in addition to text/html, that brotli compresses. \"*\" stands for "
                    + "all types.")
            .example("brotli_types text/css application/json;")
            .danger("Types that are compressed already, such as images, only cost time.")
            .in(HTTP, SERVER, LOCATION);

    /** Minimum length of a body that is compressed, bytes; bodies of unknown length are always compressed. */
    static final Directive<Long> BROTLI_MIN_LENGTH = Directive.size("brotli_min_length")
            .byDefault(20L)
            .syntax("length")
            .description("Sets the minimum Content-Length of a response that brotli compresses.")
            .example("brotli_min_length 1k;")
            .danger("A response of unknown length is compressed however short it is.")
            .in(HTTP, SERVER, LOCATION);

    /** From 0, the fastest, to 11, the smallest. */
    static final Directive<Integer> BROTLI_COMP_LEVEL = Directive.of(
                    "brotli_comp_level", 1, 1, r -> (int) NumberValue.read(r.node(), 0, 11))
            .byDefault(6)
            .syntax("level")
            .description("Sets the level of Brotli: 0 is the fastest, 11 makes the smallest responses.")
            .example("brotli_comp_level 4;")
            .danger("Levels above 9 are so slow that one response can occupy its event loop for seconds.")
            .in(HTTP, SERVER, LOCATION);

    /** Bytes, a power of two. */
    static final Directive<Long> BROTLI_WINDOW = Directive.of("brotli_window", 1, 1, BrotliModule::window)
            .byDefault(1L << 19)
            .syntax("size")
            .defaultText("512k")
            .description("Sets the window of Brotli, from 1k to 16m. A larger one compresses better.")
            .example("brotli_window 256k;")
            .danger("Each response that is being compressed takes several times this much memory, and at level 9 at "
                    + "least 32 MB.")
            .in(HTTP, SERVER, LOCATION);

    private static final List<Directive<?>> NO_EFFECT = Directive.withoutEffect(
            Set.of(HTTP, SERVER, LOCATION),
            Directive.buffers("brotli_buffers")
                    .defaultText("32 4k")
                    .example("brotli_buffers 16 8k;")
                    .danger("It is only checked: the buffers are those of the event loop.")
                    .description("Sets number and size of the buffers for Brotli."));

    @Override
    public List<Directive<?>> directives() {
        return Directive.joined(
                NO_EFFECT, List.of(BROTLI, BROTLI_TYPES, BROTLI_MIN_LENGTH, BROTLI_COMP_LEVEL, BROTLI_WINDOW));
    }

    @Override
    public void compose(LocationBuilder location) {
        if (location.get(BROTLI)) {
            BrotliEncoders encoders = location.context().shared(BrotliEncoders.class, () -> encoders(location));
            location.filter(FilterOrder.BROTLI, new BrotliFilter(location.scope(), encoders));
        }
    }

    private static BrotliEncoders encoders(LocationBuilder location) {
        Node node = location.scope().nodeOf(BROTLI);
        try {
            return BrotliEncoders.load();
        } catch (NoClassDefFoundError e) {
            throw new ConfException("\"brotli\" needs gangway-brotli.jar beside gangway.jar", node.end());
        } catch (UnsatisfiedLinkError e) {
            throw new ConfException(
                    "\"brotli\" cannot load its library of gangway-brotli.jar: " + e.getMessage(), node.end());
        }
    }

    private static Long window(DirectiveArguments r) {
        long size = SizeValue.readSize(r.node());
        if (size < MIN_WINDOW || size > MAX_WINDOW || Long.bitCount(size) != 1) {
            throw r.error("\"brotli_window\" directive must be a power of two from 1k to 16m");
        }
        return size;
    }
}
