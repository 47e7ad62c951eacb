/** Limits the rate of requests and the number of connections for each key: {@code limit_req}, {@code limit_conn}. */
package io.gangway.limit;
