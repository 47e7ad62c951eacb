/** {@code set_real_ip_from}: the client's address as a trusted proxy tells it. */
package io.gangway.realip;
