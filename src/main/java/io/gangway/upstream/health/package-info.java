/**
 * Health checks: {@code health_check} and {@code match}. While a generation is the running one, each check of a location
 * asks each peer of its group again and again, on one loop for all loops; the results keep requests away from peers that
 * fail. A protocol such as that of {@code proxy_pass} only writes the request and decodes the response.
 */
package io.gangway.upstream.health;
