package io.gangway.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.testing.FreePorts;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that {@code dev} reads and writes. */
class DevFilesTest {
    @TempDir
    private Path directory;

    private Path root;

    @BeforeEach
    void build() throws IOException {
        root = Files.createDirectory(directory.resolve("für dich"));
        Files.writeString(root.resolve("index.html"), "front");
    }

    @Test
    void a_missing_script_does_not_get_the_index() throws IOException {
        try (RunningDev dev = RunningDev.start("--root=" + root)) {
            assertThat(RawHttp.get(dev.port(), "/orders/7").body()).isEqualTo("front");
            assertThat(RawHttp.get(dev.port(), "/users/j.doe").body()).isEqualTo("front");
            for (String asset : new String[] {"/main.js", "/a/b.CSS", "/logo.svg", "/data.json"}) {
                assertThat(RawHttp.get(dev.port(), asset).status()).as(asset).isEqualTo(404);
            }
            assertThat(dev.output()).contains("root \"" + root + "\"");
        }
    }

    @Test
    void a_front_end_gives_404_while_it_is_rebuilt() throws IOException {
        try (RunningDev dev = RunningDev.start("--root", root.toString())) {
            Files.delete(root.resolve("index.html"));
            Files.delete(root);
            RawResponse meanwhile = RawHttp.get(dev.port(), "/orders/7");

            assertThat(meanwhile.status()).isEqualTo(404);
        }
    }

    @Test
    void a_missing_root_is_an_error() {
        assertThatThrownBy(() ->
                        DevOptions.parse("--root", directory.resolve("dist").toString()))
                .isInstanceOf(DevUsageException.class)
                .hasMessage("--root " + directory.resolve("dist")
                        + ": there is no such directory; has the front end been built?");
        assertThatThrownBy(() ->
                        DevOptions.parse("--root", root.resolve("index.html").toString()))
                .isInstanceOf(DevUsageException.class)
                .hasMessageEndingWith("is a file (expected: its directory)");
    }

    @Test
    void an_existing_file_is_not_overwritten() throws IOException {
        Path mine = Files.writeString(directory.resolve("mine.conf"), "mine");

        assertThatThrownBy(() -> RunningDev.start("--root", root.toString(), "--write", mine.toString()))
                .isInstanceOf(DevUsageException.class)
                .hasMessage(
                        "--write " + mine + ": a different file exists. --force overwrites it; \"gangway dev --config "
                                + mine + "\" serves it unchanged");
        assertThat(mine).hasContent("mine");

        try (RunningDev dev = RunningDev.start("--root", root.toString(), "--write", mine.toString(), "--force")) {
            assertThat(mine).content().contains("try_files");
            assertThat(RawHttp.get(dev.port(), "/").body()).isEqualTo("front");
        }
    }

    @Test
    void changes_to_a_written_file_are_kept_and_served() throws IOException {
        Path file = directory.resolve("nginx.conf");
        String port = String.valueOf(FreePorts.next());
        String[] options = {"--root", root.toString(), "--write", file.toString(), "--port", port};
        try (RunningDev dev = RunningDev.start(options)) {
            dev.awaitLine("serving .*");
        }
        String mine =
                Files.readString(file).replace("server_name localhost;", "server_name localhost; rewrite ^/mine /;");
        Files.writeString(file, mine.replaceFirst("try_files [^;]*;", "return 200 mine;"));
        String changed = Files.readString(file);

        try (RunningDev dev = RunningDev.start(options)) {
            dev.awaitLine("serving .*nginx.conf with your changes; --force overwrites it");
            assertThat(RawHttp.get(dev.port(), "/").body()).isEqualTo("mine");
        }
        assertThat(file).hasContent(changed);
        assertThatThrownBy(() -> RunningDev.start("--root", directory.toString(), "--write", file.toString()))
                .isInstanceOf(DevUsageException.class);
        assertThat(file).hasContent(changed);
    }

    @Test
    void an_existing_record_is_not_overwritten() throws IOException {
        Path record = Files.writeString(directory.resolve("chat.record"), "mine");

        assertThatThrownBy(() -> DevOptions.parse("--ws", "/chat=ws://127.0.0.1:1", "--record", record.toString()))
                .isInstanceOf(DevUsageException.class)
                .hasMessage("--record " + record + ": the file exists; --force overwrites it");
    }

    @Test
    void generated_files_are_private_in_the_cache_directory_of_the_user() throws IOException {
        String cache = directory.resolve("cache").toString();
        String home = directory.resolve("home").toString();
        String passwd = directory.resolve("passwd").toString();

        assertThat(CacheDirectory.make(Map.of("XDG_CACHE_HOME", cache, "HOME", home)::get, passwd)
                        .path())
                .hasToString(cache + "/gangway");
        assertThat(CacheDirectory.make(Map.of("XDG_CACHE_HOME", "relative", "HOME", home)::get, passwd)
                        .path())
                .hasToString(home + "/.cache/gangway");
        assertThat(CacheDirectory.make(Map.<String, String>of()::get, passwd).path())
                .hasToString(passwd + "/.cache/gangway");
        assertThat(permissions(directory.resolve("cache/gangway"))).isEqualTo("rwx------");
    }

    @Test
    void without_a_home_generated_files_are_in_a_temporary_directory() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        for (String home : new String[] {"?", "", file.toString()}) {
            CacheDirectory cache = CacheDirectory.make(Map.<String, String>of()::get, home);
            Path temporary = cache.path();
            Files.writeString(temporary.resolve("localhost.key"), "key");

            assertThat(temporary).isDirectory().isAbsolute();
            assertThat(permissions(temporary)).isEqualTo("rwx------");
            assertThat(temporary.getParent()).isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
            cache.close();
            assertThat(temporary).doesNotExist();
        }
        assertThat(Path.of("?")).doesNotExist();
    }

    @Test
    void only_its_owner_can_read_a_key() throws IOException {
        LocalCertificate made = LocalCertificate.in(directory.resolve("new/cache"));
        Path key = Path.of(made.key());
        assertThat(permissions(key)).isEqualTo("rw-------");
        assertThat(permissions(key.getParent())).isEqualTo("rwx------");

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        LocalCertificate.in(directory.resolve("new/cache"));
        assertThat(permissions(key)).isEqualTo("rw-------");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
