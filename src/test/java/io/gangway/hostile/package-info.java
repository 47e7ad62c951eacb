/** What Gangway does with those who mean harm: requests of two meanings, paths that lead out, clients that never end. */
package io.gangway.hostile;
