/**
 * What a cache of upstream responses decides, apart from its storage: how long a response is fresh, when a stale one may
 * be sent, and the settings of {@code proxy_cache*}, {@code fastcgi_cache*} and their like in one location.
 */
package io.gangway.upstream.cache;
