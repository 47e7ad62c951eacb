#define _GNU_SOURCE
#include "usage.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

struct process {
    pid_t pid, ppid;
    double cpu, rss;
};

static int read_stat(pid_t pid, struct process *e)
{
    char path[64], buf[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *f = fopen(path, "r");
    if (!f) return -1;
    size_t n = fread(buf, 1, sizeof buf - 1, f);
    fclose(f);
    buf[n] = 0;
    char *p = strrchr(buf, ')');
    if (!p) return -1;
    int ppid;
    unsigned long ut, st;
    long cut, cst, rss;
    if (sscanf(p + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld %*d %*d %*d %*d %*u %*u %ld",
               &ppid, &ut, &st, &cut, &cst, &rss) != 6) return -1;
    double hz = (double)sysconf(_SC_CLK_TCK);
    e->pid = pid;
    e->ppid = ppid;
    e->cpu = (double)(ut + st + (unsigned long)cut + (unsigned long)cst) / hz;
    e->rss = (double)rss * (double)sysconf(_SC_PAGESIZE) / 1024.0;
    return 0;
}

struct usage usage_of(const pid_t *roots, int n)
{
    struct usage u = {0, 0, 0};
    if (!n) return u;
    static struct process all[8192];
    static bool in[8192];
    int m = 0;
    DIR *d = opendir("/proc");
    struct dirent *de;
    while (d && (de = readdir(d)) && m < 8192)
        if (de->d_name[0] >= '0' && de->d_name[0] <= '9' && !read_stat(atoi(de->d_name), &all[m])) {
            in[m] = false;
            for (int i = 0; i < n; i++) if (all[m].pid == roots[i]) in[m] = true;
            m++;
        }
    if (d) closedir(d);
    for (bool more = true; more;) {
        more = false;
        for (int i = 0; i < m; i++) if (!in[i])
            for (int j = 0; j < m; j++)
                if (in[j] && all[j].pid == all[i].ppid) { in[i] = more = true; break; }
    }
    for (int i = 0; i < m; i++) if (in[i]) { u.cpu_s += all[i].cpu; u.rss_kib += all[i].rss; u.procs++; }
    return u;
}

double self_cpu(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (double)r.ru_utime.tv_sec + (double)r.ru_stime.tv_sec + ((double)r.ru_utime.tv_usec + (double)r.ru_stime.tv_usec) / 1e6;
}

void machine(double *busy, double *steal)
{
    unsigned long long v[8] = {0};
    FILE *f = fopen("/proc/stat", "r");
    if (f) {
        if (fscanf(f, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6], &v[7]) != 8) v[0] = 0;
        fclose(f);
    }
    double hz = (double)sysconf(_SC_CLK_TCK);
    *busy = (double)(v[0] + v[1] + v[2] + v[5] + v[6]) / hz;
    *steal = (double)v[7] / hz;
}
