/* The CPU and memory that processes and the machine have used, as the kernel accounts it. */
#ifndef USAGE_H
#define USAGE_H

#include <stdint.h>
#include <sys/types.h>

struct usage {
    double cpu_s;
    double rss_kib;
    int procs;
};

struct snapshot {
    uint64_t t;
    double self, busy, steal;
    struct usage proxy, backend;
};

/* The processes named and all their descendants, each counted once. */
struct usage usage_of(const pid_t *roots, int n);

/* CPU seconds of this process. */
double self_cpu(void);

/* CPU seconds of the whole machine: busy, and taken by others on the same host. */
void machine(double *busy, double *steal);

#endif
