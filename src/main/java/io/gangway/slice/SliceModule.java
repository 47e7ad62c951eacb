package io.gangway.slice;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.FilterOrder;
import io.gangway.exchange.Variables;
import java.util.List;

/** nginx's slice module: {@code slice} and {@code $slice_range}. */
public final class SliceModule implements Module {
    /** The size of a slice in bytes; 0 for none. */
    static final Directive<Long> SLICE = Directive.size("slice")
            .byDefault(0L)
            .defaultText("0")
            .syntax("size")
            .description("Asks an upstream for a response in slices of this size, each by a subrequest of its own, and "
                    + "puts them together. $slice_range is the range of the current slice: it belongs into the Range "
                    + "field of the request and, with a cache, into the key. 0 turns slices off.")
            .example("slice 1m;\n"
                    + "proxy_cache_key $uri$is_args$args$slice_range;\n"
                    + "proxy_set_header Range $slice_range;\n"
                    + "proxy_cache_valid 200 206 1h;")
            .differs("The filters of a location see the slices as one response, so that sub_filter also finds a string "
                    + "that begins in one slice and ends in the next.")
            .in(HTTP, SERVER, LOCATION);

    /** The size of a location's slices; null for none. */
    private static final AttachmentKey<Long> SIZE = new AttachmentKey<>("slice");

    @Override
    public List<Directive<?>> directives() {
        return List.of(SLICE);
    }

    @Override
    public void variables(Variables variables) {
        variables.define("slice_range", SliceModule::range);
    }

    @Override
    public void compose(LocationBuilder location) {
        long size = location.get(SLICE);
        if (size > 0) {
            location.put(SIZE, size);
            location.filter(FilterOrder.SLICE, new SliceFilter());
        }
    }

    /** As in nginx, a request is sliced if the variable is used before there is a response. */
    private static String range(Exchange x) {
        Slices slices = Slices.of(x);
        if (slices == null) {
            Long size = x.location().get(SIZE);
            if (size == null || x.isSubrequest() || x.isResponding()) {
                return null;
            }
            slices = new Slices(x.location(), size, Slices.firstByte(x.head().fields()));
            x.put(Slices.KEY, slices);
        }
        return slices.range();
    }
}
