package io.gangway.upstream.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.config.Directive;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassDirectivesTest {
    private final PassDirectives directives = new PassDirectives("other_", "None");

    @Test
    void all_names_have_the_prefix() {
        List<String> names = directives.all().stream().map(Directive::name).toList();

        assertThat(names)
                .doesNotHaveDuplicates()
                .contains("other_connect_timeout", "other_next_upstream", "other_buffers", "other_temp_path")
                .allSatisfy(name -> assertThat(name).startsWith("other_"));
    }

    @Test
    void no_text_names_the_directives_of_another_protocol() {
        assertThat(directives.all())
                .allSatisfy(directive -> assertThat(
                                directive.text().meaning() + directive.text().byDefault())
                        .doesNotContain("proxy_"));
    }
}
