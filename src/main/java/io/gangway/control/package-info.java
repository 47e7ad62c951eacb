/** nginx's Control API ({@code -l}): shows the configuration in use, and reloads it. */
package io.gangway.control;
