package io.gangway.fastcgi;

import io.gangway.testing.FreePorts;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A PHP-FPM with a pool on a Unix socket, {@code php.sock} in the directory of the site, and one on a TCP port. */
final class PhpServer implements AutoCloseable {
    private static final List<String> NAMES = List.of("php-fpm8.2", "php-fpm8.3", "php-fpm8.4", "php-fpm");
    private static final List<Path> DIRECTORIES =
            Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/bin").map(Path::of).toList();

    private final Process process;
    private final int port;

    private PhpServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program; empty if it is not installed. */
    static Optional<Path> program() {
        return NAMES.stream()
                .flatMap(name -> DIRECTORIES.stream().map(directory -> directory.resolve(name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it in the foreground; returns when its sockets accept connections. */
    static PhpServer start(Path program, Site site) throws IOException {
        int port = FreePorts.next();
        Path dir = site.dir();
        String pool = """
                user = %s
                pm = static
                pm.max_children = 3
                php_admin_flag[log_errors] = on
                php_admin_flag[display_errors] = off
                php_admin_value[output_buffering] = 0
                php_admin_value[upload_max_filesize] = 200M
                php_admin_value[post_max_size] = 200M
                php_admin_value[upload_tmp_dir] = %s
                php_admin_value[session.save_path] = %s
                """.formatted(System.getProperty("user.name"), dir, dir);
        Path conf = dir.resolve("fpm.conf");
        Files.writeString(
                conf,
                "[global]\nerror_log = " + dir + "/fpm.log\n[unix]\nlisten = " + dir + "/php.sock\n" + pool
                        + "[tcp]\nlisten = 127.0.0.1:" + port + "\n" + pool);
        Process process = new ProcessBuilder(program.toString(), "-F", "-R", "-y", conf.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("fpm.out").toFile())
                .start();
        PhpServer server = new PhpServer(process, port);
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.exists(dir.resolve("fpm.log"))
                || !Files.readString(dir.resolve("fpm.log")).contains("ready to handle connections")) {
            if (!process.isAlive() || System.nanoTime() > giveUp) {
                server.close();
                throw new IOException("PHP-FPM does not start: " + Files.readString(dir.resolve("fpm.out")));
            }
            LockSupport.parkNanos(1_000_000);
        }
        return server;
    }

    /** The port of the pool on TCP. */
    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
