package io.gangway.dns;

import java.net.InetAddress;

/** One address of a host that offers a service. */
public record ServiceAddress(ServiceRecord service, InetAddress address) {}
