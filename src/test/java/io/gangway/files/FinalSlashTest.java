package io.gangway.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A regular file cannot be opened by a name with a final slash; the responses are nginx's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FinalSlashTest {
    private Site site;
    private GangwayServer server;

    @BeforeAll
    void start() throws IOException {
        site = Site.create();
        site.file("html/plain", "plain").file("html/dir/f", "f").file("users", "a:{PLAIN}b\n");
        Files.createSymbolicLink(site.dir().resolve("html/to-plain"), Path.of("plain"));
        Files.createSymbolicLink(site.dir().resolve("html/to-dir"), Path.of("dir"));
        server = GangwayServer.start(site.config("""
                        server {
                            listen %{port};
                            root %{dir}/html;
                            set $file %{dir}/html/$arg_p;
                            set $r "";
                            if (-f $file) { set $r "${r}f"; }
                            if (-d $file) { set $r "${r}d"; }
                            if (-e $file) { set $r "${r}e"; }
                            if (!-e $file) { set $r "${r}E"; }
                            if (-x $file) { set $r "${r}x"; }
                            location / { return 200 $r; }
                            location /try { try_files /$arg_p =418; }
                            location /users { auth_basic x; auth_basic_user_file %{dir}/users/; }
                        }
                        """));
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
        site.close();
    }

    @ParameterizedTest
    @CsvSource({
        "plain, fe",
        "plain/, E",
        "plain//, E",
        "plain/., E",
        "to-plain, fe",
        "to-plain/, E",
        "dir, dex",
        "dir/, dex",
        "to-dir/, dex",
        "dir/../plain, fe",
        "dir/../plain/, E",
        "plain/../plain, E",
    })
    void a_condition_finds_no_plain_file_by_a_name_with_a_slash(String name, String found) throws IOException {
        assertThat(RawHttp.get(server.port(), "/?p=" + name).body()).isEqualTo(found);
    }

    @Test
    void try_files_finds_no_plain_file_by_a_name_with_a_slash() throws IOException {
        assertThat(RawHttp.get(server.port(), "/try?p=plain").body()).isEqualTo("plain");
        assertThat(RawHttp.get(server.port(), "/try?p=plain/").status()).isEqualTo(418);
    }

    @Test
    void a_file_of_users_is_not_opened_by_a_name_with_a_slash() throws IOException {
        assertThat(RawHttp.get(server.port(), "/users", "Authorization: Basic YTpi")
                        .status())
                .isEqualTo(500);
    }
}
