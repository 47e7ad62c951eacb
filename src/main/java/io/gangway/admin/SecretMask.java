package io.gangway.admin;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Masks what is secret in the text of a configuration: tokens, passwords in URLs, keys, the secrets of {@code
 * secure_link}, and the values of header fields that authorize. Variables and names of files are shown.
 */
final class SecretMask {
    private static final String VALUE = "(?!\\$[A-Za-z_{])"
            + "(?:\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'|(?:\\\\.|\\$\\{[^}]*+\\}|[^\\s;{\\\\])++)";

    /** The names of header fields that authorize. */
    private static final String FIELD =
            "(?:Authorization|Proxy-Authorization|Cookie|Set-Cookie|[\\w-]*(?:Token|Secret|Api-?Key))";

    private static final Pattern SECRET_FIELD = Pattern.compile(FIELD, Pattern.CASE_INSENSITIVE);

    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("((?<![\"'])\\btoken=)(?!file:)" + VALUE),
            Pattern.compile("(\"token=)(?!file:|\\$[A-Za-z_{])(?:[^\"\\\\]|\\\\.)*+"),
            Pattern.compile("('token=)(?!file:|\\$[A-Za-z_{])(?:[^'\\\\]|\\\\.)*+"),
            // Of otel_exporter: collectors have many names for their keys.
            Pattern.compile("(?m)((?:^|[;{}])\\s*+header\\s++" + VALUE + "\\s++)" + VALUE),
            Pattern.compile("(\\bsecure_link_(?:secret|md5|hmac_secret)\\s+)" + VALUE),
            Pattern.compile("(?i)(\\b(?:proxy_set_header|add_header|more_set_headers)\\s+[\"']?"
                    + FIELD + "[\"']?\\s+)"
                    + VALUE),
            Pattern.compile("(?i)(\\bset\\s+\\$\\w*(?:token|secret|password|api_?key)\\w*\\s+)" + VALUE),
            Pattern.compile("(\\b\\w*_?certificate_key\\s+[\"']?data:)[^;]++"),
            Pattern.compile("(?i)(\\b(?:Bearer|Basic)\\s+)(?!realm)[\\w+/=.~-]{3,}+"),
            Pattern.compile("(://[^\\s/@:]++:)[^\\s/@]++(?=@)"),
            Pattern.compile("(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(?=-----END|\\z)"));

    private SecretMask() {}

    /** Whether the value of a header field of that name is secret. */
    static boolean isSecret(String field) {
        return SECRET_FIELD.matcher(field).matches();
    }

    static String mask(String text) {
        String masked = text;
        for (Pattern secret : SECRETS) {
            masked = secret.matcher(masked).replaceAll("$1***");
        }
        return masked;
    }
}
