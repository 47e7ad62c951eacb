package io.gangway.tls;

import io.gangway.core.Environment;

/** Where the files of TLS directives are. */
final class PemFile {
    private PemFile() {}

    /** Absolute, below the configuration's folder unless it was; {@code data:} is a text and no file. */
    static String absolute(String written, Environment environment) {
        return written.startsWith("data:") ? written : Environment.bytes(environment.confPrefixed(written));
    }
}
