package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.websocket.FairShares.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairSharesTest {
    private static FairShares of(List<Member> members, int expected, int... counts) {
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < counts.length; i++) {
            byName.put(members.get(i).name(), counts[i]);
        }
        return new FairShares(members, byName, expected);
    }

    private static Member member(int number, int weight, int max) {
        return new Member("10.0.0." + number, "sid" + number, weight, max);
    }

    @Test
    void a_share_is_a_part_by_weight() {
        List<Member> members = List.of(member(1, 1, 0), member(2, 3, 0));
        FairShares shares = of(members, 40, 30, 10);

        assertThat(shares.surplus(members.get(0))).isEqualTo(20);
        assertThat(shares.missing(members.get(1))).isEqualTo(20);
        assertThat(shares.isEven(0.05)).isFalse();
    }

    @Test
    void a_share_is_at_most_max_conns() {
        List<Member> members = List.of(member(1, 1, 0), member(2, 1, 0), member(3, 1, 4));
        FairShares shares = of(members, 24, 12, 12, 0);

        assertThat(shares.surplus()).isEqualTo(4);
        assertThat(shares.missing(members.get(2))).isEqualTo(4);
    }

    @Test
    void one_tunnel_more_or_less_is_even() {
        List<Member> members = List.of(member(1, 1, 0), member(2, 1, 0), member(3, 1, 0));

        assertThat(of(members, 4, 2, 1, 1).isEven(0.05)).isTrue();
        assertThat(of(members, 4, 2, 2, 0).isEven(0.05)).isFalse();
        assertThat(of(members, 300, 105, 95, 100).isEven(0.05)).isTrue();
        assertThat(of(members, 300, 106, 94, 100).isEven(0.05)).isFalse();
    }

    @Test
    void no_members_have_no_surplus() {
        FairShares none = of(List.of(), 0);

        assertThat(none.surplus()).isZero();
        assertThat(none.isEven(0.05)).isTrue();
    }

    /** What is closed fits where some are missing, and when it has moved, no server is over its share. */
    @Test
    void no_more_are_over_the_shares_than_others_miss() {
        Random random = new Random(15);
        for (int i = 0; i < 10_000; i++) {
            List<Member> members = new ArrayList<>();
            int[] counts = new int[1 + random.nextInt(6)];
            int total = 0;
            for (int each = 0; each < counts.length; each++) {
                members.add(member(each, 1 + random.nextInt(4), 0));
                counts[each] = random.nextInt(200);
                total += counts[each];
            }
            FairShares shares = of(members, total, counts);
            int missing = members.stream().mapToInt(shares::missing).sum();
            assertThat(shares.surplus()).isLessThanOrEqualTo(missing);

            int moving = shares.surplus();
            int[] moved = counts.clone();
            for (int each = 0; each < counts.length; each++) {
                int taken = Math.min(moving, shares.missing(members.get(each)));
                moved[each] += taken - shares.surplus(members.get(each));
                moving -= taken;
            }
            assertThat(of(members, total, moved).surplus()).isZero();
        }
    }
}
