/**
 * {@code zone_sync}: nodes share the state of zones with {@code sync}, with the directives of nginx Plus. The nodes are a
 * group of JGroups, which is in the optional {@code gangway-cluster.jar}; messages and the merging of states are
 * Gangway's own ({@link io.gangway.cluster.ZoneSynchronizer}).
 */
package io.gangway.cluster;
