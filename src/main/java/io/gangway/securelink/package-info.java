/** Checks whether a link carries the right hash and has not expired: {@code secure_link}. */
package io.gangway.securelink;
