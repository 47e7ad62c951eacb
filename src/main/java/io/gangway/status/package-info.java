/** Reports the state of the server: {@code stub_status}. */
package io.gangway.status;
