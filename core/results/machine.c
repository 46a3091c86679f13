/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/machine.h"

#include <gnu/libc-version.h>
#include <gsl/gsl_version.h>
#include <hwloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <sha2.h>

#include "base/path.h"
#include "base/text.h"
#include "measure/system.h"
#include "parbench/plugin.h"

extern char **environ;

/* Takes the line; NULL is null. */
static json_t *take_line(char *line)
{
    json_t *value = line ? json_string(line) : NULL;
    free(line);
    return value ? value : json_null();
}

/* The value of "KEY=value" or "key : value" in a small file. */
static json_t *value_in(const char *path, const char *key)
{
    struct error ignored;
    char *data;
    size_t size, length = strlen(key);
    json_t *value = json_null();
    if (path_read_file(path, &data, &size, &ignored) != 0)
        return value;
    for (char *rest = data, *line; (line = strsep(&rest, "\n")) != NULL;) {
        const char *after = line + length;
        if (strncmp(line, key, length) != 0 || strchr("=: \t", *after) == NULL)
            continue;
        after += strspn(after, "=: \t\"");
        char *text = xstrndup(after, strcspn(after, "\""));
        value = json_string(text);
        free(text);
        break;
    }
    free(data);
    return value ? value : json_null();
}

static json_t *hypervisor(void)
{
    int virtual = system_is_virtual("");
    return virtual < 0 ? json_null() : json_boolean(virtual);
}

json_t *machine_system(void)
{
    struct utsname names;
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    if (uname(&names) != 0)
        return json_object();
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "host", host, "kernel",
                     names.release, "kernel_build", names.version, "architecture", names.machine,
                     "os", value_in("/etc/os-release", "PRETTY_NAME"), "cpu",
                     value_in("/proc/cpuinfo", "model name"), "microcode",
                     value_in("/proc/cpuinfo", "microcode"), "virtual_machine", hypervisor(),
                     "load", take_line(path_read_line("/proc/loadavg")));
}

json_t *machine_noise(void)
{
    json_t *noise = json_object();
    for (const struct system_setting *setting = system_settings; setting->name != NULL; setting++)
        json_object_set_new(noise, setting->name,
                            take_line(system_setting_read("", setting->name, 0)));
    return noise;
}

json_t *machine_software(const char *program)
{
    char digest[SHA256_DIGEST_STRING_LENGTH] = "";
    char *hwloc =
        text_format("%u.%u", hwloc_get_api_version() >> 16, hwloc_get_api_version() >> 8 & 0xFF);
    char *abi = text_format("%d.%d", PARBENCH_ABI_MAJOR, PARBENCH_ABI_MINOR);
    json_t *software =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "parbench", PARBENCH_VERSION,
                  "sha256", SHA256File(program, digest) ? digest : "", "plugin_abi", abi,
                  "compiler", PARBENCH_COMPILER, "libc", gnu_get_libc_version(), "hwloc", hwloc,
                  "jansson", jansson_version_str(), "gsl", gsl_version);
    free(hwloc);
    free(abi);
    return software;
}

json_t *machine_environment(void)
{
    static const char *const allowed[] = {
        "OMP_", "GOMP_", "KMP_",    "OMPI_", "PRTE_",           "PMIX_",     "SLURM_",
        "UCX_", "OCL_",  "MALLOC_", "LD_",   "GLIBC_TUNABLES=", "PARBENCH_", "POCL_"};
    json_t *environment = json_object();
    for (char **variable = environ; *variable != NULL; variable++) {
        bool listed = false;
        for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
            listed = listed || text_starts_with(*variable, allowed[i]);
        const char *sign = strchr(*variable, '=');
        if (!listed || sign == NULL)
            continue;
        char *name = xstrndup(*variable, (size_t)(sign - *variable));
        json_t *value = json_string(sign + 1);
        if (value != NULL)
            json_object_set_new(environment, name, value);
        free(name);
    }
    return environment;
}
