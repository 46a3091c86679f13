/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fault: made for the next major ABI, of which only the first 16 bytes are as they are here.
 * Row: failed, with both numbers; reading on means a crash.
 */
#include <parbench/plugin.h>

typedef struct later_backend {
    uint32_t magic;
    uint32_t struct_size;
    uint16_t abi_major;
    uint16_t abi_minor;
    uint32_t kind;
    uint64_t unknown[4];
} later_backend;

extern PARBENCH_EXPORT const later_backend parbench_plugin;
const later_backend parbench_plugin = {
    .magic = PARBENCH_MAGIC,
    .struct_size = (uint32_t)sizeof(later_backend),
    .abi_major = PARBENCH_ABI_MAJOR + 1,
    .abi_minor = 0,
    .kind = PARBENCH_KIND_BACKEND,
    .unknown = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX},
};
