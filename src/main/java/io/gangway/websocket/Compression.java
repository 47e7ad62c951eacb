package io.gangway.websocket;

import io.gangway.conf.SizeValue;
import io.gangway.config.DirectiveArguments;

/**
 * The arguments of {@code websocket_compression}: permessage-deflate (RFC 7692) for each leg.
 *
 * @param client whether it is accepted on the client leg
 * @param upstream whether it is offered on the upstream leg
 * @param contextTakeover whether messages may refer to earlier ones: they get smaller, but each compressed leg needs
 *     about 300 KiB of native memory for the whole life of its tunnel, and not only while a message passes
 * @param level of deflate, 1 (fast) to 9 (small)
 * @param minLength messages that arrive uncompressed and are shorter stay uncompressed; bytes
 */
record Compression(boolean client, boolean upstream, boolean contextTakeover, int level, long minLength) {
    private static final int DEFAULT_LEVEL = 1;
    private static final long DEFAULT_MIN_LENGTH = 256;

    static final Compression OFF = new Compression(false, false, false, DEFAULT_LEVEL, DEFAULT_MIN_LENGTH);

    boolean isOn() {
        return client || upstream;
    }

    static Compression read(DirectiveArguments r) {
        String legs = r.arg(0);
        boolean both = legs.equals("on");
        if (!both && !legs.equals("client") && !legs.equals("upstream") && !legs.equals("off")) {
            throw r.error(
                    "invalid value \"" + legs
                            + "\" in \"websocket_compression\" directive, it must be \"on\", \"client\", \"upstream\" or \"off\"");
        }
        boolean contextTakeover = false;
        int level = DEFAULT_LEVEL;
        long minLength = DEFAULT_MIN_LENGTH;
        for (String word : r.args().subList(1, r.count())) {
            if (word.equals("context_takeover")) {
                contextTakeover = true;
            } else if (word.startsWith("level=")) {
                level = r.number(word.substring("level=".length()));
                if (level < 1 || level > 9) {
                    throw r.invalidParameter(word);
                }
            } else if (word.startsWith("min_length=")) {
                minLength = SizeValue.size(word.substring("min_length=".length()))
                        .orElseThrow(() -> r.invalidParameter(word));
            } else {
                throw r.invalidParameter(word);
            }
        }
        return new Compression(
                both || legs.equals("client"), both || legs.equals("upstream"), contextTakeover, level, minLength);
    }
}
