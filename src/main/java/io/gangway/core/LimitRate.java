package io.gangway.core;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.SizeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.Scope;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.exchange.Template;
import io.gangway.exchange.Variables;
import io.gangway.explain.ExplanationStep.Topic;
import java.util.OptionalLong;

/** {@code limit_rate}: limits the rate at which a response body is sent, in bytes per second. */
public final class LimitRate implements Filter {
    /** Bytes per second; 0 for no limit. */
    static final Directive<Template> LIMIT_RATE = Directive.of("limit_rate", 1, 1, LimitRate::size)
            .syntax("rate")
            .defaultText("0")
            .description("Limits the bytes per second of each response to a client. 0 removes the limit. The value may "
                    + "contain variables.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    /** Number of bytes at the start of the body that are not limited. */
    static final Directive<Template> LIMIT_RATE_AFTER = Directive.of("limit_rate_after", 1, 1, LimitRate::size)
            .syntax("size")
            .defaultText("0")
            .description("Sends this much of a response at full speed before limit_rate counts. The value may contain "
                    + "variables.")
            .in(HTTP, SERVER, LOCATION, LOCATION_IF);

    private static final AttachmentKey<Long> ASSIGNED = new AttachmentKey<>("limit_rate");

    private final Template rate;
    private final Template after;

    LimitRate(Scope scope) {
        rate = scope.get(LIMIT_RATE);
        after = scope.get(LIMIT_RATE_AFTER);
    }

    /** Reads a rate or size that may contain variables. */
    public static Template size(DirectiveArguments r) {
        Template size = r.template(r.arg(0));
        if (size.constant() != null && SizeValue.size(size.constant()).isEmpty()) {
            throw r.invalidValue();
        }
        return size;
    }

    /** Sets the rate of an exchange, overriding its location: {@code set $limit_rate}, {@code X-Accel-Limit-Rate}. */
    public static void set(Exchange exchange, long rate) {
        exchange.put(ASSIGNED, rate);
    }

    static void define(Variables variables) {
        variables.define("limit_rate", LimitRate::assigned, LimitRate::set);
    }

    private static void set(Exchange exchange, String value) {
        OptionalLong rate = SizeValue.size(value);
        if (rate.isEmpty()) {
            exchange.log(LogLevel.ERROR, "invalid $limit_rate \"" + value + "\"");
        } else {
            set(exchange, rate.getAsLong());
        }
    }

    /** As in nginx, the value is 0 until a rate is set or the response is sent. */
    private static String assigned(Exchange exchange) {
        Long assigned = exchange.get(ASSIGNED);
        return assigned == null ? "0" : assigned.toString();
    }

    /** Evaluates a size; 0 for none or an invalid one, which is logged. */
    public static long size(Exchange exchange, Template template) {
        if (template == null) {
            return 0;
        }
        String text = template.render(exchange);
        if (text.isEmpty()) {
            return 0;
        }
        OptionalLong size = SizeValue.size(text);
        if (size.isEmpty()) {
            exchange.log(LogLevel.ERROR, "invalid size \"" + text + "\"");
        }
        return size.orElse(0);
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        if (response.headerOnly()) {
            return next;
        }
        Long assigned = x.get(ASSIGNED);
        long rate = assigned != null ? assigned : size(x, this.rate);
        if (rate == 0) {
            return next;
        }
        set(x, rate);
        if (x.explanation() != null) {
            x.explanation()
                    .step(
                            Topic.RESPONSE,
                            x.location().source().levels(),
                            "limit_rate",
                            "the body is sent with at most " + rate + " bytes a second");
        }
        return new RateSink(x, next, rate, size(x, after));
    }
}
