package io.gangway.cache;

import io.gangway.conf.Environment;
import io.gangway.config.DirectiveArguments;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code proxy_cache_path} and similar directives.
 *
 * @param directory absolute
 * @param levels digits of each level of directories, 1 or 2, outermost first; empty for none
 * @param ownTemp whether a file is written next to its final place ({@code use_temp_path=off}), not in the directory
 *     for temporary files
 * @param zone name of the zone
 * @param zoneSize its size in bytes, which bounds the number of keys
 * @param inactiveSeconds after which time without use a response is removed
 * @param maxSize of all files, in bytes; {@link Long#MAX_VALUE} for no limit
 * @param minFree of the disk, in bytes; 0 for no limit
 */
public record CachePath(
        Path directory,
        List<Integer> levels,
        boolean ownTemp,
        String zone,
        long zoneSize,
        long inactiveSeconds,
        long maxSize,
        long minFree,
        Pace loader,
        Pace manager,
        Pace purger) {

    /** The parameters, in the notation of nginx's manual. */
    public static final String SYNTAX = "path [levels=levels] [use_temp_path=on|off] keys_zone=name:size "
            + "[inactive=time] [max_size=size] [min_free=size] "
            + "[manager_files=number] [manager_sleep=time] [manager_threshold=time] "
            + "[loader_files=number] [loader_sleep=time] [loader_threshold=time] "
            + "[purger=on|off] [purger_files=number] [purger_sleep=time] [purger_threshold=time]";

    /**
     * The pace of a job: it pauses after some files, or after some time if that is reached first.
     *
     * @param files at least 0, which is as 1
     */
    record Pace(int files, long sleepMillis, long thresholdMillis) {
        /** nginx's default of loader and manager. */
        static final Pace DEFAULT = new Pace(100, 50, 200);

        /** nginx's default of the purger. */
        static final Pace OF_PURGER = new Pace(10, 50, 50);
    }

    /**
     * Reads one occurrence of the directive, and declares its zone and its directory in this configuration.
     *
     * @throws io.gangway.conf.ConfException in nginx's wording
     */
    public static CachePath read(DirectiveArguments arguments) {
        CachePath path = new CachePathReader(arguments).read();
        arguments.context().shared(DeclaredPaths.class, DeclaredPaths::new).add(path, arguments);
        return path;
    }

    /** The directory, one char per byte. */
    String name() {
        return Environment.bytes(directory);
    }
}
