package io.gangway.core;

import io.gangway.conf.SizeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.DirectiveBuilder;

/** {@code send_lowat}, {@code proxy_send_lowat} and their like, which nginx ignores on Linux, too. */
public final class SendLowat {
    private SendLowat() {}

    /** A directive of this name. */
    public static DirectiveBuilder<Long> directive(String name) {
        return Directive.of(name, 1, 1, SendLowat::read)
                .withoutEffect()
                .syntax("size")
                .defaultText("0");
    }

    private static Long read(DirectiveArguments r) {
        String name = r.node().name();
        long size = SizeValue.size(r.arg(0)).orElseThrow(() -> r.error("\"" + name + "\" directive invalid value"));
        r.warn("\"" + name + "\" is not supported, ignored");
        return size;
    }
}
