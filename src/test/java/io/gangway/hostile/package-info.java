/** Attacks: ambiguous requests, path traversal, clients that never finish, expensive patterns. */
package io.gangway.hostile;
