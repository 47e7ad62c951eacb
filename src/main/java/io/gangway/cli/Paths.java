package io.gangway.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The paths of an instance, and what else the command line adds to its configuration.
 *
 * @param prefix the base of relative paths in the configuration; absolute
 * @param file the configuration, absolute
 * @param errorLog {@code -e}, or null
 * @param globals {@code -g}, or null
 * @param admin {@code --admin}, or null
 * @param lenient {@code --lenient}
 * @param test {@code -t}
 */
record Paths(
        Path prefix, Path file, String errorLog, String globals, AdminOption admin, boolean lenient, boolean test) {
    /** Below {@code home}: a package of a system links {@code conf} to {@code /etc/gangway}. */
    private static final String INSTALLED = "conf/gangway.conf";

    /**
     * With {@code -p}, nginx's rules apply: a relative {@code -c} starts from the prefix, and the default is
     * {@code conf/nginx.conf}. Without {@code -p}, a relative {@code -c} starts from the working directory. Without
     * both, it is the configuration of the machine if a package has installed one, and otherwise the demo.
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
        } else if (Files.exists(home.resolve(INSTALLED))) {
            prefix = real(home.resolve(INSTALLED)).getParent();
            file = "gangway.conf";
        } else {
            return ofDemo(options, home, here);
        }
        return of(options, prefix, file, here);
    }

    /** The demo, whose configuration is below {@code home}. */
    static Paths ofDemo(Options options, Path home, Path here) {
        return of(options, home, "etc/gangway.conf", here);
    }

    private static Paths of(Options options, Path start, String file, Path here) {
        Path prefix = start.normalize();
        AdminOption admin = AdminOption.of(options.admin(), options.adminToken(), here);
        return new Paths(
                prefix,
                prefix.resolve(file).normalize(),
                options.errorLog(),
                options.globals(),
                admin,
                options.lenient(),
                options.test());
    }

    /**
     * The parent of the directory with our jar or classes: of {@code lib/} in the distribution, of {@code target/} in a
     * checkout.
     */
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
            // A class path entry that is not a file has no directory: use the working directory.
        }
        return here();
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            // Removed meanwhile: the error for the file itself says so.
            return file;
        }
    }

    static Path here() {
        return Path.of("").toAbsolutePath();
    }
}
