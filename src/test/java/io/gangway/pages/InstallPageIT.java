package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section about the archive; {@code src/test/packages/deb-in-container} runs the commands of the Debian package. */
class InstallPageIT {
    @TempDir
    private Path empty;

    @Test
    void the_archive_is_unpacked_and_used() throws Exception {
        try (Walk page = Walk.along("docs/install.md", empty)) {
            try (var archives = Files.newDirectoryStream(Path.of("target"), "gangway-*.tar.gz")) {
                Path archive = archives.iterator().next();
                Files.createSymbolicLink(
                        page.directory().resolve("target").resolve(archive.getFileName()), archive.toAbsolutePath());
            }
            page.next("tar xzf target/gangway-*.tar.gz").awaitExit();
            page.next("mv gangway-*/ ~/gangway").awaitExit();
            assertThat(page.next("~/gangway/bin/gangway -v").awaitExit()).startsWith("gangway version: gangway/");

            String startup = Page.read("docs/install.md").blocks("bash").get(0).text();
            assertThat(page.run(startup + "complete -p gangway; command -v gangway")
                            .awaitExit())
                    .contains("-F _gangway gangway", page.home() + "/gangway/bin/gangway");
            if (Files.isExecutable(Path.of("/usr/bin/man"))) {
                assertThat(page.run(startup + "man -w 8 gangway; man -w 5 gangway.conf")
                                .awaitExit())
                        .contains("/man8/gangway.8", "/man5/gangway.conf.5");
            }
        }
    }
}
