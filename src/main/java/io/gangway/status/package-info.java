/** Reports the numbers of connections and requests of the server: {@code stub_status}. */
package io.gangway.status;
