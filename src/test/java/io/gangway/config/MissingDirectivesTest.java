package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.conf.Absence;
import io.gangway.conf.KnownDirectives;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No directive of nginx is missing without a reason. */
class MissingDirectivesTest {
    private static List<String> missing() {
        Directives directives = Configuration.ofModules().directives();
        return KnownDirectives.load().names().stream()
                .filter(name -> directives.named(name).isEmpty())
                .toList();
    }

    @Test
    void a_missing_directive_is_refused_with_its_feature() {
        assertThat(missing())
                .isNotEmpty()
                .allSatisfy(name ->
                        assertThat(Absence.missing(name, null).hint()).as(name).contains(" is not supported: "));
    }

    @Test
    void a_name_that_nginx_does_not_have_has_no_feature() {
        assertThat(Absence.missing("frobnicate", null).hint()).startsWith("see \"Not supported\"");
    }
}
