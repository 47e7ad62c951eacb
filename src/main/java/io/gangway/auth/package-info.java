/** {@code auth_basic} and {@code auth_request}: who may come, by password or by what another location says. */
package io.gangway.auth;
