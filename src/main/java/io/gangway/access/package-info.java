/**
 * Restricts access by the address of the client: {@code allow} and {@code deny}. The first rule that matches decides; a
 * client that matches no rule is allowed.
 */
package io.gangway.access;
