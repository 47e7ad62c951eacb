/** {@code secure_link}: whether a link was made by somebody who knows a secret, and is still good. */
package io.gangway.securelink;
