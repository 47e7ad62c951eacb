package io.gangway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.Gangway;
import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The errors of wrong settings; messages that nginx has too were recorded from nginx 1.30. */
class LogSettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "access_log off x;                              | invalid parameter \"x\"",
                "access_log logs/q nix;                         | unknown log format \"nix\"",
                "access_log logs/q combined buffer=0;           | invalid buffer size \"0\"",
                "access_log logs/q combined buffer=1k flush=0;  | invalid flush time \"0\"",
                "access_log logs/q combined flush=1s;           | no buffer is defined for access_log \"logs/q\"",
                "access_log logs/q combined zip;                | invalid parameter \"zip\"",
                "access_log logs/q combined gzip=0;             | invalid compression level \"0\"",
                "access_log logs/q combined gzip=10;            | invalid compression level \"10\"",
                "access_log logs/q combined gzip=;              | invalid compression level \"\"",
                "access_log logs/q combined gzipped;            | invalid parameter \"gzipped\"",
                "access_log logs/$host combined gzip;           | buffered logs cannot have variables in name",
                "access_log logs/q combined gzip; access_log logs/q combined gzip=2;"
                        + "| access_log \"logs/q\" already defined with conflicting parameters",
                "open_log_file_cache max=x;                     | invalid \"open_log_file_cache\" parameter \"max=x\"",
                "open_log_file_cache on;                        | invalid \"open_log_file_cache\" parameter \"on\"",
                "open_log_file_cache valid=1m;                  "
                        + "| \"open_log_file_cache\" must have \"max\" parameter",
                "access_log logs/$host combined buffer=1k;      | buffered logs cannot have variables in name",
                "access_log logs/q combined buffer=1k; access_log logs/q combined buffer=2k;"
                        + "| access_log \"logs/q\" already defined with conflicting parameters",
                "access_log syslog:facility=user; | no syslog server specified",
                "log_format a $status; log_format a b;          | duplicate \"log_format\" name \"a\"",
                "log_format combined x;                         | duplicate \"log_format\" name \"combined\"",
                "log_format a escape=foo;                       | unknown log format escaping \"foo\"",
                "log_format a \"${status\";                     | the closing bracket in \"status\" variable is missing",
                "log_format a \"x$\";                           | invalid parameter \"$\"",
                "log_format a \"x$-y\";                         | invalid parameter \"$-y\"",
                "log_format a;                                  "
                        + "| invalid number of arguments in \"log_format\" directive",
                "error_log logs/e foo;                          | invalid log level \"foo\"",
                "error_log logs/e error warn;                   | duplicate log level \"warn\"",
                "error_log memory:32m;"
                        + "| \"memory:\" of the \"error_log\" directive is not supported yet by Gangway",
                "server { if ($uri) { access_log off; } }       | \"access_log\" directive is not allowed here",
                "server { log_format a b; }                     | \"log_format\" directive is not allowed here",
            })
    void a_wrong_argument_is_refused_with_file_and_line(String http, String message) throws IOException {
        try (Site site = site(http)) {
            assertThatThrownBy(() -> Gangway.read(site.conf()))
                    .isInstanceOf(ConfException.class)
                    .hasMessage(message + " in " + site.conf() + ":2");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "log_format a $nix;                      | unknown \"nix\" variable",
                "access_log logs/$nix;                   | unknown \"nix\" variable",
                "access_log logs/q combined if=$nix;     | unknown \"nix\" variable",
                "access_log none/q;  | open() \"%{dir}/none/q\" failed (2: No such file or directory)",
                "error_log none/e;   | open() \"%{dir}/none/e\" failed (2: No such file or directory)",
                "error_log logs;     | open() \"%{dir}/logs\" failed (21: Is a directory)",
            })
    void a_file_that_cannot_be_opened_is_an_error(String http, String message) throws IOException {
        try (Site site = site(http)) {
            assertThatThrownBy(() -> Gangway.read(site.conf()))
                    .isInstanceOf(ConfException.class)
                    .hasMessage(site.fill(message));
        }
    }

    @Test
    void the_directory_of_the_default_logs_is_created() throws IOException {
        try (Site site = Site.of("server { listen 127.0.0.1:%{port}; }")) {
            Files.deleteIfExists(site.dir().resolve("logs"));
            Gangway.read(new Environment(site.dir(), site.conf(), null, "")).close();
            assertThat(site.dir().resolve("logs/error.log")).exists();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "log_format a b; access_log logs/q A;",
                "log_format a escape=none;",
                "log_format a escape=json '{\"s\":' '\"$status\"}'; access_log logs/q a;",
                "access_log logs/q combined; access_log off;",
                "access_log logs/q combined buffer=32k flush=5m if=$uri;",
                "error_log logs/e debug_http; error_log stderr crit;",
                "open_log_file_cache max=1000 inactive=20s valid=1m min_uses=2;",
            })
    void a_right_argument_is_accepted(String http) throws IOException {
        try (Site site = site(http);
                Gangway gangway = Gangway.read(site.conf())) {
            assertThat(gangway.warnings()).isEmpty();
        }
    }

    @Test
    void a_refused_configuration_leaves_no_file_open() throws IOException {
        try (Site site = site("access_log logs/first; access_log none/second;")) {
            assertThatThrownBy(() -> Gangway.read(site.conf())).isInstanceOf(ConfException.class);
            assertThat(OpenFiles.below(site.dir())).isEqualTo(List.of());
        }
    }

    private static Site site(String http) throws IOException {
        return Site.of("events {}\nhttp { " + http + " }\n").file("logs/here", "");
    }
}
