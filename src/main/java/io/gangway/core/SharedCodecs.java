package io.gangway.core;

import io.gangway.config.LoadContext;
import io.gangway.content.Codecs;

/** The inflaters and deflaters that all modules of a configuration share. */
public final class SharedCodecs {
    private SharedCodecs() {}

    /** Those of a configuration which is being read; closed with its generation. */
    public static Codecs of(LoadContext context) {
        return context.shared(Codecs.class, () -> context.owns(new Codecs()));
    }
}
