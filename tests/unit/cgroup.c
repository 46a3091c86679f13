/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotas and throttling in made-up /proc and /sys. */
#include "base/cgroup.h"

#include "support.h"

enum { most_files = 5 };

static const struct row {
    const char *name; /* and the folder */
    struct {
        const char *path;
        const char *content;
    } files[most_files];
    struct cgroup_cpu wanted;
} rows[] = {
    {"nothing", {{NULL}}, {false, 0, -1}},
    {"no groups", {{"proc/self/cgroup", ""}}, {true, 0, -1}},
    {"v2, no quota",
     {{"proc/self/cgroup", "0::/\n"},
      {"sys/fs/cgroup/cpu.max", "max 100000\n"},
      {"sys/fs/cgroup/cpu.stat", "usage_usec 5\nnr_periods 0\nnr_throttled 0\n"}},
     {true, 0, 0}},
    {"v2, at the top",
     {{"proc/self/cgroup", "0::/\n"},
      {"sys/fs/cgroup/cpu.max", "150000 100000\n"},
      {"sys/fs/cgroup/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 4\n"}},
     {true, 1.5, 4}},
    {"v2, the least of those above",
     {{"proc/self/cgroup", "0::/a/b\n"},
      {"sys/fs/cgroup/a/b/cpu.max", "300000 100000\n"},
      {"sys/fs/cgroup/a/b/cpu.stat", "nr_throttled 1\n"},
      {"sys/fs/cgroup/a/cpu.max", "200000 100000\n"},
      {"sys/fs/cgroup/a/cpu.stat", "nr_throttled 2\n"}},
     {true, 2, 3}},
    {"v2, a path of the outside",
     {{"proc/self/cgroup", "0::/docker/abc\n"}, {"sys/fs/cgroup/cpu.max", "50000 100000\n"}},
     {true, 0.5, -1}},
    {"v2, a neighbour",
     {{"proc/self/cgroup", "0::/a/b\n"}, {"sys/fs/cgroup/a/c/cpu.max", "50000 100000\n"}},
     {true, 0, -1}},
    {"v1",
     {{"proc/self/cgroup", "9:name=systemd:/a\n4:cpu,cpuacct:/a\n0::/\n"},
      {"sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "250000\n"},
      {"sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n"},
      {"sys/fs/cgroup/cpu/a/cpu.stat", "nr_periods 7\nnr_throttled 6\nthrottled_time 1\n"}},
     {true, 2.5, 6}},
    {"v1, no quota",
     {{"proc/self/cgroup", "4:cpuset:/b\n3:cpu:/a\n"},
      {"sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "-1\n"},
      {"sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n"},
      {"sys/fs/cgroup/cpu/b/cpu.stat", "nr_throttled 5\n"}},
     {true, 0, -1}},
    {"torn",
     {{"proc/self/cgroup", "\n0\n0:\n0::\n0::x\n4:cpu:/a"},
      {"sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "many\n"},
      {"sys/fs/cgroup/cpu/a/cpu.stat", "nr_throttled \n"}},
     {true, 0, -1}},
};

TEST(groups)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *row = &rows[i];
        char *root = scratch_path(row->name);
        for (size_t f = 0; f < most_files && row->files[f].path != NULL; f++) {
            char *name = path_join(row->name, row->files[f].path);
            free(scratch_write(name, row->files[f].content));
            free(name);
        }
        struct cgroup_cpu got = cgroup_cpu_read(root);
        expect(got.known == row->wanted.known, "%s: %d", row->name, got.known);
        expect(got.quota == row->wanted.quota, "%s: %g CPUs", row->name, got.quota);
        expect(got.throttled == row->wanted.throttled, "%s: %d times", row->name,
               (int)got.throttled);
        free(root);
    }
}

TEST(here)
{
    struct cgroup_cpu cpu = cgroup_cpu_read("");
    assert_true(cpu.quota >= 0);
    assert_true(cpu.throttled >= -1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups),
        cmocka_unit_test(here),
    };
    return RUN_IN_SCRATCH("cgroup", tests);
}
