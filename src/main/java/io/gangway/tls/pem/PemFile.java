package io.gangway.tls.pem;

import io.gangway.conf.Environment;
import io.gangway.conf.PathName;
import java.nio.file.Path;

/** Resolves the file names of TLS directives. */
public final class PemFile {
    private PemFile() {}

    /**
     * Returns an absolute path; relative ones are below the configuration's directory. {@code data:} values are
     * returned as they are.
     */
    public static String absolute(String written, Environment environment) {
        if (written.startsWith("data:")) {
            return written;
        }
        Path directory = environment.file().toAbsolutePath().getParent();
        String prefix = Environment.bytes(directory);
        return PathName.resolve(prefix.endsWith("/") ? prefix : prefix + "/", written);
    }
}
