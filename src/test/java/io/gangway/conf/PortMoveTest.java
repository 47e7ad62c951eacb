package io.gangway.conf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortMoveTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    8080,                        9000
                    127.0.0.1:8080 ssl,          127.0.0.1:9000 ssl
                    [::1]:8080,                  [::1]:9000
                    *:8080 default_server,       *:9000 default_server
                    8081,                        8081
                    80,                          80
                    shop.test,                   shop.test
                    [::1],                       [::1]
                    unix:/run/8080,              unix:/run/8080
                    """)
    void a_listen_with_the_port_gets_the_other_port(String listen, String moved) {
        assertThat(moved(new PortMove(8080, 9000), listen)).isEqualTo(moved);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    shop.test,       shop.test:9000
                    [::1] ipv6only=on, [::1]:9000 ipv6only=on
                    80,              9000
                    8080,            8080
                    """)
    void an_address_without_port_listens_on_80(String listen, String moved) {
        assertThat(moved(new PortMove(80, 9000), listen)).isEqualTo(moved);
    }

    private static String moved(PortMove move, String listen) {
        String text = "http {\n    server {\n        listen %s;\n    }\n}\n";
        Tree tree = Parser.text("x.conf", text.formatted(listen));
        String printed = Printer.print(move.of(tree.nodes()));
        assertThat(printed).startsWith("http {\n    server {\n        listen ");
        return printed.lines().skip(2).findFirst().orElseThrow().strip().replaceAll("^listen |;$", "");
    }
}
