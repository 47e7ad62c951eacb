package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code docs/lint.md} and {@code docs/check.md} print what the pages show. */
class ReportPagesIT {
    @TempDir
    private Path empty;

    @Test
    void lint_prints_what_its_page_shows() throws Exception {
        Page shown = Page.read("docs/lint.md");
        try (Walk page = Walk.along("docs/lint.md", empty)) {
            page.next("cat > nginx.conf <<'EOF'").awaitExit();
            assertThat(page.next("bin/gangway lint nginx.conf").awaitExit(1))
                    .isEqualTo(shown.blocks("text").get(0).text());
            assertThat(page.next("bin/gangway lint --format errorformat nginx.conf")
                            .awaitExit(1))
                    .isEqualTo(shown.blocks("text").get(1).text());
            page.ends();
        }
    }

    @Test
    void check_prints_what_its_page_shows() throws Exception {
        Page shown = Page.read("docs/check.md");
        try (Walk page = Walk.along("docs/check.md", empty)) {
            page.next("cat > nginx.conf <<'EOF'").awaitExit();
            assertThat(page.next("bin/gangway check nginx.conf").awaitExit(1))
                    .isEqualTo(shown.blocks("text").get(0).text());
            assertThat(page.next("bin/gangway check --format json nginx.conf").awaitExit(1))
                    .contains(shown.blocks("json").get(0).text().strip());
            page.ends();
        }
    }
}
