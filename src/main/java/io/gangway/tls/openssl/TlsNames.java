package io.gangway.tls.openssl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** OpenSSL's names of cipher suites and groups by their numbers (IANA's TLS registries). */
public final class TlsNames {
    private static final Map<Integer, String> SUITES = suites();

    /** By number, beginning with 1. */
    private static final String[] GROUPS = {
        "sect163k1", "sect163r1", "sect163r2", "sect193r1", "sect193r2", "sect233k1", "sect233r1", "sect239k1",
        "sect283k1", "sect283r1", "sect409k1", "sect409r1", "sect571k1", "sect571r1", "secp160k1", "secp160r1",
        "secp160r2", "secp192k1", "prime192v1", "secp224k1", "secp224r1", "secp256k1", "prime256v1", "secp384r1",
        "secp521r1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1", "X25519", "X448"
    };

    private static final String[] FINITE = {"ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"};
    private static final int FIRST_FINITE = 0x100;

    private TlsNames() {}

    /** The value of {@code $ssl_ciphers}: names, or hex numbers for unknown suites. */
    public static String suites(String numbers) {
        return joined(numbers, SUITES::get);
    }

    /** The value of {@code $ssl_curves}: names, or hex numbers for unknown groups. */
    public static String groups(String numbers) {
        return joined(numbers, TlsNames::group);
    }

    private static String group(int number) {
        if (number > 0 && number <= GROUPS.length) {
            return GROUPS[number - 1];
        }
        int finite = number - FIRST_FINITE;
        return finite >= 0 && finite < FINITE.length ? FINITE[finite] : null;
    }

    private static String joined(String numbers, IntFunction<String> name) {
        return numbers.chars()
                .mapToObj(number -> {
                    String known = name.apply(number);
                    return known == null ? String.format("0x%04x", number) : known;
                })
                .collect(Collectors.joining(":"));
    }

    private static Map<Integer, String> suites() {
        Map<Integer, String> suites = new HashMap<>();
        try (InputStream in = TlsNames.class.getResourceAsStream("suites");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                suites.put(Integer.valueOf(line.substring(0, 4), 16), line.substring(5));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return suites;
    }
}
