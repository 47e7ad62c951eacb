package io.gangway.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RunningSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dav_methods} and its kin: what is on the disk afterwards, and in the error log. */
class DavTest {
    private static final String CONFIG = """
            client_body_temp_path %{dir}/temp;
            server {
                listen 127.0.0.1:%{port};
                server_name s;
                error_log %{dir}/errors.log;
                root %{dir}/html;
                location / { dav_methods PUT DELETE MKCOL COPY MOVE; }
                location /open/ { dav_methods PUT MKCOL; dav_access group:rw all:r; create_full_put_path on; }
                location /owner/ { dav_methods PUT; dav_access user:r; create_full_put_path on; }
            }
            """;

    @RegisterExtension
    final RunningSite site = RunningSite.of(CONFIG)
            .file("html/a.txt", "a")
            .file("html/tree/b.txt", "b")
            .file("html/tree/inner/c.txt", "c")
            .file("outside/d.txt", "outside");

    private RawResponse send(String method, String target, String... fields) throws IOException {
        return site.send(RawHttp.request(method, target, fields));
    }

    private RawResponse put(String target, String body, String... fields) throws IOException {
        String[] all = Stream.concat(Stream.of("Content-Length: " + body.length()), Stream.of(fields))
                .toArray(String[]::new);
        return site.send(RawHttp.request("PUT", target, all) + body);
    }

    private Path html(String path) {
        return site.dir().resolve("html").resolve(path);
    }

    private String log() throws IOException {
        Path file = site.dir().resolve("errors.log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private List<Path> temporary() throws IOException {
        Path directory = site.dir().resolve("temp");
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void put_writes_the_body_and_leaves_no_temporary_file() throws IOException {
        assertThat(put("/new.txt", "new").status()).isEqualTo(201);
        assertThat(html("new.txt")).hasContent("new");
        assertThat(put("/new.txt", "x".repeat(300_000)).status()).isEqualTo(204);
        assertThat(Files.size(html("new.txt"))).isEqualTo(300_000);
        assertThat(permissions(html("new.txt"))).isEqualTo("rw-------");
        assertThat(temporary()).isEmpty();
        assertThat(log()).isEmpty();
    }

    @Test
    void put_sets_the_time_of_the_field_date() throws IOException {
        put("/dated.txt", "x", "Date: Thu, 01 Jan 2015 00:00:00 GMT");
        assertThat(Files.getLastModifiedTime(html("dated.txt")).toInstant())
                .isEqualTo(Instant.parse("2015-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"/open/x/y/z.txt, rw-rw-r--, rwxrwxr-x", "/owner/x/y/z.txt, r--------, r-x------"})
    void dav_access_sets_permissions(String uri, String file, String directory) throws IOException {
        assertThat(put(uri, "x").status()).isEqualTo(201);
        Path written = html(uri.substring(1));
        assertThat(permissions(written)).isEqualTo(file);
        // The umask takes permissions away from directories only.
        Path probe = Files.createDirectory(
                html("probe"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(directory)));
        assertThat(permissions(written.getParent())).isEqualTo(permissions(probe));
    }

    @Test
    void an_upload_that_breaks_off_leaves_nothing() throws Exception {
        try (RawConnection client = site.connect()) {
            client.send("PUT /a.txt HTTP/1.1\r\nHost: s\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(200_000));
            await().until(() -> !temporary().isEmpty());
        }
        await().until(() -> temporary().isEmpty());
        assertThat(html("a.txt")).hasContent("a");
    }

    @Test
    void a_reader_sees_the_old_file_until_the_new_one_is_complete() throws Exception {
        try (RawConnection client = site.connect()) {
            client.send("PUT /a.txt HTTP/1.1\r\nHost: s\r\nContent-Length: 100001\r\n\r\n" + "x".repeat(100_000));
            await().until(() -> !temporary().isEmpty());
            assertThat(site.get("/a.txt").body()).isEqualTo("a");
            client.send("x");
            assertThat(client.read("PUT").status()).isEqualTo(204);
        }
        assertThat(Files.size(html("a.txt"))).isEqualTo(100_001);
    }

    @Test
    void a_link_is_deleted_and_not_what_it_refers_to() throws IOException {
        Files.createSymbolicLink(html("link"), site.dir().resolve("outside"));
        Files.createSymbolicLink(html("tree/link"), site.dir().resolve("outside"));
        assertThat(send("DELETE", "/link").status()).isEqualTo(204);
        assertThat(send("DELETE", "/tree/").status()).isEqualTo(204);
        assertThat(html("link")).doesNotExist();
        assertThat(html("tree")).doesNotExist();
        assertThat(site.dir().resolve("outside/d.txt")).hasContent("outside");
    }

    @Test
    void a_copied_tree_has_no_links() throws IOException {
        Files.createSymbolicLink(html("tree/link"), site.dir().resolve("outside"));
        assertThat(send("COPY", "/tree/", "Destination: /copy/").status()).isEqualTo(201);
        assertThat(html("copy/inner/c.txt")).hasContent("c");
        assertThat(Files.exists(html("copy/link"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void a_copy_of_a_link_is_the_whole_file() throws IOException {
        Files.createSymbolicLink(html("link"), site.dir().resolve("outside/d.txt"));
        assertThat(send("COPY", "/link", "Destination: /copy.txt").status()).isEqualTo(204);
        assertThat(html("copy.txt")).hasContent("outside").isRegularFile();
    }

    @Test
    void a_copy_keeps_permissions_and_time() throws IOException {
        Files.setPosixFilePermissions(html("a.txt"), PosixFilePermissions.fromString("rw-r-----"));
        send("COPY", "/a.txt", "Destination: /b.txt");
        assertThat(permissions(html("b.txt"))).isEqualTo("rw-r-----");
        assertThat(Files.getLastModifiedTime(html("b.txt"))).isEqualTo(Files.getLastModifiedTime(html("a.txt")));
    }

    @ParameterizedTest
    @CsvSource({
        "COPY, /a.txt, /a.txt",
        "MOVE, /a.txt, //a.txt",
        "COPY, /tree/, /tree/",
        "COPY, /tree/, /tree/inner/x/",
        "MOVE, /tree/, /tree/x/",
        "MOVE, /tree/inner/, /tree/",
    })
    void nothing_is_copied_to_itself_or_into_itself(String method, String from, String to) throws IOException {
        assertThat(send(method, from, "Destination: " + to).status()).isEqualTo(403);
        assertThat(html("a.txt")).hasContent("a");
        assertThat(html("tree/inner/c.txt")).hasContent("c");
        assertThat(log()).containsAnyOf("point to the same location", "ed to collection \"" + to + "\"");
    }

    @Test
    void a_pipe_is_not_copied() throws Exception {
        assumeTrue(new ProcessBuilder("mkfifo", html("pipe").toString()).start().waitFor() == 0);
        assertThat(send("COPY", "/pipe", "Destination: /copy").status()).isEqualTo(500);
        assertThat(log()).contains("[crit]").contains("\"" + html("pipe") + "\" is not a regular file");
        assertThat(send("DELETE", "/pipe").status()).isEqualTo(204);
    }

    @Test
    void a_missing_directory_is_logged_as_in_nginx() throws IOException {
        assertThat(put("/none/x.txt", "x").status()).isEqualTo(500);
        assertThat(log())
                .containsPattern(
                        "\\[crit] .* rename\\(\\) \"" + site.dir() + "/temp/\\d{10}\" to \"" + html("none/x.txt")
                                + "\" failed \\(2: No such file or directory\\), client: 127.0.0.1, server: s, "
                                + "request: \"PUT /none/x.txt HTTP/1.1\"");
        assertThat(temporary()).isEmpty();
    }

    @Test
    void a_link_that_leads_nowhere_stays_in_a_deleted_tree() throws IOException {
        Files.createSymbolicLink(html("tree/dangling"), Path.of("nowhere"));
        assertThat(send("DELETE", "/tree/").status()).isEqualTo(500);
        assertThat(html("tree/b.txt")).doesNotExist();
        assertThat(log())
                .contains("stat() \"" + html("tree/dangling") + "\" failed (2: No such file or directory)")
                .contains("rmdir() \"" + html("tree") + "/\" failed (39: Directory not empty)");
    }

    @Test
    void a_link_to_a_directory_is_not_removed_with_a_slash() throws IOException {
        Files.createSymbolicLink(html("link"), html("tree"));
        assertThat(send("DELETE", "/link/").status()).isEqualTo(404);
        assertThat(log()).contains("rmdir() \"" + html("link") + "/\" failed (20: Not a directory)");
        assertThat(Files.isSymbolicLink(html("link"))).isTrue();
    }

    @Test
    void two_uploads_at_once_leave_one_complete_file() throws Exception {
        String first = "1".repeat(100_000);
        String second = "2".repeat(100_000);
        try (RawConnection one = site.connect();
                RawConnection two = site.connect()) {
            String head = "PUT /both.txt HTTP/1.1\r\nHost: s\r\nContent-Length: 100000\r\n\r\n";
            one.send(head + first.substring(1));
            two.send(head + second.substring(1));
            one.send("1");
            two.send("2");
            assertThat(List.of(one.read("PUT").status(), two.read("PUT").status()))
                    .containsAnyOf(201, 204);
        }
        assertThat(Files.readString(html("both.txt"))).isIn(first, second);
    }
}
