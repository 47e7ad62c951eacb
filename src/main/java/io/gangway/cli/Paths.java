package io.gangway.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where things are.
 *
 * @param prefix what relative paths of the configuration belong to; absolute
 * @param file the configuration, absolute
 * @param errorLog {@code -e}, or null
 * @param globals {@code -g}, or null
 */
record Paths(Path prefix, Path file, String errorLog, String globals) {

    /**
     * By nginx's rules where {@code -p} is given: a relative {@code -c} belongs to it, and without {@code -c} it is
     * {@code conf/nginx.conf}. Without {@code -p} a relative {@code -c} is what the shell would complete. With neither it is
     * the demo of the home folder.
     *
     * @param home the unpacked distribution or the checkout
     * @param here the working directory
     */
    static Paths of(Options options, Path home, Path here) {
        Path prefix;
        String file;
        if (options.prefix() != null) {
            prefix = here.resolve(options.prefix());
            file = options.file() == null ? "conf/nginx.conf" : options.file();
        } else if (options.file() != null) {
            prefix = here;
            file = options.file();
        } else {
            prefix = home;
            file = "etc/gangway.conf";
        }
        prefix = prefix.normalize();
        return new Paths(prefix, prefix.resolve(file).normalize(), options.errorLog(), options.globals());
    }

    /** The folder above the one that holds our jar or classes: {@code lib/} of the distribution, {@code target/} of a checkout. */
    static Path home() {
        try {
            Path code = Path.of(Paths.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path above = code.toAbsolutePath().getParent();
            if (above != null && above.getParent() != null && Files.isDirectory(above.getParent())) {
                return above.getParent();
            }
        } catch (URISyntaxException e) {
            // a class path entry that is no file has no folder: the working directory will do
        }
        return here();
    }

    static Path here() {
        return Path.of("").toAbsolutePath();
    }
}
