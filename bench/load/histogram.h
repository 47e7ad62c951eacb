/* A log-linear histogram of nanoseconds, 128 steps for each power of two. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

#define STEPS (40 * 128)

struct histogram {
    uint64_t n, max;
    double sum;
    uint64_t b[STEPS];
};

void histogram_add(struct histogram *h, uint64_t ns);

/* Prints ,"name":{...} in microseconds. */
void histogram_json(const char *name, const struct histogram *h);

#endif
