/**
 * Responses on disk, in the files of nginx's cache: {@code proxy_cache_path} and similar directives, the index of a
 * zone, reading and writing of files, locks, eviction and purging. It knows no upstream.
 */
package io.gangway.cache;
