/** Health checks with scripted backends. */
package io.gangway.upstream.health;
