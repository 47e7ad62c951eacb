/** Identifies clients by a cookie: {@code userid}. */
package io.gangway.userid;
