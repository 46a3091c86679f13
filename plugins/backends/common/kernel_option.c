/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel_option.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* NULL where there is none of this name and type. */
static const parbench_option *find_row(const parbench_task *task, const char *name, uint32_t type)
{
    const parbench_option *row = task->kernel_options;
    while (row != NULL && row->name != NULL && strcmp(row->name, name) != 0)
        row++;
    return row != NULL && row->name != NULL && row->type == type ? row : NULL;
}

const parbench_value *kernel_option(const parbench_task *task, const char *name, uint32_t type)
{
    const parbench_option *row = find_row(task, name, type);
    return row ? &task->kernel_values[row - task->kernel_options] : NULL;
}

const char *kernel_choice(const parbench_task *task, const char *name, char *word, size_t size)
{
    const parbench_option *row = find_row(task, name, PARBENCH_CHOICE);
    word[0] = '\0';
    if (row == NULL)
        return word;
    const char *begin = row->choices;
    for (int64_t i = task->kernel_values[row - task->kernel_options].i; i > 0; i--)
        begin += strcspn(begin, ",") + 1;
    size_t length = strcspn(begin, ",");
    for (; length > 0 && isspace((unsigned char)*begin); begin++)
        length--;
    while (length > 0 && isspace((unsigned char)begin[length - 1]))
        length--;
    snprintf(word, size, "%.*s", (int)length, begin);
    return word;
}
