package io.gangway.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import io.gangway.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WebDAV on two file systems, one of them small. */
class DavDiskTest {
    private Site site;
    private SmallDisk disk;
    private GangwayServer server;

    @BeforeEach
    void start() throws Exception {
        site = Site.create();
        site.file("html/a.txt", "a").file("html/tree/inner/b.txt", "b");
        disk = SmallDisk.mount(site.dir().resolve("html/disk"), 256);
        assumeTrue(disk != null, "nothing can be mounted here");
        server = GangwayServer.start(site.config("""
                client_body_temp_path %{dir}/temp;
                server {
                    listen 127.0.0.1:%{port};
                    error_log %{dir}/errors.log;
                    root %{dir}/html;
                    dav_methods PUT DELETE MKCOL COPY MOVE;
                }
                """));
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (disk != null) {
            disk.close();
        }
        site.close();
    }

    private RawResponse send(String method, String target, String... fields) throws IOException {
        return RawHttp.send(site.port(), RawHttp.request(method, target, fields));
    }

    private RawResponse put(String target, int size) throws IOException {
        return RawHttp.send(site.port(), RawHttp.request("PUT", target, "Content-Length: " + size) + "x".repeat(size));
    }

    private Path html(String path) {
        return site.dir().resolve("html").resolve(path);
    }

    private List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void an_upload_moves_to_another_file_system() throws IOException {
        assertThat(put("/disk/x.txt", 50_000).status()).isEqualTo(201);
        assertThat(put("/disk/x.txt", 60_000).status()).isEqualTo(204);
        assertThat(Files.size(html("disk/x.txt"))).isEqualTo(60_000);
        assertThat(names(html("disk"))).containsExactly("x.txt");
        assertThat(names(site.dir().resolve("temp"))).isEmpty();
    }

    @Test
    void a_full_disk_leaves_the_old_file_and_nothing_half() throws IOException {
        assertThat(put("/disk/x.txt", 1000).status()).isEqualTo(201);
        assertThat(put("/disk/x.txt", 500_000).status()).isEqualTo(500);
        assertThat(Files.size(html("disk/x.txt"))).isEqualTo(1000);
        assertThat(names(html("disk"))).containsExactly("x.txt");
        assertThat(names(site.dir().resolve("temp"))).isEmpty();
        assertThat(Files.readString(site.dir().resolve("errors.log")))
                .containsPattern("\\[alert] .* write\\(\\) \"" + html("disk/x.txt")
                        + "\\.\\d{10}\" failed \\(28: No space left on device\\)");
        assertThat(put("/disk/x.txt", 2000).status()).isEqualTo(204);
    }

    @Test
    void a_file_and_a_directory_move_to_another_file_system() throws IOException {
        assertThat(send("MOVE", "/a.txt", "Destination: /disk/a.txt").status()).isEqualTo(204);
        assertThat(send("MOVE", "/tree/", "Destination: /disk/tree/").status()).isEqualTo(201);
        assertThat(html("disk/a.txt")).hasContent("a");
        assertThat(html("disk/tree/inner/b.txt")).hasContent("b");
        assertThat(names(site.dir().resolve("html"))).containsExactly("disk");
    }

    @Test
    void a_mount_point_is_not_removed() throws IOException {
        put("/disk/x.txt", 10);
        assertThat(send("DELETE", "/disk/").status()).isEqualTo(500);
        assertThat(Files.readString(site.dir().resolve("errors.log")))
                .contains("rmdir() \"" + html("disk") + "/\" failed (16: Device or resource busy)");
        assertThat(names(html("disk"))).isEmpty();
    }

    @Test
    void a_read_only_disk_gets_500() throws Exception {
        assumeTrue(
                new ProcessBuilder("mount", "-o", "remount,ro", html("disk").toString())
                                .start()
                                .waitFor()
                        == 0,
                "nothing can be mounted read-only here");
        assertThat(put("/disk/x.txt", 10).status()).isEqualTo(500);
        assertThat(send("MKCOL", "/disk/y/").status()).isEqualTo(500);
        assertThat(Files.readString(site.dir().resolve("errors.log")))
                .contains("mkdir() \"" + html("disk/y") + "\" failed (30: Read-only file system)");
        assertThat(names(site.dir().resolve("temp"))).isEmpty();
    }
}
