package io.gangway.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.Environment;
import io.gangway.config.Configuration;
import io.gangway.exchange.Generation;
import io.gangway.exchange.VirtualHosts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The location of temporary files, and when their directories are created. */
class TempPathTest {
    @TempDir
    private Path prefix;

    private Configuration.Loaded load(Path below, Path temp, String http) throws IOException {
        Path file = prefix.resolve("nginx.conf");
        Files.writeString(
                file,
                "error_log stderr; pid nginx.pid; events {} http { access_log off; " + http
                        + " server { listen 127.0.0.1:18080; location / { return 200 ok; } } }",
                StandardCharsets.ISO_8859_1);
        return Configuration.ofModules().load(new Environment(below, file, null, "", temp, null));
    }

    private TempPath path(Path below, Path temp, String http) throws IOException {
        try (Generation generation = load(below, temp, http).generation()) {
            VirtualHosts hosts = generation.listens().values().iterator().next();
            return hosts.defaultServer().base().settings().bodyBuffering().path();
        }
    }

    @Test
    void a_directory_is_created_with_its_first_file() throws Exception {
        TempPath path = path(prefix, null, "client_body_temp_path configured 1 2; proxy_temp_path other;");
        assertThat(path).isEqualTo(new TempPath(prefix.resolve("configured"), List.of(1, 2)));
        assertThat(prefix.resolve("configured")).doesNotExist();
        TempPath.Created created = path.create(true);
        created.channel().close();
        assertThat(created.file()).startsWith(prefix.resolve("configured")).exists();
        assertThat(prefix.resolve("other")).doesNotExist();
    }

    @Test
    void the_default_is_below_the_prefix() throws Exception {
        assertThat(path(prefix, null, "")).isEqualTo(new TempPath(prefix.resolve("client_body_temp"), List.of()));
    }

    @Test
    void the_default_is_the_directory_of_the_container() throws Exception {
        assertThat(path(prefix, prefix.resolve("given"), ""))
                .isEqualTo(new TempPath(prefix.resolve("given"), List.of()));
    }

    @Test
    void the_default_is_that_of_the_system_if_the_prefix_is_not_writable() throws Exception {
        assertThat(path(prefix.resolve("missing"), null, ""))
                .isEqualTo(new TempPath(Environment.systemTemp(), List.of()));
    }

    @Test
    void a_directory_that_cannot_be_created_is_a_warning() throws Exception {
        Configuration.Loaded loaded = load(prefix, null, "proxy_temp_path no/such;");
        loaded.generation().close();
        assertThat(loaded.warnings())
                .containsExactly("cannot create temporary files in \"" + prefix + "/no/such\": \"" + prefix
                        + "/no\" is not a writable directory in " + prefix + "/nginx.conf:1");
    }

    @Test
    void the_file_is_removed_as_soon_as_it_is_open() throws Exception {
        TempPath path = new TempPath(prefix.resolve("files"), List.of(2));
        TempPath.Created created = path.create(false);
        assertThat(created.file()).doesNotExist();
        assertThat(created.file().getParent()).exists();
        created.channel().close();
    }
}
