/** What {@code mvn -Prelease verify} puts into {@code target/release}, and tests of what a release must be. */
package io.gangway.release;
