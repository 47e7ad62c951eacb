package io.gangway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestZoneTest {
    private final RequestZone zone = new RequestZone("www");

    @Test
    void responses_are_counted_by_status_and_by_class() {
        for (int status : new int[] {101, 200, 204, 200, 304, 404, 499, 503, 99, 600}) {
            zone.responded(status, 1);
        }

        assertThat(zone.responses().byStatus())
                .containsEntry(200, 2L)
                .containsEntry(101, 1L)
                .hasSize(7);
        assertThat(new long[] {
                    zone.responses().ofClass(1),
                    zone.responses().ofClass(2),
                    zone.responses().ofClass(3),
                    zone.responses().ofClass(4),
                    zone.responses().ofClass(5)
                })
                .containsExactly(1, 3, 1, 2, 1);
        assertThat(zone.responses().total()).isEqualTo(8);
    }

    @Test
    void a_zone_is_unused_until_the_first_request() {
        assertThat(zone.isUsed()).isFalse();

        zone.began();

        assertThat(zone.isUsed()).isTrue();
        assertThat(zone.requests()).isEqualTo(1);
        assertThat(zone.processing()).isEqualTo(1);
    }

    @Test
    void a_reset_keeps_the_number_of_running_requests() {
        zone.began();
        zone.began();
        zone.responded(200, 3);
        zone.ended(10, 20);

        zone.reset();

        assertThat(zone.requests()).isZero();
        assertThat(zone.sent()).isZero();
        assertThat(zone.responses().total()).isZero();
        assertThat(zone.processing()).isEqualTo(1);
        zone.ended(1, 2);
        assertThat(zone.processing()).isZero();
        assertThat(zone.received()).isEqualTo(1);
    }
}
