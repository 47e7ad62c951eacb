/** Takes the address of the client from a trusted proxy: {@code set_real_ip_from}, {@code real_ip_header}. */
package io.gangway.realip;
