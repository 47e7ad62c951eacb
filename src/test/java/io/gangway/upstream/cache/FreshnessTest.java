package io.gangway.upstream.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.http.Fields;
import io.gangway.http.HttpDate;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessTest {
    private static final long NOW = 1_000_000;

    private static Freshness of(String... fields) {
        return ignoring(Set.of(), fields);
    }

    private static Freshness ignoring(Set<String> ignored, String... fields) {
        Fields.Builder all = Fields.builder();
        for (String field : fields) {
            String[] parts = field.split(": ?", 2);
            all.add(parts[0], parts[1]);
        }
        return Freshness.of(all.build(), ignored, NOW, 0);
    }

    private static String date(long seconds) {
        return HttpDate.of(seconds);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Cache-Control: max-age=60                      | 60
            cache-control: MAX-AGE=60                      | 60
            Cache-Control: max-age=60, s-maxage=5          | 5
            Cache-Control: public; max-age=60;x            | 60
            X-Accel-Expires: 7                             | 7
            x-accel-expires: 007                           | 7
            """)
    void a_field_says_for_how_long(String field, long seconds) {
        Freshness freshness = of(field);

        assertThat(freshness.cacheable()).isTrue();
        assertThat(freshness.validUntil()).isEqualTo(NOW + seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Set-Cookie: a=b",
                "Cache-Control: private",
                "Cache-Control: No-Store",
                "Cache-Control: max-age=9, no-cache",
                "Cache-Control: max-age=0",
                "Cache-Control: max-age=x",
                "Cache-Control: max-age=\"60\"",
                "Cache-Control: s-maxage=0, max-age=60",
                "Cache-Control: max-age=60, stale-if-error=x",
                "Cache-Control: max-age=60, stale-while-revalidate=-1",
                "X-Accel-Expires: 0",
                "Expires: 0",
                "Expires: Thu, 01 Jan 1970 00:00:10 GMT",
                "Vary: *",
            })
    void a_field_forbids_it(String field) {
        assertThat(of(field).cacheable()).isFalse();
        assertThat(ignoring(Set.of(field.substring(0, field.indexOf(':'))), field)
                        .cacheable())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Accel-Expires: x", "X-Accel-Expires:", "X-Accel-Expires: @", "Cache-Control: public"})
    void a_field_says_nothing(String field) {
        assertThat(of(field).cacheable()).isTrue();
        assertThat(of(field).validUntil()).isZero();
    }

    @Test
    void an_accelerator_field_names_a_point_in_time() {
        assertThat(of("X-Accel-Expires: @1000100").validUntil()).isEqualTo(NOW + 100);
        assertThat(of("X-Accel-Expires: @5").validUntil()).isEqualTo(5);
    }

    @Test
    void expires_counts_only_if_nothing_else_was_said() {
        assertThat(of("Expires: " + date(NOW + 50)).validUntil()).isEqualTo(NOW + 50);
        assertThat(of("Cache-Control: max-age=9", "Expires: " + date(NOW + 50)).validUntil())
                .isEqualTo(NOW + 9);
        assertThat(of("Expires: " + date(NOW + 50), "Cache-Control: max-age=9").validUntil())
                .isEqualTo(NOW + 9);
        assertThat(of("Expires: " + date(NOW - 50), "Cache-Control: max-age=9").cacheable())
                .isTrue();
    }

    @Test
    void an_accelerator_field_is_stronger_wherever_it_is() {
        assertThat(of("X-Accel-Expires: 5", "Cache-Control: no-store").cacheable())
                .isTrue();
        assertThat(of("Cache-Control: no-store", "X-Accel-Expires: 5").cacheable())
                .isTrue();
        assertThat(of("Cache-Control: max-age=60", "X-Accel-Expires: 5").validUntil())
                .isEqualTo(NOW + 5);
        assertThat(of("X-Accel-Expires: 5", "X-Accel-Expires: 6").validUntil()).isEqualTo(NOW + 5);
    }

    @Test
    void stale_responses_have_extensions_of_their_own() {
        Freshness both = of("X-Accel-Expires: 5", "Cache-Control: stale-while-revalidate=7, stale-if-error=8");
        Freshness one = of("Cache-Control: max-age=1, stale-while-revalidate=7");

        assertThat(both.updatingSeconds()).isEqualTo(7);
        assertThat(both.errorSeconds()).isEqualTo(8);
        assertThat(one.errorSeconds()).isEqualTo(7);
    }

    @Test
    void numbers_do_not_overflow() {
        assertThat(of("Cache-Control: max-age=99999999999999999999").validUntil())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(of("X-Accel-Expires: 99999999999999999999").validUntil()).isZero();
    }

    @Test
    void vary_is_joined_and_limited() {
        assertThat(of("Vary: A", "Vary: b").vary()).isEqualTo("A, b");
        assertThat(of("Vary: " + "x".repeat(128)).cacheable()).isTrue();
        assertThat(of("Vary: " + "x".repeat(129)).cacheable()).isFalse();
        assertThat(ignoring(Set.of("Vary"), "Vary: a").vary()).isEmpty();
    }
}
