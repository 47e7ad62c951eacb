package io.gangway.conf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Our name and version, as the build wrote them. */
public final class BuildInfo {
    /** The version, such as {@code 0.2.0}. */
    public static final String VERSION = read();

    private static final String WITH_VERSION = "gangway/" + VERSION;

    /** The release of nginx whose behaviour is ours: {@code $nginx_version}. */
    public static final String NGINX_VERSION = "1.30.6";

    private BuildInfo() {}

    /** The text of {@code Server} and error pages, by {@code server_tokens}. */
    public static String name(String serverTokens) {
        return serverTokens.equals("off") ? "gangway" : WITH_VERSION;
    }

    private static String read() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("/io/gangway/product.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
