package io.gangway.gzip;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.NumberValue;
import io.gangway.conf.SizeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.content.Codecs;
import io.gangway.core.MimeTypes;
import io.gangway.core.SharedCodecs;
import io.gangway.exchange.FilterOrder;
import io.gangway.exchange.Variables;
import java.util.List;
import java.util.Set;

/** The module for {@code gzip} and {@code gunzip}. */
public final class GzipModule implements Module {
    /** Whether responses are compressed. */
    static final Directive<Boolean> GZIP = Directive.flag("gzip")
            .byDefault(false)
            .description("Compresses responses for clients that accept gzip.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    /** The content types that are compressed, in addition to {@code text/html}. */
    static final Directive<MimeTypes> GZIP_TYPES = MimeTypes.directive("gzip_types", "text/html")
            .syntax("mime-type ...")
            .defaultText("text/html")
            .description(
                    "Names the content types, in addition to text/html, that are compressed. \"*\" stands for all types.")
            .in(HTTP, SERVER, LOCATION);

    /** Minimum length of a body that is compressed, bytes; bodies of unknown length are always compressed. */
    static final Directive<Long> GZIP_MIN_LENGTH = Directive.size("gzip_min_length")
            .byDefault(20L)
            .syntax("length")
            .description("Sets the minimum Content-Length of a response that is compressed.")
            .in(HTTP, SERVER, LOCATION);

    /** From 1, the fastest, to 9, the smallest. */
    static final Directive<Integer> GZIP_COMP_LEVEL = Directive.of(
                    "gzip_comp_level", 1, 1, r -> (int) NumberValue.read(r.node(), 1, 9))
            .byDefault(1)
            .syntax("level")
            .description("Sets the level of compression: 1 is the fastest, 9 makes the smallest responses.")
            .in(HTTP, SERVER, LOCATION);

    /** Whether gzip responses are decompressed for clients that do not accept gzip. */
    static final Directive<Boolean> GUNZIP = Directive.flag("gunzip")
            .byDefault(false)
            .description("Decompresses gzip responses for clients that do not accept them.")
            .in(HTTP, SERVER, LOCATION);

    private static final List<Directive<?>> NO_EFFECT = Directive.withoutEffect(
            Set.of(HTTP, SERVER, LOCATION),
            Directive.buffers("gzip_buffers")
                    .defaultText("32 4k")
                    .description("Sets number and size of the buffers for compression."),
            Directive.of("gzip_window", 1, 1, GzipModule::window)
                    .syntax("size")
                    .defaultText("32k")
                    .description("Sets the window of compression."),
            Directive.of("gzip_hash", 1, 1, GzipModule::hash)
                    .syntax("size")
                    .defaultText("64k")
                    .description("Sets the memory level of compression."),
            Directive.size("postpone_gzipping")
                    .defaultText("0")
                    .description("Collects this much of a response before it is compressed."),
            Directive.flag("gzip_no_buffer")
                    .defaultText("off")
                    .description("Sends compressed data without collecting it."),
            Directive.buffers("gunzip_buffers")
                    .defaultText("32 4k")
                    .description("Sets number and size of the buffers for decompression."));

    @Override
    public List<Directive<?>> directives() {
        return Directive.joined(NO_EFFECT, List.of(GZIP, GZIP_TYPES, GZIP_MIN_LENGTH, GZIP_COMP_LEVEL, GUNZIP));
    }

    @Override
    public void variables(Variables variables) {
        variables.define("gzip_ratio", GzipSink::ratio);
    }

    @Override
    public void compose(LocationBuilder location) {
        Codecs codecs = SharedCodecs.of(location.context());
        if (location.get(GZIP)) {
            location.filter(FilterOrder.GZIP, new GzipFilter(location.scope(), codecs));
        }
        if (location.get(GUNZIP)) {
            location.filter(FilterOrder.GUNZIP, new GunzipFilter(location.scope(), codecs));
        }
    }

    private static Long window(DirectiveArguments r) {
        return powerOfTwo(r, 32768, "must be 512, 1k, 2k, 4k, 8k, 16k, or 32k");
    }

    private static Long hash(DirectiveArguments r) {
        return powerOfTwo(r, 131072, "must be 512, 1k, 2k, 4k, 8k, 16k, 32k, 64k, or 128k");
    }

    private static Long powerOfTwo(DirectiveArguments r, long max, String expected) {
        long size = SizeValue.readSize(r.node());
        if (size < 512 || size > max || Long.bitCount(size) != 1) {
            throw r.error("\"" + r.node().name() + "\" directive " + expected);
        }
        return size;
    }
}
