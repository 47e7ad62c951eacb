package io.gangway.tls.pem;

import io.gangway.conf.Environment;
import io.gangway.conf.PathName;
import java.nio.file.Path;

/** Where the files of TLS directives are. */
public final class PemFile {
    private PemFile() {}

    /** Absolute, below the configuration's folder unless it was; {@code data:} is a text and no file. */
    public static String absolute(String written, Environment environment) {
        if (written.startsWith("data:")) {
            return written;
        }
        Path directory = environment.file().toAbsolutePath().getParent();
        String prefix = Environment.bytes(directory);
        return PathName.resolve(prefix.endsWith("/") ? prefix : prefix + "/", written);
    }
}
