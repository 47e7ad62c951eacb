package io.gangway.exchange;

/**
 * The phases and filters of a location, in order. The arrays are never changed.
 *
 * @param postRead for {@link Phase#POST_READ}
 * @param rewrite for {@link Phase#REWRITE}
 * @param rest from {@link Phase#PREACCESS} to the one that responds
 * @param afterAccess index in {@code rest} after the access phases
 * @param restOfSubrequests the same for a subrequest, which has no access phases
 * @param hasHandler whether there is a phase of {@link Phase#HANDLER}
 * @param tunnel for {@link Phase#TUNNEL}
 * @param log for {@link Phase#LOG}
 * @param filters of a response to a client
 * @param filtersOfSubrequests of a response to a subrequest
 */
public record LocationHandlers(
        PhaseHandler[] postRead,
        PhaseHandler[] rewrite,
        PhaseHandler[] rest,
        int afterAccess,
        PhaseHandler[] restOfSubrequests,
        boolean hasHandler,
        PhaseHandler[] tunnel,
        PhaseHandler[] log,
        Filter[] filters,
        Filter[] filtersOfSubrequests) {}
