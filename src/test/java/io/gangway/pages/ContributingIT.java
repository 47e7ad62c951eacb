package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContributingIT {
    @TempDir
    private Path empty;

    /** See {@link Walk#isBuild}; {@link PageTest} checks that the files they name exist. */
    @Test
    void all_its_commands_build_or_test() throws Exception {
        assertThat(Page.read("CONTRIBUTING.md").commands()).hasSizeGreaterThan(4);
        try (Walk page = Walk.along("CONTRIBUTING.md", empty)) {
            page.ends();
        }
    }
}
