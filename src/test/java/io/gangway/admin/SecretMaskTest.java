package io.gangway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gangway_admin write=on token=abc; | gangway_admin write=on token=***;",
                "gangway_admin \"token=a b\"; | gangway_admin \"token=***\";",
                "gangway_admin 'token=a b'; | gangway_admin 'token=***';",
                "gangway_admin \"token=a\\\" b\"; | gangway_admin \"token=***\";",
                "gangway_admin token=a\\ b; | gangway_admin token=***;",
                "otel_exporter { header api-key abc; } | otel_exporter { header api-key ***; }",
                "otel_exporter { header 'x-honeycomb-team' \"a b\"; } | otel_exporter { header 'x-honeycomb-team' ***; }",
                "secure_link_secret abc; | secure_link_secret ***;",
                "secure_link_md5 \"$uri abc\"; | secure_link_md5 ***;",
                "proxy_set_header Authorization \"Basic YWJj\"; | proxy_set_header Authorization ***;",
                "proxy_set_header 'X-Api-Key' abc; | proxy_set_header 'X-Api-Key' ***;",
                "add_header Set-Cookie \"id=abc\"; | add_header Set-Cookie ***;",
                "set $api_token 'abc'; | set $api_token ***;",
                "ssl_certificate_key data:abc; | ssl_certificate_key data:***;",
                "proxy_pass http://user:abc@host; | proxy_pass http://user:***@host;",
                "map $http_authorization $ok { \"Bearer abc\" 1; } | map $http_authorization $ok { \"Bearer ***\" 1; }"
            })
    void secrets_are_masked(String text, String masked) {
        assertThat(SecretMask.mask(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gangway_admin write=on token=file:admin.token;",
                "gangway_admin write=on token=$http_x_token;",
                "proxy_set_header Authorization $http_authorization;",
                "proxy_set_header Host $host;",
                "add_header Cache-Control no-store;",
                "ssl_certificate_key key.pem;",
                "auth_basic_user_file users;",
                "proxy_pass http://host:8080/@name;",
                "add_header WWW-Authenticate 'Basic realm=\"x\"';"
            })
    void the_rest_is_shown(String text) {
        assertThat(SecretMask.mask(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "Cookie", "Proxy-Authorization", "X-Auth-Token", "x-api-key", "APIKEY"})
    void fields_that_authorize_are_secret(String field) {
        assertThat(SecretMask.isSecret(field)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Sec-WebSocket-Key", "X-Token-Count", "Origin"})
    void other_fields_are_shown(String field) {
        assertThat(SecretMask.isSecret(field)).isFalse();
    }

    @Test
    void a_private_key_is_masked() {
        String key = "-----BEGIN PRIVATE KEY-----\nabc\ndef\n-----END PRIVATE KEY-----";

        assertThat(SecretMask.mask("a " + key + " b"))
                .isEqualTo("a -----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY----- b");
    }

    @Test
    void a_long_text_takes_little_time() {
        String text = "proxy_set_header X-" + "a".repeat(100_000) + " v;\n" + "token".repeat(100_000) + "\n"
                + "secure_link_md5 \"".repeat(10_000) + "\n token=" + "a".repeat(1_000_000)
                + "\nheader ".repeat(10_000);

        assertThat(SecretMask.mask(text)).isNotEmpty();
    }
}
