/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order in which a round visits the cells. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/text.h"
#include "plan/plan.h"

struct ticket {
    uint64_t hash;
    size_t cell;
};

static int by_hash(const void *a, const void *b)
{
    const struct ticket *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

void plan_order(const struct plan *plan, uint64_t seed, uint32_t round, size_t *order)
{
    struct ticket *tickets = xcalloc(plan->count, sizeof *tickets);
    uint64_t salt = hash_mix(hash_mix(seed) + round);
    for (size_t i = 0; i < plan->count; i++)
        tickets[i] = (struct ticket){hash_mix(hash_text(salt, plan->cells[i].key)), i};
    qsort(tickets, plan->count, sizeof *tickets, by_hash);
    for (size_t i = 0; i < plan->count; i++)
        order[i] = tickets[i].cell;
    free(tickets);
}
