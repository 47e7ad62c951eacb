package io.gangway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/,/,-",
                "/a.b/c.html,/a.b/c.html,-",
                "/a.b/c,/a.b/c,-",
                "/a?b=c?d,/a,b=c?d",
                "/a?,/a,''",
                "//a///b,/a/b,-",
                "/a/./b,/a/b,-",
                "/a/../b,/b,-",
                "/a/b/..,/a/,-",
                "/a/.,/a/,-",
                "/a/..?x,/,x",
                "/a/.?x,/a/,x",
                "/a/...,/a/...,-",
                "/.htaccess,/.htaccess,-",
                "/a/.b.c,/a/.b.c,-",
                "/a%20b,/a b,-",
                "/a%2Fb,/a/b,-",
                "/a%2f%2fb,/a/b,-",
                "/a/%2e%2E/b,/b,-",
                "/a/.%2e,/,-",
                "/a%2ehtml,/a.html,-",
                "/a%3fb?c,/a?b,c",
                "/a%23b,/a#b,-",
                "/a%25b,/a%b,-",
                "/%252e%252e/,/%2e%2e/,-",
                "/a#f,/a,-",
                "/a?b#f,/a,b",
                "/a?#f,/a,''",
                "/a#f?b,/a,-",
                "/a;b=c/d,/a;b=c/d,-",
                "/a\\b,/a\\b,-",
                "/a+b,/a+b,-",
                "/a?b/../c,/a,b/../c",
                "/a?%zz,/a,%zz",
                "http://h,/,-",
                "http://h?x,/,x",
                "http://h/a//b,/a/b,-",
                "http://h:80/a.js?y,/a.js,y"
            })
    void the_path_is_decoded_and_normalised(String raw, String path, String args) throws BadMessageException {
        Target target = Target.parse(raw, true);
        assertThat(target.path()).isEqualTo(path);
        assertThat(target.args()).isEqualTo(args);
    }

    @ParameterizedTest
    @CsvSource({"//a//b,//a//b", "/a//../b,/a/b", "/a%2f%2fb,/a//b", "/a/.//b,/a//b"})
    void slashes_are_kept_without_merge_slashes(String raw, String path) throws BadMessageException {
        assertThat(Target.parse(raw, false).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "a",
                "/..",
                "/../a",
                "/a/../../b",
                "/%2e%2e/",
                "/..?a",
                "/..#a",
                "/%",
                "/%4",
                "/%4g",
                "/%00",
                "/a%",
                "/a\rb",
                "/a b",
                "http:/a",
                "://a",
                "1http://a"
            })
    void a_target_that_nginx_refuses_is_refused(String raw) {
        assertThatThrownBy(() -> Target.parse(raw, true))
                .isInstanceOf(BadMessageException.class)
                .hasMessage("client sent invalid request while reading client request line");
    }

    @Test
    void the_raw_parts_are_kept() throws BadMessageException {
        Target target = Target.parse("/a%2Fb/../c+d?e#f", true);
        assertThat(target.unparsed()).isEqualTo("/a%2Fb/../c+d?e#f");
        assertThat(target.path()).isEqualTo("/a/c+d");
        assertThat(target.quoted()).isTrue();
        assertThat(target.plus()).isTrue();
    }

    @Test
    void an_absolute_target_names_a_host() throws BadMessageException {
        Target target = Target.parse("HTTPS://Foo.example.:8443?x", true);
        assertThat(target.authority()).isEqualTo("Foo.example.:8443");
        assertThat(target.unparsed()).isEqualTo("?x");
        assertThat(target.validUnparsed()).isFalse();
        assertThat(Target.parse("/a", true).authority()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "a,a,0",
                "A.B:80,a.b,80",
                "a.,a,0",
                "a.:1,a,1",
                "Foo.example.:8443,foo.example,8443",
                "a:,a,0",
                "[::1],[::1],0",
                "[::1]:81,[::1],81",
                "a_b~!$&'()*+,-,-",
                "a%20,a%20,0",
                "a..b,-,-",
                ".,-,-",
                ":80,-,-",
                "[::1]x,-,-",
                "a:65536,-,-",
                "a:8x,-,-",
                "a@b,-,-",
                "a[b,-,-"
            })
    void hosts_are_checked(String text, String name, String port) {
        if (text.contains("~")) {
            assertThat(Host.parse("a_b~!$&'()*+,;=")).isEqualTo(new Host("a_b~!$&'()*+,;=", 0));
        } else {
            assertThat(Host.parse(text)).isEqualTo(name == null ? null : new Host(name, Integer.parseInt(port)));
        }
    }
}
