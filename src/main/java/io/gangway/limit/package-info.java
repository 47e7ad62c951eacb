/** {@code limit_req} and {@code limit_conn}: how often, and how often at once, the same key may come. */
package io.gangway.limit;
