package io.gangway.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** The files of the page: {@value #INDEX} and those that it names. Read once, immutable. */
final class ConsolePage {
    static final String INDEX = "index.html";

    private static final Pattern NAMED = Pattern.compile("(?:href|src)=\"([^\"#]+)\"");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html",
            "js", "text/javascript",
            "css", "text/css",
            "svg", "image/svg+xml");

    private static ConsolePage loaded;

    private final Map<String, Asset> assets;

    private ConsolePage(Map<String, Asset> assets) {
        this.assets = assets;
    }

    /**
     * A file of the page.
     *
     * @param type its media type without a charset; all are UTF-8
     * @param etag with quotes; differs when the content does
     */
    record Asset(byte[] bytes, String type, String etag) {}

    /** Reads the files at the first call. */
    static synchronized ConsolePage load() {
        if (loaded == null) {
            Map<String, Asset> assets = new TreeMap<>();
            Asset index = read(INDEX);
            assets.put(INDEX, index);
            Matcher named = NAMED.matcher(new String(index.bytes(), StandardCharsets.UTF_8));
            while (named.find()) {
                assets.put(named.group(1), read(named.group(1)));
            }
            loaded = new ConsolePage(assets);
        }
        return loaded;
    }

    /**
     * A file by its path below the page.
     *
     * @return null if there is none
     */
    Asset asset(String path) {
        return assets.get(path);
    }

    private static Asset read(String name) {
        try (InputStream in = ConsolePage.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("missing file of the console: " + name);
            }
            byte[] bytes = in.readAllBytes();
            CRC32 sum = new CRC32();
            sum.update(bytes);
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            return new Asset(bytes, type, "\"" + Long.toHexString(sum.getValue()) + "-" + bytes.length + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
