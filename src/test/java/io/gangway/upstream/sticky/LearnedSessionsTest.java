package io.gangway.upstream.sticky;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LearnedSessionsTest {
    private static final long HOUR = 3_600_000;

    private final LearnedSessions sessions = new LearnedSessions("z", 32768, "u");

    private String find(String id, long now) {
        return sessions.find(id, HOUR, now);
    }

    @Test
    void a_session_names_its_server() {
        sessions.learn("one", "a", HOUR, 0);
        sessions.learn("two", "b", HOUR, 0);
        assertThat(find("one", 1)).isEqualTo("a");
        assertThat(find("two", 1)).isEqualTo("b");
        assertThat(find("three", 1)).isNull();
    }

    @Test
    void a_session_ends_after_its_time_without_a_request() {
        sessions.learn("one", "a", HOUR, 0);
        assertThat(find("one", HOUR - 1)).isEqualTo("a");
        assertThat(find("one", HOUR)).isNull();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void a_request_continues_a_session() {
        sessions.learn("one", "a", HOUR, 0);
        sessions.renew("one", "b", HOUR, HOUR - 1);
        assertThat(find("one", HOUR + 1)).isEqualTo("b");
    }

    @Test
    void a_session_that_is_over_is_not_continued() {
        sessions.learn("one", "a", HOUR, 0);
        sessions.renew("one", "a", HOUR, HOUR);
        assertThat(find("one", HOUR)).isNull();
        sessions.renew("never", "a", HOUR, HOUR);
        assertThat(sessions.count()).isZero();
    }

    @Test
    void a_full_zone_forgets_the_session_that_was_not_used_for_the_longest_time() {
        assertThat(sessions.max()).isEqualTo(80);
        for (int i = 0; i < sessions.max(); i++) {
            assertThat(sessions.learn("s" + i, "a", HOUR, i)).isFalse();
        }
        sessions.renew("s0", "a", HOUR, 100);
        assertThat(sessions.learn("one more", "b", HOUR, 101)).isTrue();
        assertThat(find("s0", 102)).isEqualTo("a");
        assertThat(find("s1", 102)).isNull();
        assertThat(sessions.count()).isEqualTo(sessions.max());
    }

    @Test
    void a_session_that_is_learned_again_needs_no_room() {
        for (int i = 0; i < sessions.max(); i++) {
            sessions.learn("s" + i, "a", HOUR, i);
        }
        assertThat(sessions.learn("s5", "b", HOUR, 100)).isFalse();
        assertThat(find("s0", 101)).isEqualTo("a");
    }

    @Test
    void a_million_logins_do_not_grow_the_zone() {
        LearnedSessions large = new LearnedSessions("z", 1 << 20, "u");
        for (int i = 0; i < 1_000_000; i++) {
            large.learn("s" + i, "a", HOUR, i / 1000);
        }
        assertThat(large.count()).isEqualTo(large.max()).isLessThan(4096);
    }
}
