package io.gangway.charset;

import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variable;

/**
 * The value of {@code charset} or {@code source_charset}: a name or a variable.
 *
 * @param charset null for a variable
 */
record CharsetValue(Charset charset, Variable variable) {
    /** No charset. */
    static final CharsetValue OFF = new CharsetValue(null, null);

    /** Parses {@code charset}, which may be {@code off}. */
    static CharsetValue charset(DirectiveArguments r) {
        return r.arg(0).equals("off") ? OFF : sourceCharset(r);
    }

    /** Parses {@code source_charset}, where {@code off} is an ordinary name. */
    static CharsetValue sourceCharset(DirectiveArguments r) {
        String word = r.arg(0);
        return word.startsWith("$")
                ? new CharsetValue(null, r.context().variables().refer(word.substring(1), r.position()))
                : new CharsetValue(Charsets.of(r.context()).add(word), null);
    }

    boolean isOff() {
        return charset == null && variable == null;
    }

    /** The name for an exchange; null when the variable has no value. Must not be called when off. */
    CharsetName name(Exchange x, Charsets charsets) {
        if (charset != null) {
            return new CharsetName(charset.name(), charset);
        }
        String name = variable.get(x);
        return name == null ? null : charsets.named(name);
    }
}
