/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plugin/object.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

struct object {
    const char *path;
    int file;
    uint64_t size;
    ElfW(Ehdr) header;
};

static bool read_at(const struct object *object, uint64_t offset, void *to, size_t size)
{
    return offset <= object->size && size <= object->size - offset &&
           pread(object->file, to, size, (off_t)offset) == (ssize_t)size;
}

/* ---- for which machine ---------------------------------------------------------------------- */

/* The begin of every ELF file, whatever its class. */
struct target {
    unsigned char ident[EI_NIDENT];
    unsigned char type[2]; /* both in the byte order that ident tells */
    unsigned char machine[2];
};

static unsigned machine_of(const struct target *target)
{
    bool big = target->ident[EI_DATA] == ELFDATA2MSB;
    return (unsigned)target->machine[big] | (unsigned)target->machine[!big] << 8;
}

static const char *machine_name(unsigned machine)
{
    static const struct {
        unsigned machine;
        const char *name;
    } names[] = {
        {EM_X86_64, "x86-64"}, {EM_386, "x86"},      {EM_AARCH64, "AArch64"}, {EM_ARM, "ARM"},
        {EM_PPC64, "PowerPC"}, {EM_RISCV, "RISC-V"}, {EM_S390, "IBM Z"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].machine == machine)
            return names[i].name;
    return NULL;
}

/* "x86-64 (64 bits)"; owned by the caller. */
static char *describe_target(const struct target *target)
{
    const char *name = machine_name(machine_of(target));
    char number[32];
    snprintf(number, sizeof number, "machine %u", machine_of(target));
    return text_format("%s (%d bits%s)", name ? name : number,
                       target->ident[EI_CLASS] == ELFCLASS32 ? 32 : 64,
                       target->ident[EI_DATA] == ELFDATA2MSB ? ", big-endian" : "");
}

static int refuse_target(const struct object *object, const struct target *target,
                         const struct target *own, struct error *error)
{
    char *theirs = describe_target(target), *ours = describe_target(own);
    error_set(error, "%s: not a shared object of this machine: built for %s, this machine is %s",
              object->path, theirs, ours);
    free(theirs);
    free(ours);
    return -1;
}

/* This machine is what this program was built for. */
static int check_target(const struct object *object, struct error *error)
{
    struct target target, own;
    int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    ssize_t got = self >= 0 ? pread(self, &own, sizeof own, 0) : -1;
    if (self >= 0)
        close(self);
    if (got != (ssize_t)sizeof own)
        return error_set(error, "/proc/self/exe: %s", strerror(errno));
    if (!read_at(object, 0, &target, SELFMAG) || memcmp(target.ident, ELFMAG, SELFMAG) != 0)
        return error_set(error, "%s: not a shared object: not an ELF file", object->path);
    if (read_at(object, 0, &target, sizeof target) &&
        (target.ident[EI_CLASS] != own.ident[EI_CLASS] ||
         target.ident[EI_DATA] != own.ident[EI_DATA] || machine_of(&target) != machine_of(&own)))
        return refuse_target(object, &target, &own, error);
    return 0;
}

/* ---- what kind of file ---------------------------------------------------------------------- */

static int refuse_torn(const struct object *object, struct error *error)
{
    return error_set(error, "%s: not a shared object: the file is cut short, at %llu bytes",
                     object->path, (unsigned long long)object->size);
}

static int refuse_kind(const struct object *object, const char *kind, struct error *error)
{
    return error_set(error, "%s: not a shared object but %s; link it with -shared", object->path,
                     kind);
}

static int check_type(const struct object *object, struct error *error)
{
    unsigned type = object->header.e_type;
    if (type == ET_DYN)
        return 0;
    if (type == ET_EXEC || type == ET_REL)
        return refuse_kind(object, type == ET_EXEC ? "a program" : "an object file", error);
    return error_set(error, "%s: not a shared object: ELF type %u", object->path, type);
}

/* A position independent program looks like a library, but for a flag. */
static bool is_program(const struct object *object, const ElfW(Phdr) * dynamic)
{
    ElfW(Dyn) entry;
    for (uint64_t at = 0; at + sizeof entry <= dynamic->p_filesz; at += sizeof entry) {
        if (!read_at(object, dynamic->p_offset + at, &entry, sizeof entry) ||
            entry.d_tag == DT_NULL)
            return false;
        if (entry.d_tag == DT_FLAGS_1)
            return (entry.d_un.d_val & DF_1_PIE) != 0;
    }
    return false;
}

static int check_segments(const struct object *object, struct error *error)
{
    const ElfW(Ehdr) *header = &object->header;
    for (unsigned i = 0; i < header->e_phnum; i++) {
        ElfW(Phdr) segment;
        if (!read_at(object, header->e_phoff + (uint64_t)i * sizeof segment, &segment,
                     sizeof segment) ||
            segment.p_offset > object->size || segment.p_filesz > object->size - segment.p_offset)
            return refuse_torn(object, error);
        if (segment.p_type == PT_DYNAMIC && is_program(object, &segment))
            return refuse_kind(object, "a program", error);
    }
    return 0;
}

static int check(struct object *object, struct error *error)
{
    struct stat status;
    if (fstat(object->file, &status) != 0 || !S_ISREG(status.st_mode))
        return error_set(error, "%s: not a shared object: not a file", object->path);
    object->size = (uint64_t)status.st_size;
    if (check_target(object, error) != 0)
        return -1;
    if (!read_at(object, 0, &object->header, sizeof object->header))
        return refuse_torn(object, error);
    if (check_type(object, error) != 0)
        return -1;
    return check_segments(object, error);
}

int object_check(const char *path, struct error *error)
{
    struct object object = {.path = path, .file = open(path, O_RDONLY | O_CLOEXEC)};
    if (object.file < 0)
        return error_set(error, "%s: cannot be read: %s", path, strerror(errno));
    int result = check(&object, error);
    close(object.file);
    return result;
}
