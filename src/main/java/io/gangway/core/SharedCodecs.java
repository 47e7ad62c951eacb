package io.gangway.core;

import io.gangway.config.LoadContext;
import io.gangway.content.Codecs;

/** The inflaters and deflaters shared by all modules of a configuration. */
public final class SharedCodecs {
    private SharedCodecs() {}

    /** The codecs of a configuration that is being read; closed with its generation. */
    public static Codecs of(LoadContext context) {
        return context.shared(Codecs.class, () -> context.closeWithGeneration(new Codecs()));
    }
}
