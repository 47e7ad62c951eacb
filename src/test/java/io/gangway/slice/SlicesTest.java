package io.gangway.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.content.Response;
import org.junit.jupiter.api.Test;

/** Which slices are asked for. */
class SlicesTest {
    private static void arrives(Slices slices, long start, long end) {
        assertThat(slices.accept(new Response(206), new ContentRange(start, end, 1000)))
                .isNull();
    }

    @Test
    void all_slices_of_a_response_are_needed() {
        Slices slices = new Slices(null, 400, 0);
        arrives(slices, 0, 400);
        slices.next();
        arrives(slices, 400, 800);
        assertThat(slices.isIncomplete()).isTrue();
        slices.next();
        assertThat(slices.range()).isEqualTo("bytes=800-1199");
        arrives(slices, 800, 1000);
        assertThat(slices.isIncomplete()).isFalse();
    }

    @Test
    void those_after_the_range_of_the_client_are_not_needed() {
        Slices slices = new Slices(null, 400, 0);
        arrives(slices, 0, 400);
        slices.limit(new ContentRange(10, 500, 1000));
        slices.next();
        arrives(slices, 400, 800);
        assertThat(slices.isIncomplete()).isFalse();
    }
}
