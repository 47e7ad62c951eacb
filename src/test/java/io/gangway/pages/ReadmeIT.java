package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeIT {
    @TempDir
    private Path empty;

    @Test
    void the_demo_is_where_it_says() throws Exception {
        try (Walk page = Walk.along("README.md", empty)) {
            Running demo = page.next("bin/gangway");
            int port = Integer.parseInt(demo.says("http://localhost:([0-9]+)/").group(1));
            assertThat(RawHttp.get(port, "/").body()).contains("<title>");
            demo.stop();
        }
    }
}
