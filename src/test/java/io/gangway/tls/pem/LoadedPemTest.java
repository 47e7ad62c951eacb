package io.gangway.tls.pem;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.tls.CertificateFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each PEM file of a configuration is read once. */
class LoadedPemTest {
    @TempDir
    Path directory;

    @Test
    void a_file_is_read_once_by_each_configuration() throws Exception {
        CertificateFiles certificates = new CertificateFiles(directory);
        certificates.root("one", "ec");
        LoadedPem files = new LoadedPem();
        var before = files.certificates(certificates.path("one.crt"));
        var key = files.privateKey(certificates.path("one.key"), List.of());
        Files.delete(directory.resolve("one.crt"));
        Files.delete(directory.resolve("one.key"));
        assertThat(files.certificates(certificates.path("one.crt"))).isSameAs(before);
        assertThat(files.privateKey(certificates.path("one.key"), List.of())).isSameAs(key);
    }
}
