package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageHintTest {
    @TempDir
    private Path here;

    @ParameterizedTest
    @CsvSource(textBlock = """
                    site.conf,       did you mean "-c site.conf"?
                    config,          did you mean "-c config"?
                    other.conf,      did you mean "-c other.conf"? (there is no such file)
                    site,            did you mean "-p site -c nginx.conf"?
                    packaged,        did you mean "-p packaged -c conf/nginx.conf"?
                    dist,            did you mean "dev --root dist"?
                    reload,          did you mean "-s reload"?
                    configtest,      did you mean "-t -c nginx.conf"?
                    check,           did you mean "-t -c nginx.conf"?
                    start,           did you mean "-c nginx.conf"?
                    help,            did you mean "--help"?
                    devv,            did you mean "dev"?
                    demmo,           did you mean "demo"?
                    --tset,          did you mean "--test"?
                    --conf=a.conf,   did you mean "--config"?
                    --prefx,         did you mean "--prefix"?
                    xyzzy,           "gangway --help" lists options and commands
                    --xyzzy,         "gangway --help" lists options and commands
                    """)
    void an_unknown_word_has_a_hint(String word, String hint) throws IOException {
        Files.createFile(here.resolve("site.conf"));
        Files.createFile(here.resolve("config"));
        Files.createFile(Files.createDirectory(here.resolve("site")).resolve("nginx.conf"));
        Files.createFile(Files.createDirectories(here.resolve("packaged/conf")).resolve("nginx.conf"));
        Files.createDirectory(here.resolve("dist"));

        assertThat(UsageHint.of(word, List.of("dev", "demo"), here)).isEqualTo(hint);
    }
}
