/** Looks into the running server: Gangway's own API under {@code gangway_admin}, and the access rules of such APIs. */
package io.gangway.admin;
