/** What the server tells of itself: {@code stub_status}. */
package io.gangway.status;
