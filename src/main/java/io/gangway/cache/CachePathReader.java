package io.gangway.cache;

import io.gangway.conf.NumberValue;
import io.gangway.conf.SizeValue;
import io.gangway.conf.TimeValue;
import io.gangway.config.DirectiveArguments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads one {@code proxy_cache_path} or the like. */
final class CachePathReader {
    /** Two pages of memory, as in nginx. */
    private static final long MIN_ZONE = 8192;

    private static final int MAX_LEVELS = 3;
    private static final long INACTIVE_SECONDS = 600;

    private final DirectiveArguments arguments;
    private final Map<String, CachePath.Pace> paces = new HashMap<>();
    private List<Integer> levels = List.of();
    private boolean ownTemp;
    private String zone = "";
    private long zoneSize;
    private long inactiveSeconds = INACTIVE_SECONDS;
    private long maxSize = Long.MAX_VALUE;
    private long minFree;

    CachePathReader(DirectiveArguments arguments) {
        this.arguments = arguments;
        paces.put("loader", CachePath.Pace.DEFAULT);
        paces.put("manager", CachePath.Pace.DEFAULT);
        paces.put("purger", CachePath.Pace.OF_PURGER);
    }

    CachePath read() {
        for (String word : arguments.args().subList(1, arguments.count())) {
            int equals = word.indexOf('=');
            parameter(word, equals < 0 ? word : word.substring(0, equals), word.substring(equals + 1));
        }
        if (zone.isEmpty()) {
            throw arguments.error("\"" + arguments.node().name() + "\" must have \"keys_zone\" parameter");
        }
        String directory = arguments.arg(0).replaceFirst("(?<=.)/$", "");
        return new CachePath(
                arguments.path(directory).toAbsolutePath(),
                levels,
                ownTemp,
                zone,
                zoneSize,
                inactiveSeconds,
                maxSize,
                minFree,
                paces.get("loader"),
                paces.get("manager"),
                paces.get("purger"));
    }

    private void parameter(String word, String name, String value) {
        if (name.length() == word.length()) {
            throw arguments.invalidParameter(word);
        }
        switch (name) {
            case "levels" -> levels = levels(word, value);
            case "use_temp_path" -> ownTemp = !flag(word, name, value);
            case "keys_zone" -> keysZone(word, value);
            case "inactive" ->
                inactiveSeconds = time(word, name, TimeValue.seconds(value)).toSeconds();
            case "max_size" -> maxSize = size(word, name, value);
            case "min_free" -> minFree = size(word, name, value);
            case "purger" -> flag(word, name, value);
            default -> pace(word, name, value);
        }
    }

    private List<Integer> levels(String word, String value) {
        if (!value.isEmpty() && !value.matches("[12](:[12]){0," + (MAX_LEVELS - 1) + "}")) {
            throw arguments.error("invalid \"levels\" \"" + word + "\"");
        }
        List<Integer> digits = new ArrayList<>();
        for (String level : value.isEmpty() ? new String[0] : value.split(":")) {
            digits.add(Integer.valueOf(level));
        }
        return List.copyOf(digits);
    }

    private boolean flag(String word, String name, String value) {
        if (!value.equals("on") && !value.equals("off")) {
            throw arguments.error("invalid " + name + " value \"" + word + "\", it must be \"on\" or \"off\"");
        }
        return value.equals("on");
    }

    private void keysZone(String word, String value) {
        int colon = value.indexOf(':');
        OptionalLong size = colon < 0 ? OptionalLong.empty() : SizeValue.size(value.substring(colon + 1));
        if (size.isEmpty()) {
            throw arguments.error("invalid keys zone size \"" + word + "\"");
        }
        if (size.getAsLong() < MIN_ZONE) {
            throw arguments.error("keys zone \"" + word + "\" is too small");
        }
        zone = value.substring(0, colon);
        zoneSize = size.getAsLong();
    }

    private void pace(String word, String name, String value) {
        int underscore = name.indexOf('_');
        String job = underscore < 0 ? "" : name.substring(0, underscore);
        CachePath.Pace pace = paces.get(job);
        if (pace == null) {
            throw arguments.invalidParameter(word);
        }
        CachePath.Pace changed = switch (name.substring(underscore + 1)) {
            case "files" ->
                new CachePath.Pace(
                        (int) Math.min(Integer.MAX_VALUE, number(word, name, NumberValue.parse(value))),
                        pace.sleepMillis(),
                        pace.thresholdMillis());
            case "sleep" ->
                new CachePath.Pace(
                        pace.files(), time(word, name, TimeValue.millis(value)).toMillis(), pace.thresholdMillis());
            case "threshold" ->
                new CachePath.Pace(
                        pace.files(),
                        pace.sleepMillis(),
                        time(word, name, TimeValue.millis(value)).toMillis());
            default -> throw arguments.invalidParameter(word);
        };
        paces.put(job, changed);
    }

    private long size(String word, String name, String value) {
        return number(word, name, SizeValue.offset(value));
    }

    private long number(String word, String name, OptionalLong value) {
        return value.orElseThrow(() -> arguments.error("invalid " + name + " value \"" + word + "\""));
    }

    private Duration time(String word, String name, Optional<Duration> value) {
        return value.orElseThrow(() -> arguments.error("invalid " + name + " value \"" + word + "\""));
    }
}
