package io.gangway.userid;

/** The values of {@code userid}. */
enum UseridMode {
    OFF,
    /** Only reads cookies. */
    LOG,
    VERSION_1,
    VERSION_2
}
